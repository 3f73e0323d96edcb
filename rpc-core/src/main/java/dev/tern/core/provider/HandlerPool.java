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
  private static final long RELEASE_SECONDS = 1;
  private static final long CLOSE_SECONDS = 5;

  private final ForkJoinPool pool;
  private final int mostAdmitted;
  private final AtomicInteger admitted = new AtomicInteger();
  private final AtomicInteger resumed = new AtomicInteger(); // of those admitted
  private volatile boolean closing;

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
      Thread.currentThread().interrupt(); // the threads are daemons
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
