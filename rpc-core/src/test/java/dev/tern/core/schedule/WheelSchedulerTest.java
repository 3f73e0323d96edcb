package dev.tern.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.spi.Scheduler;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WheelSchedulerTest {
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long TURN = WheelScheduler.SLOTS * TICK;

  private final WheelScheduler scheduler = new WheelScheduler("test-timer", TICK);

  @AfterEach
  void close() {
    scheduler.close();
  }

  private CompletableFuture<Long> in(long nanos) {
    CompletableFuture<Long> ran = new CompletableFuture<>();
    long begun = System.nanoTime();
    scheduler.schedule(nanos, () -> ran.complete(System.nanoTime() - begun));
    return ran;
  }

  @Test
  void aTaskRunsOnceItsDelayIsOverAndNeverBefore() throws Exception {
    long[] delays = {0, 1, TICK - 1, TICK, 5 * TICK, TURN / 2, TURN - TICK, TURN, TURN + 1, 3 * TURN / 2};
    List<CompletableFuture<Long>> ran = new ArrayList<>();
    for (long delay : delays) {
      ran.add(in(delay));
    }
    for (int i = 0; i < delays.length; i++) {
      assertThat(ran.get(i).get(10, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(delays[i]);
    }
  }

  @Test
  void laterTasksRunAfterEarlierOnes() throws Exception {
    ConcurrentLinkedQueue<Integer> order = new ConcurrentLinkedQueue<>();
    for (int i = 9; i >= 0; i--) {
      int number = i;
      scheduler.schedule(20 * TICK * (i + 1), () -> order.add(number));
    }
    in(20 * TICK * 11).get(10, TimeUnit.SECONDS);
    assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void whatIsCancelledNeverRuns() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    scheduler.schedule(0, ran::incrementAndGet).cancel(); // perhaps too late
    int before = ran.get();
    scheduler.schedule(20 * TICK, ran::incrementAndGet).cancel(); // while it stands on the stack
    Scheduler.Timer onTheWheel = scheduler.schedule(100 * TICK, ran::incrementAndGet);
    in(20 * TICK).get(10, TimeUnit.SECONDS);
    onTheWheel.cancel();
    onTheWheel.cancel();
    in(150 * TICK).get(10, TimeUnit.SECONDS);
    assertThat(ran.get()).isBetween(before, 1);
  }

  /** Whoever holds a call's deadline for another five seconds must not hold its reply as well. */
  @Test
  void whatIsCancelledIsForgottenAtOnce() throws Exception {
    WeakReference<Object> reply = cancelled();
    in(5 * TICK).get(10, TimeUnit.SECONDS);
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (reply.get() != null && System.nanoTime() < limit) {
      System.gc();
      Thread.sleep(1); // polls
    }
    assertThat(reply.get()).isNull();
  }

  private WeakReference<Object> cancelled() {
    Object reply = new Object();
    scheduler.schedule(TimeUnit.HOURS.toNanos(1), reply::hashCode).cancel();
    return new WeakReference<>(reply);
  }

  @Test
  void everyTimerOfManyThreadsRunsOnceUnlessItIsCancelled() throws Exception {
    int threads = 8;
    int each = 20_000;
    AtomicIntegerArray runs = new AtomicIntegerArray(threads * each);
    boolean[] cancelled = new boolean[threads * each];
    CountDownLatch done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      int first = t * each;
      new Thread(() -> {
        for (int i = first; i < first + each; i++) {
          int number = i;
          boolean cancels = ThreadLocalRandom.current().nextBoolean();
          // one that is cancelled is far enough away to be cancelled in time
          long delay = cancels ? TimeUnit.HOURS.toNanos(1) : ThreadLocalRandom.current().nextLong(TURN + TURN / 2);
          Scheduler.Timer timer = scheduler.schedule(delay, () -> runs.incrementAndGet(number));
          if (cancels) {
            timer.cancel();
            cancelled[number] = true;
          }
        }
        done.countDown();
      }).start();
    }
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    in(2 * TURN).get(30, TimeUnit.SECONDS);
    for (int i = 0; i < runs.length(); i++) {
      assertThat(runs.get(i)).as("timer %d", i).isEqualTo(cancelled[i] ? 0 : 1);
    }
  }

  @Test
  void aTaskThatThrowsHoldsNobodyUp() throws Exception {
    scheduler.schedule(0, () -> {
      throw new IllegalStateException("the task's own");
    });
    in(5 * TICK).get(10, TimeUnit.SECONDS);
  }

  @Test
  void closingRunsWhatIsLeftAndWhatComesLaterAtOnce() {
    AtomicInteger ran = new AtomicInteger();
    scheduler.schedule(TimeUnit.HOURS.toNanos(1), ran::incrementAndGet);
    Scheduler.Timer cancelled = scheduler.schedule(TimeUnit.HOURS.toNanos(1), ran::incrementAndGet);
    cancelled.cancel();
    scheduler.close();
    assertThat(ran).hasValue(1);
    Thread[] on = new Thread[1];
    scheduler.schedule(TimeUnit.HOURS.toNanos(1), () -> on[0] = Thread.currentThread()).cancel();
    assertThat(on[0]).isSameAs(Thread.currentThread());
    scheduler.close();
  }

  @Test
  void noTimerIsLostWhileItCloses() throws Exception {
    for (int round = 0; round < 200; round++) {
      WheelScheduler closing = new WheelScheduler("test-timer", TICK);
      AtomicInteger ran = new AtomicInteger();
      Thread adding = new Thread(() -> {
        for (int i = 0; i < 100; i++) {
          closing.schedule(TimeUnit.HOURS.toNanos(1), ran::incrementAndGet);
        }
      });
      adding.start();
      closing.close();
      adding.join();
      assertThat(ran).hasValue(100);
    }
  }

  @Test
  void aTaskMayCloseItsOwnScheduler() throws Exception {
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    scheduler.schedule(TimeUnit.HOURS.toNanos(1), () -> left.complete(WheelScheduler.isTimer(Thread.currentThread())));
    scheduler.schedule(0, scheduler::close);
    assertThat(left.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aSchedulerThatNobodyUsesHasNoThread() {
    WheelScheduler unused = new WheelScheduler("unused-timer");
    assertThat(Thread.getAllStackTraces().keySet()).noneMatch(thread -> thread.getName().equals("unused-timer"));
    unused.close();
  }
}
