package dev.tern.core.provider;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs handlers that may block, on at most a fixed number of threads, first come first served, and refuses work once
 * too much of it waits. A fork-join pool in FIFO mode, because it wakes the thread that slept last and only as many as
 * there is work for.
 */
public final class HandlerPool implements Executor, AutoCloseable {
  private static final long KEEP_IDLE_SECONDS = 30;
  private static final long CLOSE_SECONDS = 5;

  private final ForkJoinPool pool;
  private final int mostAdmitted;
  private final AtomicInteger admitted = new AtomicInteger();

  /**
   * @param threads at most this many handlers run at once; &gt; 0
   * @param queue this many more may wait; &gt;= 0
   */
  public HandlerPool(int threads, int queue) {
    this.mostAdmitted = Math.addExact(threads, queue);
    AtomicInteger count = new AtomicInteger();
    this.pool = new ForkJoinPool(threads, owner -> {
      ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(owner);
      thread.setName("tern-handler-" + count.incrementAndGet());
      thread.setContextClassLoader(HandlerPool.class.getClassLoader());
      return thread;
    }, null, true, 0, threads, 1, saturated -> true, KEEP_IDLE_SECONDS, TimeUnit.SECONDS); // true: wait, do not throw
  }

  /** @throws RejectedExecutionException if too many wait, or the pool is closed */
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
    run(task);
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

  /** Interrupts what still runs and waits a short time for it. */
  @Override
  public void close() {
    pool.shutdownNow();
    try {
      pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the threads are daemons
    }
  }
}
