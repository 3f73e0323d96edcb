package dev.tern.loadbalance;

import static dev.tern.loadbalance.Picks.longestRun;
import static dev.tern.loadbalance.Picks.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SmoothCycleTest {
  @Test
  void lightCandidatesStandAsFarApartAsTheyCan() {
    assertThat(cycle(5, 1, 1)).isEqualTo("ABAAACA");
    assertThat(cycle(3, 2, 1)).isEqualTo("ABACBA");
    assertThat(cycle(1, 1, 1, 1)).isEqualTo("ABCD");
    assertThat(cycle(2, 2, 1)).isEqualTo("ABCAB");
    assertThat(cycle(0, 4, 0, 1)).isEqualTo("BBDBB");
  }

  @Test
  void weightsAreDividedByTheirGreatestCommonDivisor() {
    assertThat(cycle(500, 100, 100)).isEqualTo("ABAAACA");
    assertThat(cycle(Integer.MAX_VALUE, Integer.MAX_VALUE)).isEqualTo("AB");
    assertThat(cycle(0, 0, 0)).isEqualTo("ABC");
  }

  @Test
  void countsAreExactAsLongAsTheCycleFits() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 100; round++) {
      int[] weights = random.ints(1 + random.nextInt(100), 0, 201).toArray();
      weights[0] = 1; // no common divisor
      assertThat(count(weights)).isEqualTo(IntStream.of(weights).boxed().toList());
    }
  }

  @Test
  void noneRunsLongerThanItsTurnsDividedByThoseOfAnotherWeight() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 500; round++) {
      int[] weights = random.ints(2 + random.nextInt(8), 1, 20).toArray();
      weights[0] = 20; // the heaviest stands alone
      List<Candidate> twice = new ArrayList<>(List.of(SmoothCycle.of(Shares.of(snapshot(weights)))));
      twice.addAll(List.copyOf(twice));
      int other = IntStream.of(weights).skip(1).boxed()
          .collect(Collectors.groupingBy(weight -> weight, Collectors.summingInt(weight -> weight)))
          .values().stream().max(Integer::compare).orElseThrow();

      assertThat(longestRun(twice)).as("run for %s", IntStream.of(weights).boxed().toList())
          .isLessThanOrEqualTo((20 + other - 1) / other);
    }
  }

  @Test
  void hugeWeightsMakeABoundedCycleWithNearlyTheRightShares() {
    SplittableRandom random = new SplittableRandom(9);
    for (int n : new int[] {2, 3, 10, 100, 1_000, 10_000}) {
      for (int bits = 8; bits <= 31; bits++) {
        int[] weights = random.ints(n, 0, bits == 31 ? Integer.MAX_VALUE : 1 << bits).toArray();
        weights[0] = 1;
        double total = IntStream.of(weights).asLongStream().sum();
        List<Integer> turns = count(weights);
        int length = turns.stream().mapToInt(t -> t).sum();

        assertThat(length).isLessThanOrEqualTo((int) SmoothCycle.limit(n) + n);
        for (int i = 0; i < n; i++) {
          double share = weights[i] / total;
          double bound = (2 + n * share) / SmoothCycle.limit(n);
          double off = Math.abs(turns.get(i) / (double) length - share);
          if (off > bound || weights[i] > 0 && turns.get(i) == 0) {
            assertThat(off).as("share of weight %s among %s", weights[i], n).isLessThanOrEqualTo(bound);
            assertThat(turns.get(i)).isPositive();
          }
        }
      }
    }
  }

  @Test
  void equalWeightsHaveEqualTurnsEvenWhereTheyAreRounded() {
    List<Integer> turns = count(1_000_003, 1_000_003, 77, 77, 1);

    assertThat(turns.get(0)).isEqualTo(turns.get(1));
    assertThat(turns.get(2)).isEqualTo(turns.get(3));
  }

  @Test
  void tenThousandEqualCandidatesStandOnceEach() {
    int[] weights = IntStream.range(0, 10_000).map(i -> 100).toArray();

    assertThat(SmoothCycle.of(Shares.of(snapshot(weights)))).hasSize(10_000).doesNotHaveDuplicates();
  }

  @Test
  void theShareOfAnyStretchOfACycleIsNearlyThatOfTheWhole() {
    int[] weights = {50, 30, 15, 5};
    Snapshot snapshot = snapshot(weights);
    Candidate[] cycle = SmoothCycle.of(Shares.of(snapshot));
    for (int length = 1; length <= cycle.length; length++) {
      for (int i = 0; i < weights.length; i++) {
        Candidate candidate = snapshot.get(i);
        double count = Stream.of(cycle).limit(length).filter(c -> c == candidate).count();
        assertThat(count).as("%s in the first %s", candidate, length)
            .isCloseTo(length * weights[i] / 100.0, within(1.5));
      }
    }
  }

  /** A for the first candidate, B for the second ... */
  private static String cycle(int... weights) {
    Snapshot snapshot = snapshot(weights);
    return Stream.of(SmoothCycle.of(Shares.of(snapshot)))
        .map(candidate -> String.valueOf((char) ('A' + snapshot.candidates().indexOf(candidate))))
        .collect(Collectors.joining());
  }

  private static List<Integer> count(int... weights) {
    Snapshot snapshot = snapshot(weights);
    Map<Candidate, Integer> counts = new HashMap<>();
    for (Candidate candidate : SmoothCycle.of(Shares.of(snapshot))) {
      counts.merge(candidate, 1, Integer::sum);
    }
    return snapshot.candidates().stream().map(candidate -> counts.getOrDefault(candidate, 0)).toList();
  }
}
