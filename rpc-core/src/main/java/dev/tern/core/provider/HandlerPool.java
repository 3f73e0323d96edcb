package dev.tern.core.provider;

import dev.tern.core.schedule.WorkerThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs handlers that may block, and refuses work once too much of it is admitted: on a fixed number of threads, first
 * come first served, or each at once on a virtual thread of its own.
 */
public final class HandlerPool implements Executor, AutoCloseable {
  private static final String NAME = "tern-handler";
  private static final long KEEP_IDLE_SECONDS = 30;
  private static final long RELEASE_SECONDS = 1;
  private static final long CLOSE_SECONDS = 5;

  private final ExecutorService pool;
  private final int threads;
  private final int mostAdmitted;
  private final AtomicInteger admitted = new AtomicInteger();
  private final AtomicInteger resumed = new AtomicInteger(); // of those admitted
  private volatile boolean closing;

  private HandlerPool(ExecutorService pool, int threads, int mostAdmitted) {
    this.pool = pool;
    this.threads = threads;
    this.mostAdmitted = mostAdmitted;
  }

  /**
   * On platform threads. A fork-join pool in FIFO mode, because it wakes the thread that slept last and only as many as
   * there is work for.
   *
   * @param threads at most this many handlers run at once; &gt; 0
   * @param queue this many more may wait; &gt;= 0
   */
  public static HandlerPool platform(int threads, int queue) {
    ForkJoinPool pool = new ForkJoinPool(threads, WorkerThreads.named(NAME), null, true, 0, threads, 1,
        saturated -> true, KEEP_IDLE_SECONDS, TimeUnit.SECONDS); // true: wait, do not throw
    return new HandlerPool(pool, threads, Math.addExact(threads, queue));
  }

  /**
   * On virtual threads: none waits for another, so that what could wait elsewhere runs here.
   *
   * @param most handlers at once; &gt; 0
   * @throws IllegalArgumentException on a JVM that has none
   */
  public static HandlerPool virtual(int most) {
    return new HandlerPool(WorkerThreads.virtual(NAME), most, most);
  }

  /** True if something waits for a thread. */
  boolean someWait() {
    return admitted.get() > threads;
  }

  /** @throws RejectedExecutionException if too many run or wait, or the pool is closed */
  @Override
  public void execute(Runnable task) {
    if (admitted.incrementAndGet() > mostAdmitted) {
      admitted.decrementAndGet();
      throw new RejectedExecutionException("full");
    }
    run(task);
  }

  /**
   * Runs the next piece of work that was let in before, such as a stream: it counts, but is never refused for want of
   * room.
   *
   * @throws RejectedExecutionException if the pool is closed
   */
  void executeAdmitted(Runnable task) {
    admitted.incrementAndGet();
    resumed.incrementAndGet();
    try {
      run(() -> {
        try {
          task.run();
        } finally {
          endResumed();
        }
      });
    } catch (RejectedExecutionException e) {
      endResumed();
      throw e;
    }
  }

  private void endResumed() {
    if (resumed.decrementAndGet() == 0 && closing) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  private void run(Runnable task) {
    try {
      pool.execute(() -> {
        try {
          task.run();
        } finally {
          admitted.decrementAndGet();
        }
      });
    } catch (RejectedExecutionException e) {
      admitted.decrementAndGet();
      throw e;
    }
  }

  /**
   * Lets streams, which were just told that they are over, release what they hold; then interrupts what still runs and
   * waits a short time for it.
   */
  @Override
  public void close() {
    closing = true;
    try {
      awaitResumed();
      pool.shutdownNow();
      pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // its threads are daemons
    } finally {
      pool.shutdownNow();
    }
  }

  private synchronized void awaitResumed() throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(RELEASE_SECONDS);
    for (long left = until - System.nanoTime(); left > 0 && resumed.get() > 0; left = until - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }
}
