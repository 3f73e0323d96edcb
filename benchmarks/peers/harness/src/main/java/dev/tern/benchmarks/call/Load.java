package dev.tern.benchmarks.call;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Closed-loop load: a number of callers, each waiting for its reply before it calls again.
 *
 * @param callers threads that block, or asynchronous calls in flight
 * @param async which of the two
 */
record Load(int callers, boolean async) {
  private static final long LONGEST_NANOS = 60_000_000_000L;
  private static final int MOST_THREADS = 64;
  private static final int PATIENCE_SECONDS = 15; // beyond the end of a run, and beyond the time limit of every peer

  /**
   * {@code 1}, {@code 32}: as many threads; {@code 256}, or any number above 64: as many asynchronous calls in flight.
   */
  static Load of(String label) {
    int callers = Integer.parseInt(label);
    return new Load(callers, callers > MOST_THREADS);
  }

  /** What a run saw. */
  record Result(long calls, long errors, double seconds, Histogram latencyNanos) {}

  Result run(Work work, Work.Method method, long millis, Runnable atStart, Runnable atEnd) throws InterruptedException {
    return async ? runAsync(work, method, millis, atStart, atEnd) : runBlocking(work, method, millis, atStart, atEnd);
  }

  private Result runBlocking(Work work, Work.Method method, long millis, Runnable atStart, Runnable atEnd)
      throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(callers);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch finished = new CountDownLatch(callers);
    CountDownLatch leave = new CountDownLatch(1); // threads stay until counted: what they allocated goes with them
    AtomicLong until = new AtomicLong();
    LongAdder errors = new LongAdder();
    Histogram all = new Histogram(LONGEST_NANOS, 3);
    for (int i = 0; i < callers; i++) {
      Thread caller = new Thread(() -> {
        Histogram mine = new Histogram(LONGEST_NANOS, 3);
        ready.countDown();
        awaitQuietly(go);
        long number = 0;
        for (long start = System.nanoTime(); start < until.get(); ) {
          try {
            work.blocking(method, ++number & 0xffff | 1);
          } catch (RuntimeException e) {
            report(errors, e);
          }
          long end = System.nanoTime();
          mine.recordValue(Math.min(end - start, LONGEST_NANOS));
          start = end;
        }
        synchronized (all) {
          all.add(mine);
        }
        finished.countDown();
        awaitQuietly(leave);
      }, "caller-" + i);
      caller.setDaemon(true);
      caller.start();
    }
    ready.await();
    atStart.run();
    long start = System.nanoTime();
    until.set(start + millis * 1_000_000);
    go.countDown();
    finished.await();
    double seconds = (System.nanoTime() - start) / 1e9;
    atEnd.run();
    leave.countDown();
    return new Result(all.getTotalCount(), errors.sum(), seconds, all);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void report(LongAdder errors, Throwable failure) {
    if (errors.sum() == 0) {
      failure.printStackTrace();
    }
    errors.increment();
  }

  private Result runAsync(Work work, Work.Method method, long millis, Runnable atStart, Runnable atEnd)
      throws InterruptedException {
    Histogram all = new ConcurrentHistogram(LONGEST_NANOS, 3);
    LongAdder errors = new LongAdder();
    CountDownLatch finished = new CountDownLatch(callers);
    atStart.run();
    long start = System.nanoTime();
    long until = start + millis * 1_000_000;
    for (int i = 0; i < callers; i++) {
      new Chain(work, method, until, all, errors, finished).next();
    }
    if (!finished.await(millis + TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS), TimeUnit.MILLISECONDS)) {
      report(errors, new IllegalStateException(finished.getCount() + " calls were never completed"));
      errors.add(finished.getCount() - 1);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    atEnd.run();
    return new Result(all.getTotalCount(), errors.sum(), seconds, all.copy());
  }

  /** One call after another, each begun where the one before completed. */
  private static final class Chain {
    private final Work work;
    private final Work.Method method;
    private final long until;
    private final Histogram latencies;
    private final LongAdder errors;
    private final CountDownLatch finished;
    private long startedAt;

    Chain(Work work, Work.Method method, long until, Histogram latencies, LongAdder errors, CountDownLatch finished) {
      this.work = work;
      this.method = method;
      this.until = until;
      this.latencies = latencies;
      this.errors = errors;
      this.finished = finished;
    }

    void next() {
      startedAt = System.nanoTime();
      if (startedAt >= until) {
        finished.countDown();
        return;
      }
      try {
        work.async(method, startedAt & 0xffff | 1, this::done);
      } catch (RuntimeException e) {
        report(errors, e);
        finished.countDown(); // a caller that is turned away at once would otherwise go on in a tight loop
      }
    }

    private void done(@Nullable Throwable failure) {
      if (failure != null) {
        report(errors, failure);
      }
      latencies.recordValue(Math.min(System.nanoTime() - startedAt, LONGEST_NANOS));
      next();
    }
  }
}
