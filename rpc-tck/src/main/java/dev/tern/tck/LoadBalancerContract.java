package dev.tern.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.LoadBalancer.Picker;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.Options;
import dev.tern.api.spi.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every load balancer does. Extend it, name your factory, and add what is special about yours.
 *
 * <p>Candidates here differ in nothing but their weights, so that a balancer which also looks at load or latency
 * spreads by weight alone.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class LoadBalancerContract {
  private static final long SEED = 20_261_122;
  private static final int PICKS = 100_000;

  private final ManualClock clock = new ManualClock();

  /** For subclasses. */
  protected LoadBalancerContract() {}

  /** Makes the balancers under test. */
  protected abstract LoadBalancerFactory factory();

  /**
   * The call that is picked for: each has an argument of its own, for balancers that look at arguments.
   *
   * @param number 0 and up
   */
  protected Invocation call(int number) {
    return Calls.of("greet", "caller-" + number, clock);
  }

  /** How far a share of {@value #PICKS} picks may be from the exact one. */
  protected double tolerance() {
    return 0.01;
  }

  @Test
  void itsNameIsLowerSnakeCase() {
    assertThat(factory().name()).matches("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  }

  @Test
  void everyPickIsOneOfTheSnapshot() {
    Snapshot snapshot = snapshot(3, 0, 100, 7, 1);
    Picker picker = balancer().over(snapshot);

    for (int i = 0; i < 1_000; i++) {
      assertThat(snapshot.candidates()).contains(picker.pick(call(i), Set.of()));
    }
  }

  @Test
  void theOnlyCandidateIsPickedWhateverItsWeightAndEvenAfterItFailed() {
    for (int weight : new int[] {100, 1, 0, Integer.MAX_VALUE}) {
      Snapshot one = snapshot(weight);
      Picker picker = balancer().over(one);

      assertThat(picker.pick(call(0), Set.of())).isSameAs(one.get(0));
      assertThat(picker.pick(call(1), Set.of(one.get(0)))).isSameAs(one.get(0));
    }
  }

  @Test
  void sharesFollowTheWeights() {
    assertShares(1, 2, 7);
    assertShares(5, 1, 1);
    assertShares(100, 100, 100);
    assertShares(99, 100, 101, 37, 3);
    assertShares(Integer.MAX_VALUE, Integer.MAX_VALUE, 1);
  }

  @Test
  void aWeightOfZeroTakesNoneWhileOthersTakeSome() {
    Snapshot snapshot = snapshot(0, 1, 0, 1_000_000, 0);

    Map<Candidate, Integer> counts = count(balancer().over(snapshot), PICKS);

    assertThat(counts).doesNotContainKeys(snapshot.get(0), snapshot.get(2), snapshot.get(4));
  }

  @Test
  void whereEveryWeightIsZeroAllTakeAnEqualShare() {
    assertShares(0, 0, 0, 0);
  }

  @Test
  void aCandidateThatTheCallFailedOnIsAvoidedWhileAnotherIsLeft() {
    Snapshot snapshot = snapshot(1_000, 10, 10, 1);
    Picker picker = balancer().over(snapshot);

    for (int i = 0; i < 1_000; i++) {
      Set<Candidate> tried = new HashSet<>();
      for (int attempt = 0; attempt < snapshot.size(); attempt++) {
        Candidate picked = picker.pick(call(i), tried);
        assertThat(tried).doesNotContain(picked);
        tried.add(picked);
      }
      assertThat(snapshot.candidates()).contains(picker.pick(call(i), tried));
    }
  }

  @Test
  void aCandidateOfWeightZeroIsBetterThanOneThatTheCallFailedOn() {
    Snapshot snapshot = snapshot(100, 0);
    Picker picker = balancer().over(snapshot);

    for (int i = 0; i < 100; i++) {
      assertThat(picker.pick(call(i), Set.of(snapshot.get(0)))).isSameAs(snapshot.get(1));
    }
  }

  @Test
  void aSecondAttemptIsSpreadOverAllThatAreLeft() {
    Snapshot snapshot = snapshot(100, 100, 100, 100);
    Picker picker = balancer().over(snapshot);
    Set<Candidate> dead = Set.of(snapshot.get(1));
    Map<Candidate, Integer> counts = new HashMap<>();

    for (int i = 0; i < PICKS; i++) {
      counts.merge(picker.pick(call(i), dead), 1, Integer::sum);
    }

    assertThat(counts).hasSize(3);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count / (double) PICKS).isCloseTo(1 / 3.0, within(0.1)));
  }

  @Test
  void whatWasTriedIsNotChangedByPicking() {
    Snapshot snapshot = snapshot(1, 1, 1);
    Picker picker = balancer().over(snapshot);
    Set<Candidate> tried = new HashSet<>(List.of(snapshot.get(0), snapshot.get(1)));

    picker.pick(call(0), tried);

    assertThat(tried).containsExactlyInAnyOrder(snapshot.get(0), snapshot.get(1));
  }

  @Test
  void everyOneOfTenThousandCandidatesIsReached() {
    int[] weights = IntStream.range(0, 10_000).map(i -> 100).toArray();

    assertThat(count(balancer().over(snapshot(weights)), 4 * PICKS)).hasSizeGreaterThan(9_900);
  }

  @Test
  void aPickAmongTenThousandCostsNoMoreThanAFewAmongTen() {
    Picker few = balancer().over(snapshot(IntStream.range(1, 11).toArray()));
    Picker many = balancer().over(snapshot(IntStream.range(1, 10_001).toArray()));
    Invocation call = call(0);
    double best = Double.MAX_VALUE;
    for (int round = 0; round < 10; round++) { // the best of ten: a busy machine makes either side slow now and then
      double nanosFew = nanosPerPick(few, call);
      best = Math.min(best, nanosPerPick(many, call) / nanosFew);
    }

    assertThat(best).as("time per pick, 10,000 candidates to 10").isLessThan(50);
  }

  @Test
  void manyThreadsPickAtOnce() throws Exception {
    Snapshot snapshot = snapshot(1, 2, 7);
    Picker picker = balancer().over(snapshot);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Map<Candidate, Integer>>> counts = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int first = i * PICKS;
        counts.add(threads.submit(() -> count(picker, first, PICKS)));
      }
      Map<Candidate, Integer> sum = new HashMap<>();
      for (Future<Map<Candidate, Integer>> count : counts) {
        count.get(30, TimeUnit.SECONDS).forEach((candidate, picks) -> sum.merge(candidate, picks, Integer::sum));
      }
      assertShares(snapshot, sum, 8 * PICKS);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void theNextSnapshotHasAPickerOfItsOwnAndTheOldOneStillWorks() {
    LoadBalancer balancer = balancer();
    Snapshot before = snapshot(1, 1, 1);
    Snapshot after = new Snapshot(List.of(before.get(0), FakeCandidate.at("10.0.1.9:9000").weight(1)));
    Picker old = balancer.over(before);
    Picker fresh = balancer.over(after);

    assertShares(after, count(fresh, PICKS), PICKS);
    assertShares(before, count(old, PICKS), PICKS);
  }

  @Test
  void weightsCountAsTheyStandWhenThePickerIsMade() {
    LoadBalancer balancer = balancer();
    FakeCandidate first = FakeCandidate.at("10.0.1.1:9000").weight(100);
    FakeCandidate second = FakeCandidate.at("10.0.1.2:9000").weight(100);
    balancer.over(new Snapshot(List.of(first, second)));

    first.weight(300);
    Snapshot snapshot = new Snapshot(List.of(first, second));

    assertShares(snapshot, count(balancer.over(snapshot), PICKS), PICKS);
  }

  @Test
  void nothingIsRandomButTheGivenGenerator() {
    Snapshot snapshot = snapshot(1, 2, 7, 100, 100);

    assertThat(sequence(snapshot)).isEqualTo(sequence(snapshot));
  }

  private List<Candidate> sequence(Snapshot snapshot) {
    RandomGenerator one = new SplittableRandom(SEED);
    Picker picker = factory().create(Options.none(), new ManualClock(), () -> one).over(snapshot);
    List<Candidate> picked = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      picked.add(picker.pick(call(i), i % 5 == 0 ? Set.of(snapshot.get(3)) : Set.of()));
    }
    return picked;
  }

  private LoadBalancer balancer() {
    return factory().create(Options.none(), clock, seeded());
  }

  /** A generator for each thread, each with a seed of its own. */
  private static Supplier<RandomGenerator> seeded() {
    AtomicLong seed = new AtomicLong(SEED);
    ThreadLocal<RandomGenerator> own = ThreadLocal.withInitial(() -> new SplittableRandom(seed.getAndIncrement()));
    return own::get;
  }

  private static Snapshot snapshot(int... weights) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      candidates.add(FakeCandidate.at("10.0." + i / 250 + "." + i % 250 + ":9000").weight(weights[i]));
    }
    return new Snapshot(candidates);
  }

  private Map<Candidate, Integer> count(Picker picker, int picks) {
    return count(picker, 0, picks);
  }

  private Map<Candidate, Integer> count(Picker picker, int first, int picks) {
    Map<Candidate, Integer> counts = new IdentityHashMap<>();
    for (int i = 0; i < picks; i++) {
      counts.merge(picker.pick(call(first + i), Set.of()), 1, Integer::sum);
    }
    return counts;
  }

  private void assertShares(int... weights) {
    Snapshot snapshot = snapshot(weights);
    assertShares(snapshot, count(balancer().over(snapshot), PICKS), PICKS);
  }

  private void assertShares(Snapshot snapshot, Map<Candidate, Integer> counts, int picks) {
    double total = snapshot.candidates().stream().mapToDouble(Candidate::weight).sum();
    for (Candidate candidate : snapshot.candidates()) {
      double exact = total == 0 ? 1.0 / snapshot.size() : candidate.weight() / total;
      assertThat(counts.getOrDefault(candidate, 0) / (double) picks)
          .as("share of %s, weight %s", candidate, candidate.weight())
          .isCloseTo(exact, within(tolerance()));
    }
  }

  private static double nanosPerPick(Picker picker, Invocation call) {
    long begin = System.nanoTime();
    for (int i = 0; i < 20_000; i++) {
      picker.pick(call, Set.of());
    }
    return (System.nanoTime() - begin + 1) / 20_000.0;
  }
}
