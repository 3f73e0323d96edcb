package dev.tern.core.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.NanoClock;
import dev.tern.core.overload.Simulation.Result;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** P7 in simulated time, and that whoever is not overloaded never hears of it. */
class AdaptiveLimitTest {
  private static final Duration SETTLE = Duration.ofSeconds(2);
  private static final Duration LONG = Duration.ofSeconds(10);

  @ParameterizedTest
  @CsvSource({"1, 10, 1.2", "1, 10, 3", "4, 10, 1.2", "4, 10, 3", "2, 2, 1.2", "2, 2, 3", "16, 2, 3", "200, 50, 1.2", "200, 50, 3"})
  void anOverloadedProviderServesAllItCanAndHardlySlowerThanBefore(int threads, int millis, double times) {
    overload(new Simulation(threads, 7), threads, millis, times, SETTLE);
  }

  @ParameterizedTest
  @CsvSource({"1, 10, 1.5", "1, 10, 3", "4, 10, 1.5", "4, 10, 3", "4, 40, 1.5", "4, 40, 3", "2, 2, 3", "16, 2, 3", "200, 50, 1.5", "200, 50, 3"})
  void soDoesOneWhoseCallsWaitForSomethingElseThanAThread(int threads, int millis, double times) {
    overload(new Simulation(threads, 7).hidden(), threads, millis, times, SETTLE.plus(SETTLE)); // it takes longer to be seen
  }

  private static void overload(Simulation provider, int threads, int millis, double times, Duration settle) {
    provider.taking(Duration.ofMillis(millis));
    double capacity = threads * 1_000.0 / millis;
    Result before = provider.run(0.8 * capacity, LONG);
    provider.run(times * capacity, settle);
    Result overload = provider.run(times * capacity, LONG.multipliedBy(2));
    String told = before + "; then " + overload;

    assertThat(before.refused()).as(told).isZero();
    assertThat(overload.perSecond()).as(told).isGreaterThan(0.97 * capacity);
    assertThat(overload.percentile(0.99)).as(told).isLessThan(before.percentile(0.99).multipliedBy(3));

    provider.run(0.8 * capacity, SETTLE);
    Result after = provider.run(0.8 * capacity, LONG);
    assertThat(after.refused()).as(after.toString()).isZero();
    assertThat(after.percentile(0.99)).as(before + "; then " + after)
        .isLessThan(before.percentile(0.99).plusMillis(20));
    assertThat(provider.limit().limit()).isEqualTo(QueueRule.NO_LIMIT);
  }

  @Test
  void aLongOverloadChangesNothingOfWhatIsExpected() {
    Simulation provider = new Simulation(4, 7).taking(Duration.ofMillis(10));
    provider.run(320, LONG);
    provider.run(1_200, SETTLE);
    Result first = provider.run(1_200, LONG);
    provider.run(1_200, Duration.ofMinutes(10));
    Result last = provider.run(1_200, LONG);
    assertThat(last.percentile(0.5)).as(first + "; then " + last).isBetween(
        first.percentile(0.5).dividedBy(2), first.percentile(0.5).multipliedBy(3).dividedBy(2));
    assertThat(last.perSecond()).as(last.toString()).isGreaterThan(390);
  }

  @Test
  void aProviderThatStartsOverloadedFindsOutHowLongItsCallsTake() {
    Simulation provider = new Simulation(4, 7).taking(Duration.ofMillis(10));
    provider.run(1_200, Duration.ofSeconds(30));
    Result overload = provider.run(1_200, LONG);
    assertThat(overload.percentile(0.99)).as(overload.toString()).isLessThan(Duration.ofMillis(100));
    assertThat(overload.perSecond()).isGreaterThan(390);
  }

  @Test
  void aBurstIsServedWhole() {
    Simulation provider = new Simulation(4, 7).taking(Duration.ofMillis(10));
    assertThat(provider.burst(1_000)).as("of a provider that has just started").isZero();
    provider.run(0.1, LONG);
    provider.run(300, LONG);
    assertThat(provider.burst(1_000)).as("of one that has work").isZero();
    provider.run(1_200, LONG);
    assertThat(provider.burst(1_000)).as("of an overloaded one").isGreaterThan(900);
    provider.run(0.1, Duration.ofSeconds(1));
    assertThat(provider.burst(1_000)).as("of one that was idle since").isZero();
  }

  @Test
  void callersThatBoundTheirOwnCallsAreNotRefused() {
    Simulation provider = new Simulation(200, 7).taking(Duration.ofMillis(50));
    provider.run(400, LONG);
    Result bulk = provider.closedLoop(1_000, LONG);
    assertThat(bulk.refused()).as(bulk.toString()).isZero();
    assertThat(bulk.percentile(0.5)).as("though they wait").isGreaterThan(Duration.ofMillis(200));
  }

  @Test
  void slowCallsBesideQuickOnesAreNoQueue() {
    Simulation provider = new Simulation(1_000, 7).taking(Duration.ofMillis(1)).taking(Duration.ofMillis(300));
    provider.only(0, 0, 0, 0, 0, 0, 0, 0, 0, 1).run(500, LONG);
    Result mostlySlow = provider.only(0, 1, 1, 1).run(500, LONG);
    assertThat(mostlySlow.refused()).as(mostlySlow.toString()).isZero();
  }

  @Test
  void whatTakesLongBecauseOfOthersIsSoonNoQueueAnyMore() {
    AtomicLong millis = new AtomicLong(10);
    Simulation provider = new Simulation(100_000, 7).taking(any -> Duration.ofMillis(millis.get()).toNanos());
    provider.run(1_000, LONG);
    millis.set(100);
    Result changing = provider.run(1_000, Duration.ofSeconds(5));
    Result changed = provider.run(1_000, LONG);
    assertThat(changing.refusedShare()).as(changing.toString()).isLessThan(0.3);
    assertThat(changed.refused()).as(changed.toString()).isZero();
  }

  /** As after a restart: those that end first are the short ones, and more are under way all the time. */
  @ParameterizedTest
  @CsvSource({"67, 1000, 3000", "60, 10, 3000", "1000, 1, 190", "20, 5000, 15000"})
  void aProviderThatHasJustStartedTakesCallsOfEveryLengthWhileThreadsAreFree(int perSecond, int least, int most) {
    for (long seed = 0; seed < 20; seed++) {
      Simulation provider = new Simulation(200 + perSecond * most / 1_000, seed)
          .taking(random -> Duration.ofMillis(least + random.nextInt(most - least)).toNanos());
      Result cold = provider.run(perSecond, Duration.ofSeconds(60));
      assertThat(cold.refused()).as(cold.toString()).isZero();
    }
  }

  @Test
  void aProviderThatSlowsDownUntilItsThreadsAreTakenRefusesOnlyThen() {
    AtomicLong millis = new AtomicLong(10);
    Simulation provider = new Simulation(100, 7).taking(any -> Duration.ofMillis(millis.get()).toNanos());
    provider.run(500, LONG);
    millis.set(150);
    Result slow = provider.run(500, LONG);
    millis.set(600);
    provider.run(500, SETTLE.multipliedBy(5));
    Result tooSlow = provider.run(500, LONG);
    assertThat(slow.refused()).as("75 of 100 threads are enough: " + slow).isZero();
    assertThat(tooSlow.refusedShare()).as(tooSlow.toString()).isGreaterThan(0.5);
    assertThat(tooSlow.perSecond()).as(tooSlow.toString()).isGreaterThan(150);
  }

  @Test
  void callsThatNobodyWaitsForGiveTheirPlaceBack() {
    AdaptiveLimit limit = new AdaptiveLimit(NanoClock.system(), () -> true);
    MethodLatency method = limit.method();
    for (int i = 0; i < 1_000; i++) {
      limit.leave(method, limit.enter(), Departure.ABANDONED);
    }
    assertThat(limit.underWay()).isZero();
  }

  @Test
  void whatFailsQuicklyDoesNotTeachThatCallsAreQuick() {
    AdaptiveLimit limit = new AdaptiveLimit(NanoClock.system(), () -> true);
    MethodLatency method = limit.method();
    method.add(1_000_000_000);
    for (int i = 0; i < 9; i++) {
      method.add(1_000_000_000);
    }
    method.close(MethodLatency.Learning.SLOWLY, 1, 1);
    double before = method.expectedNanos();
    for (int i = 0; i < 200_000; i++) {
      limit.leave(method, limit.enter(), Departure.FAILED);
    }
    assertThat(method.expectedNanos()).isEqualTo(before).isEqualTo(1e9);
  }

  @Test
  void ofABusyProvidersCallsFewAreTimed() {
    AtomicLong nanos = new AtomicLong();
    AtomicLong reads = new AtomicLong();
    AdaptiveLimit limit = new AdaptiveLimit(() -> {
      reads.incrementAndGet();
      return nanos.get();
    }, () -> true);
    MethodLatency method = limit.method();
    for (int i = 0; i < 100_000; i++) { // 100,000 a second
      long entered = limit.enter();
      nanos.addAndGet(10_000);
      limit.leave(method, entered, Departure.ANSWERED);
      if (i == 20_000) {
        reads.set(0);
      }
    }
    assertThat(reads.get()).isBetween(800L, 80_000L / 10);
  }

  @Test
  void manyThreadsLeaveNothingBehind() throws Exception {
    AdaptiveLimit limit = new AdaptiveLimit(NanoClock.system(), () -> true);
    MethodLatency method = limit.method();
    CountDownLatch begin = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread thread = new Thread(() -> {
        try {
          begin.await();
        } catch (InterruptedException e) {
          return;
        }
        for (int call = 0; call < 50_000; call++) {
          long entered = limit.enter();
          if (entered >= 0) {
            limit.leave(method, entered, Departure.ANSWERED);
          }
        }
      });
      threads.add(thread);
      thread.start();
    }
    begin.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(limit.underWay()).isZero();
    assertThat(limit.refusedEver()).isZero();
  }

  @Test
  void lettingACallInAllocatesNothing() {
    Gate gate = new Gate(new MethodLimits(100, 100_000, 1_000_000), new AdaptiveLimit(NanoClock.system(), () -> true),
        NanoClock.system());
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    pass(gate, 100_000);
    long before = threads.getCurrentThreadAllocatedBytes();
    pass(gate, 200_000);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).as("bytes of 200,000 calls, with every window")
        .isLessThan(200_000);
  }

  private static void pass(Gate gate, int calls) {
    for (int i = 0; i < calls; i++) {
      long entered = gate.enter();
      if (entered >= 0) {
        gate.leave(entered, Departure.ANSWERED);
      }
    }
  }
}
