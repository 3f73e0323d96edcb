package dev.tern.core.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.core.directory.Health.Change;
import dev.tern.tck.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Every transition of the one state machine behind ejection and circuit breaker. */
class HealthTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualClock clock = new ManualClock();
  private double chance;
  private Health health = new Health(HealthRules.EJECTION, () -> chance, clock.nanoTime());

  /** Judged by the share alone from here on. */
  private void withoutRows() {
    HealthRules usual = HealthRules.EJECTION;
    health = new Health(new HealthRules(1_000, usual.share(), usual.calls(), usual.window(), usual.absence(),
        usual.longest(), usual.jitter()), () -> chance, clock.nanoTime());
  }

  /** Begun and ended now. */
  private Change attempt(Outcome outcome) {
    return health.ended(clock.nanoTime(), clock.nanoTime(), outcome, outcome.isFailure() ? "no answer" : "");
  }

  private Change attempts(int count, Outcome outcome) {
    Change last = Change.NONE;
    for (int i = 0; i < count; i++) {
      last = attempt(outcome);
    }
    return last;
  }

  private void goOut() {
    assertThat(attempts(5, Outcome.FAILED)).isEqualTo(Change.OUT);
  }

  private boolean mayProbe() {
    return health.tryProbe(clock.nanoTime(), 0, SECOND.toNanos());
  }

  private Duration untilFree() {
    return Duration.ofNanos(health.freeNanos(clock.nanoTime()) - clock.nanoTime());
  }

  @Test
  void fiveFailuresInARowAreEnough() {
    assertThat(attempts(4, Outcome.FAILED)).isEqualTo(Change.NONE);
    assertThat(health.isOut()).isFalse();

    assertThat(attempt(Outcome.FAILED)).isEqualTo(Change.OUT);
    assertThat(health.isOut()).isTrue();
    assertThat(health.why()).isEqualTo("5 failures in a row, last: no answer");
  }

  @Test
  void aSuccessEndsTheRowAndAnAttemptThatSaysNothingDoesNot() {
    attempts(4, Outcome.FAILED);
    attempt(Outcome.UNKNOWN);
    attempt(Outcome.WELL);
    assertThat(attempts(4, Outcome.FAILED)).isEqualTo(Change.NONE);

    attempt(Outcome.UNKNOWN);
    assertThat(attempt(Outcome.FAILED)).isEqualTo(Change.OUT);
  }

  @Test
  void refusalsLeaveNobodyOutAndEndNoRow() {
    attempts(4, Outcome.FAILED);
    attempts(100, Outcome.REFUSED);
    assertThat(health.isOut()).isFalse();

    assertThat(attempt(Outcome.FAILED)).isEqualTo(Change.OUT);
  }

  @Test
  void halfOfTwentyCallsAreEnough() {
    for (int i = 0; i < 9; i++) {
      attempt(Outcome.FAILED);
      attempt(Outcome.WELL);
    }
    attempt(Outcome.WELL);
    assertThat(health.isOut()).isFalse();

    assertThat(attempt(Outcome.FAILED)).isEqualTo(Change.OUT);
    assertThat(health.why()).isEqualTo("50 % of 20 calls in 5 s failed, last: no answer");
  }

  @Test
  void lessThanHalfAreNotHoweverManyTheyAre() {
    for (int i = 0; i < 1_000; i++) {
      attempt(Outcome.FAILED);
      attempt(Outcome.WELL);
      attempt(Outcome.WELL);
    }

    assertThat(health.isOut()).isFalse();
  }

  @Test
  void nothingButFailuresIsEnoughAtTwentyCalls() {
    withoutRows();
    assertThat(attempts(19, Outcome.FAILED)).isEqualTo(Change.NONE);
    assertThat(attempt(Outcome.FAILED)).isEqualTo(Change.OUT);
  }

  @Test
  void whatIsOlderThanTheWindowIsForgotten() {
    withoutRows();
    attempts(19, Outcome.FAILED);
    clock.advance(Duration.ofSeconds(5));
    assertThat(attempts(19, Outcome.FAILED)).isEqualTo(Change.NONE);

    clock.advance(Duration.ofMillis(2_400)); // still within
    assertThat(attempt(Outcome.FAILED)).isEqualTo(Change.OUT);
  }

  @Test
  void aLullInTheMiddleOfTheWindowKeepsWhatIsYoungerThanIt() {
    withoutRows();
    clock.advance(Duration.ofMillis(2_400));
    attempts(10, Outcome.FAILED);
    clock.advance(Duration.ofMillis(2_500));
    attempts(9, Outcome.FAILED);
    assertThat(attempt(Outcome.FAILED)).isEqualTo(Change.OUT);
  }

  @Test
  void aLullDoesNotMakeOldCallsYoungAgain() {
    withoutRows();
    clock.advance(Duration.ofMillis(100));
    attempts(19, Outcome.FAILED);
    clock.advance(Duration.ofMillis(4_800));
    attempt(Outcome.WELL); // begins a half that is nearly over
    clock.advance(Duration.ofMillis(200));
    assertThat(attempts(10, Outcome.FAILED)).isEqualTo(Change.NONE);
  }

  @Test
  void whoRefusesAProbeIsAliveAndBack() {
    goOut();
    clock.advance(Duration.ofSeconds(2));
    mayProbe();

    assertThat(attempt(Outcome.REFUSED)).isEqualTo(Change.IN);
  }

  @Test
  void noProbeBeforeTheAbsenceIsOverAndThenOne() {
    goOut();
    clock.advance(Duration.ofMillis(1_999));
    assertThat(mayProbe()).isFalse();

    clock.advance(Duration.ofMillis(1));
    assertThat(mayProbe()).isTrue();
    assertThat(mayProbe()).isFalse();
    assertThat(health.isOut()).isTrue();
  }

  @Test
  void aProbeThatGoesWellBringsItBackWithNothingHeldAgainstIt() {
    attempts(4, Outcome.FAILED);
    attempt(Outcome.WELL);
    goOut();
    clock.advance(Duration.ofSeconds(2));
    mayProbe();

    assertThat(attempt(Outcome.WELL)).isEqualTo(Change.IN);
    assertThat(health.isOut()).isFalse();
    assertThat(health.why()).isEmpty();
    assertThat(health.outFor(clock.nanoTime())).isEqualTo(Duration.ofSeconds(2));
    assertThat(attempts(4, Outcome.FAILED)).isEqualTo(Change.NONE);
    goOutAgainFor(Duration.ofSeconds(2));
  }

  private void goOutAgainFor(Duration absence) {
    assertThat(attempt(Outcome.FAILED)).isEqualTo(Change.OUT);
    assertThat(untilFree()).isEqualTo(absence);
  }

  @Test
  void eachProbeThatFailsDoublesTheAbsenceUpToEightSeconds() {
    goOut();
    List<Long> absences = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      absences.add(untilFree().toSeconds());
      clock.advance(untilFree());
      assertThat(mayProbe()).isTrue();
      assertThat(attempt(Outcome.FAILED)).isEqualTo(Change.STILL_OUT);
      assertThat(mayProbe()).isFalse();
    }
    assertThat(absences).containsExactly(2L, 4L, 8L, 8L, 8L);
    assertThat(health.outFor(clock.nanoTime())).isEqualTo(Duration.ofSeconds(30));
    assertThat(health.why()).isEqualTo("the probe failed: no answer");
  }

  @Test
  void chanceShortensAnAbsenceByAFifthAndNeverLengthensIt() {
    chance = 0.5;
    goOut();
    assertThat(untilFree()).isEqualTo(Duration.ofMillis(1_800));
    chance = 0.999;
    clock.advance(untilFree());
    attempt(Outcome.FAILED);
    assertThat(untilFree()).isBetween(Duration.ofMillis(3_200), Duration.ofMillis(3_210)); // of 4 s, not of 3.6 s
  }

  @Test
  void whatBeganBeforeTheAbsenceWasOverDecidesNothing() {
    long before = clock.nanoTime();
    goOut();
    clock.advance(Duration.ofSeconds(3));
    mayProbe();

    assertThat(health.ended(before, clock.nanoTime(), Outcome.WELL, "")).isEqualTo(Change.NONE);
    assertThat(health.ended(before, clock.nanoTime(), Outcome.FAILED, "late")).isEqualTo(Change.NONE);
    assertThat(untilFree()).isEqualTo(SECOND);
    assertThat(attempt(Outcome.WELL)).isEqualTo(Change.IN);
  }

  @Test
  void failuresOfAttemptsFromBeforeItsReturnAreNotHeldAgainstIt() {
    goOut();
    clock.advance(Duration.ofSeconds(2));
    long started = clock.nanoTime();
    clock.advance(Duration.ofMillis(1));
    attempt(Outcome.WELL);

    for (int i = 0; i < 30; i++) {
      assertThat(health.ended(started, clock.nanoTime(), Outcome.FAILED, "late")).isEqualTo(Change.NONE);
    }
    assertThat(health.isOut()).isFalse();
  }

  @Test
  void aProbeThatSaysNothingIsHandedToTheNextCall() {
    goOut();
    clock.advance(Duration.ofSeconds(2));
    mayProbe();

    assertThat(attempt(Outcome.UNKNOWN)).isEqualTo(Change.NONE);
    assertThat(mayProbe()).isTrue();
  }

  @Test
  void aProbeThatIsNeverMadeIsHandedToAnotherCallInTime() {
    goOut();
    clock.advance(Duration.ofSeconds(2));
    mayProbe();

    clock.advance(Duration.ofMillis(999));
    assertThat(mayProbe()).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(mayProbe()).isTrue();
  }

  @Test
  void whoeverIsNotPreferredWaitsLonger() {
    goOut();
    clock.advance(Duration.ofSeconds(2));
    assertThat(health.tryProbe(clock.nanoTime(), SECOND.toNanos(), SECOND.toNanos())).isFalse();
    clock.advance(SECOND);
    assertThat(health.tryProbe(clock.nanoTime(), SECOND.toNanos(), SECOND.toNanos())).isTrue();
  }

  @Test
  void hopeMakesAProbeDueAtOnceAndKeepsWhatTheAbsenceHadGrownTo() {
    goOut();
    clock.advance(Duration.ofSeconds(2));
    attempt(Outcome.FAILED);
    assertThat(mayProbe()).isFalse();

    health.hope(clock.nanoTime());
    assertThat(health.isOut()).isTrue();
    assertThat(mayProbe()).isTrue();
    attempt(Outcome.FAILED);
    assertThat(untilFree()).isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void hopeChangesNothingForWhatIsIn() {
    attempts(4, Outcome.FAILED);
    health.hope(clock.nanoTime());

    assertThat(health.isOut()).isFalse();
    assertThat(mayProbe()).isFalse();
    goOutAgainFor(Duration.ofSeconds(2));
  }

  @Test
  void aBreakerOpensAboveItsShareAndForTheSameTimeEachTime() {
    Health breaker = new Health(HealthRules.breaker("on").orElseThrow(), () -> 0.9, clock.nanoTime());
    for (int i = 0; i < 10; i++) {
      breaker.ended(clock.nanoTime(), clock.nanoTime(), Outcome.FAILED, "");
      breaker.ended(clock.nanoTime(), clock.nanoTime(), Outcome.WELL, "");
    }
    breaker.ended(clock.nanoTime(), clock.nanoTime(), Outcome.WELL, "");
    long now = clock.nanoTime();
    assertThat(breaker.ended(now, now, Outcome.FAILED, "")).as("11 of 22").isEqualTo(Change.NONE);
    assertThat(breaker.ended(now, now, Outcome.FAILED, "")).as("12 of 23").isEqualTo(Change.OUT);
    for (int i = 0; i < 3; i++) {
      long free = breaker.freeNanos(clock.nanoTime());
      assertThat(Duration.ofNanos(free - clock.nanoTime())).isEqualTo(Duration.ofSeconds(5));
      clock.advance(Duration.ofSeconds(5));
      assertThat(breaker.tryProbe(clock.nanoTime(), 0, 1)).isTrue();
      assertThat(breaker.ended(clock.nanoTime(), clock.nanoTime(), Outcome.FAILED, "")).isEqualTo(Change.STILL_OUT);
    }
  }

  @Test
  void ofManyThreadsOneIsHandedTheProbeAndOneSeesItGoOut() throws Exception {
    for (int round = 0; round < 200; round++) {
      Health shared = new Health(HealthRules.EJECTION, () -> 0, clock.nanoTime());
      long now = clock.nanoTime();
      assertThat(count(() -> shared.ended(now, now, Outcome.FAILED, "") == Change.OUT, 20)).isEqualTo(1);
      long due = shared.freeNanos(now);
      assertThat(count(() -> shared.tryProbe(due, 0, 1_000), 20)).isEqualTo(1);
      assertThat(count(() -> shared.ended(due, due, Outcome.WELL, "") == Change.IN, 20)).isEqualTo(1);
    }
  }

  @Test
  void noCallIsLostByTheCountOfManyThreads() throws Exception {
    HealthRules rules = new HealthRules(Integer.MAX_VALUE, 0.5, 40_000, Duration.ofSeconds(5), SECOND, SECOND, 0);
    Health shared = new Health(rules, () -> 0, clock.nanoTime());
    long now = clock.nanoTime();
    assertThat(count(() -> shared.ended(now, now, Outcome.FAILED, "") == Change.OUT, 39_999)).isZero();
    assertThat(shared.ended(now, now, Outcome.FAILED, "")).isEqualTo(Change.OUT);
  }

  /** How many of that many calls, by four threads at once, are answered with true. */
  private static int count(Callable<Boolean> call, int times) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int mine = times / 4 + (i < times % 4 ? 1 : 0);
        counts.add(threads.submit(() -> {
          start.await();
          int found = 0;
          for (int j = 0; j < mine; j++) {
            found += call.call() ? 1 : 0;
          }
          return found;
        }));
      }
      start.countDown();
      int sum = 0;
      for (Future<Integer> count : counts) {
        sum += count.get(10, TimeUnit.SECONDS);
      }
      return sum;
    } finally {
      threads.shutdown();
    }
  }
}
