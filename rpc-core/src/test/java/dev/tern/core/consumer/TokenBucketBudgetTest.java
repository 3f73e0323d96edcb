package dev.tern.core.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tern.tck.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TokenBucketBudgetTest {
  private final ManualClock clock = new ManualClock();
  private final TokenBucketBudget budget = new TokenBucketBudget(clock);

  @Test
  void aNewServiceCanRetryAHundredTimesBeforeItHasEarnedAny() {
    assertThat(takeAll()).isEqualTo(100);
    assertThat(budget.tryTake()).isFalse();
  }

  @Test
  void aHundredCallsEarnFifteenRetries() {
    takeAll();

    call(100);

    assertThat(takeAll()).isEqualTo(15);
  }

  @Test
  void everySecondEarnsTenRetries() {
    takeAll();

    clock.advance(Duration.ofSeconds(3));

    assertThat(takeAll()).isEqualTo(30);
  }

  @Test
  void whatIsTooLittleForARetryIsKeptUntilItIsEnough() {
    takeAll();

    List<Boolean> granted = new ArrayList<>();
    for (int i = 0; i < 14; i++) {
      call(1);
      granted.add(budget.tryTake());
    }

    assertThat(granted).containsExactly(false, false, false, false, false, false, true, false, false, false, false,
        false, false, true);
  }

  @Test
  void aQuietServiceSavesNoMoreThanTenSecondsWorth() {
    clock.advance(Duration.ofHours(1));

    assertThat(takeAll()).isEqualTo(100);
  }

  @Test
  void aBusyServiceSavesNoMoreThanTenSecondsWorth() {
    for (int second = 0; second < 600; second++) {
      call(1_000);
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(takeAll()).isEqualTo(100 + 1_500);
  }

  @Test
  void theSavingsOfABusyServiceMeltOnceItIsQuiet() {
    call(10_000);
    clock.advance(Duration.ofSeconds(10));
    int first = takeOne();
    clock.advance(Duration.ofSeconds(60));

    assertThat(first).isEqualTo(1);
    assertThat(takeAll()).isBetween(100, 110);
  }

  @Test
  void inATotalOutageAttemptsPerCallStayAtThreeTwentiethsMoreAndTenPerSecond() {
    takeAll();
    int calls = 0;
    int retries = 0;
    for (int millis = 0; millis < 30_000; millis++) {
      clock.advance(Duration.ofMillis(1));
      budget.onCall();
      calls++;
      for (int i = 0; i < 2 && budget.tryTake(); i++) {
        retries++;
      }
    }

    assertThat((double) retries / calls).isCloseTo(0.15 + 10.0 / 1_000, within(0.001));
  }

  /** What is promised of an outage in which every call would like two more attempts. */
  @Test
  void atTwoHundredCallsPerSecondThereAreTwelveAttemptsForTenCalls() {
    takeAll();
    int calls = 0;
    int retries = 0;
    for (int millis = 0; millis < 30_000; millis += 5) {
      clock.advance(Duration.ofMillis(5));
      budget.onCall();
      calls++;
      retries += takeOne() + takeOne();
    }

    assertThat((double) (calls + retries) / calls).isCloseTo(1.2, within(0.0005));
  }

  @Test
  void aClockThatSeemsToStepBackBetweenThreadsEarnsNothingAndCostsNothing() {
    for (int i = 0; i < 60; i++) {
      budget.tryTake();
    }

    clock.advance(Duration.ofSeconds(-5));
    assertThat(takeAll()).isEqualTo(40);
    clock.advance(Duration.ofSeconds(6));

    assertThat(takeAll()).isEqualTo(10);
  }

  @Test
  void noTokenIsTakenTwiceHoweverManyThreadsAsk() throws Exception {
    call(1_000_000);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    CyclicBarrier together = new CyclicBarrier(4);
    try {
      List<Future<Integer>> taken = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        taken.add(threads.submit(() -> {
          together.await();
          return takeAll();
        }));
      }
      int sum = 0;
      for (Future<Integer> one : taken) {
        sum += one.get();
      }
      assertThat(sum).isEqualTo(100 + 150_000);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void noCallIsForgottenHoweverManyThreadsCall() throws Exception {
    takeAll();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        done.add(threads.submit(() -> call(1_000)));
      }
      for (Future<?> one : done) {
        one.get();
      }
      assertThat(takeAll()).isEqualTo(1_200);
    } finally {
      threads.shutdownNow();
    }
  }

  private void call(int times) {
    for (int i = 0; i < times; i++) {
      budget.onCall();
    }
  }

  private int takeOne() {
    return budget.tryTake() ? 1 : 0;
  }

  private int takeAll() {
    int taken = 0;
    while (budget.tryTake()) {
      taken++;
    }
    return taken;
  }
}
