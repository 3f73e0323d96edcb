package dev.tern.examples.demo;

import dev.tern.examples.demo.Prices.Ask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls at an even pace from a dozen threads, whatever the answers do: some wait for each answer, some do not. A thread
 * that was held up makes up for it, but only for the last second: a machine that slept is not to be punished.
 */
final class Load {
  static final int BLOCKING_THREADS = 8;
  static final int FUTURE_THREADS = 4;
  private static final int BLOCKING_PER_SECOND = 50;
  private static final int FUTURES_PER_SECOND = 300;
  private static final long LONGEST_DEBT_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int ARTICLES = 1_000;
  // Cold JVMs on a busy machine answer their first calls slowly, and are not what is to be shown.
  private static final int QUICK_CALLS = 30;
  private static final long QUICK_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LONGEST_WARM_UP_NANOS = Duration.ofSeconds(10).toNanos();
  private static final Duration BETWEEN_THREADS = Duration.ofMillis(50);
  private static final Duration SETTLING = Duration.ofMillis(500);
  private static final int SETTLED_CALLS = 600;

  private final Prices prices;
  private final Tally tally;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  private Load(Prices prices, Tally tally) {
    this.prices = prices;
    this.tally = tally;
  }

  /** Returns once the processes are warm and every thread calls at its pace. */
  static Load start(Prices prices, Tally tally) throws InterruptedException {
    Load load = new Load(prices, tally);
    for (int i = 0; i < BLOCKING_THREADS; i++) {
      load.threads.add(new Thread(() -> load.run(BLOCKING_PER_SECOND, load::callAndWait), "blocking-" + i));
    }
    for (int i = 0; i < FUTURE_THREADS; i++) {
      load.threads.add(new Thread(() -> load.run(FUTURES_PER_SECOND, load::callAndGoOn), "futures-" + i));
    }
    load.warmUp();
    for (Thread thread : load.threads) {
      thread.start();
      Thread.sleep(BETWEEN_THREADS.toMillis());
    }
    load.settle();
    return load;
  }

  /** One call at a time, until a good many in a row were quick. */
  private void warmUp() {
    long start = System.nanoTime();
    int quick = 0;
    for (int i = 0; quick < QUICK_CALLS && System.nanoTime() - start < LONGEST_WARM_UP_NANOS; i++) {
      long before = System.nanoTime();
      if (i % 2 == 0) {
        callAndWait();
      } else {
        callAndGoOn().join();
      }
      quick = System.nanoTime() - before < QUICK_NANOS ? quick + 1 : 0;
    }
  }

  /** Waits until as many calls end as begin, give or take. */
  private void settle() throws InterruptedException {
    long start = System.nanoTime();
    long before;
    do {
      before = tally.ended();
      Thread.sleep(SETTLING.toMillis());
    } while (tally.ended() - before < SETTLED_CALLS && System.nanoTime() - start < LONGEST_WARM_UP_NANOS);
  }

  /** Makes no new calls and waits for the threads, not for futures under way. */
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void run(int perSecond, Runnable call) {
    long interval = Duration.ofSeconds(1).toNanos() / perSecond;
    long next = System.nanoTime();
    while (!stopped) {
      call.run();
      next = Math.max(next + interval, System.nanoTime() - LONGEST_DEBT_NANOS);
      while (!stopped && next - System.nanoTime() > 0) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
    }
  }

  private void callAndWait() {
    Tally.Counted call = tally.begin();
    try {
      call.answered(prices.price(ask(call)));
    } catch (RuntimeException e) {
      call.failed(e);
    }
  }

  private CompletableFuture<Void> callAndGoOn() {
    Tally.Counted call = tally.begin();
    return prices.priceLater(ask(call)).handle((price, failure) -> {
      if (failure == null) {
        call.answered(price);
      } else {
        call.failed(failure);
      }
      return null;
    });
  }

  private static Ask ask(Tally.Counted call) {
    return new Ask(call.id(), Math.floorMod(call.id().hashCode(), ARTICLES));
  }
}
