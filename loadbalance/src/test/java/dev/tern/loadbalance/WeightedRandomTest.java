package dev.tern.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.LoadBalancer.Picker;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.Snapshot;
import dev.tern.tck.FakeCandidate;
import dev.tern.tck.LoadBalancerContract;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class WeightedRandomTest extends LoadBalancerContract {
  private static final long LOWEST = 0;
  private static final long HIGHEST = -1;

  @Override
  protected LoadBalancerFactory factory() {
    return new WeightedRandomFactory();
  }

  @Test
  void onePickAsksForOneNumber() {
    int[] asked = {0};
    SplittableRandom generator = new SplittableRandom(1);
    RandomGenerator counting = () -> {
      asked[0]++;
      return generator.nextLong();
    };
    Picker picker = new WeightedRandom(() -> counting).over(snapshot(1, 2, 7));

    for (int i = 0; i < 100; i++) {
      picker.pick(Picks.CALL, Set.of());
    }

    assertThat(asked[0]).isEqualTo(100);
  }

  @Test
  void theEndsOfTheGeneratorsRangeStayInsideTheTable() {
    for (long bits : new long[] {LOWEST, HIGHEST, Long.MIN_VALUE, Long.MAX_VALUE, 0xFFFFFFFFL, 0xFFFFFFFF00000000L}) {
      Snapshot snapshot = snapshot(0, 3, 0, 5, 0);

      Candidate picked = new WeightedRandom(() -> () -> bits).over(snapshot).pick(Picks.CALL, Set.of());

      assertThat(picked.weight()).isPositive();
    }
  }

  @Test
  void aWeightOfZeroHasNotOneTicketHoweverUnevenTheOthersAre() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 200; round++) {
      int n = 2 + random.nextInt(60);
      int[] weights = random.ints(n, 0, 1 << random.nextInt(1, 31)).toArray();
      weights[random.nextInt(n)] = 0;
      weights[random.nextInt(n)] = Integer.MAX_VALUE;
      Shares shares = Shares.of(snapshot(weights));
      AliasTable table = new AliasTable(shares);
      for (int column = 0; column < n; column++) {
        long upper = ((column << 1) + 1L << 31) / n << 32; // a number in the middle of the column
        for (long lower : new long[] {0, 0xFFFFFFFFL}) {
          int drawn = table.draw(() -> upper | lower);
          assertThat(shares.weight(drawn)).as("weight of the one drawn in column %s", column).isPositive();
        }
      }
    }
  }

  @Test
  void anEmptySnapshotIsRefused() {
    assertThatThrownBy(() -> new WeightedRandom(() -> new SplittableRandom(1)).over(Snapshot.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("snapshot: empty (expected: at least one candidate)");
  }

  @Test
  void aNegativeWeightCountsAsZero() {
    FakeCandidate wrong = FakeCandidate.at("10.0.0.1:9000").weight(-100);
    FakeCandidate right = FakeCandidate.at("10.0.0.2:9000").weight(1);
    Picker picker = new WeightedRandom(() -> new SplittableRandom(1)).over(new Snapshot(List.of(wrong, right)));

    for (int i = 0; i < 100; i++) {
      assertThat(picker.pick(Picks.CALL, Set.of())).isSameAs(right);
    }
  }

  private static Snapshot snapshot(int... weights) {
    return Picks.snapshot(weights);
  }
}
