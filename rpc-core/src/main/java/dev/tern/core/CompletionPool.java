package dev.tern.core;

import dev.tern.core.schedule.WorkerThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/**
 * A client's own threads for the user's continuations, unless the user gave an executor. A
 * small fork-join pool in FIFO mode, which on a measured call costs a third of a cached thread pool. Continuations that
 * block belong on an executor of the user's. Its threads start with their first task.
 */
final class CompletionPool implements Executor, AutoCloseable {
  private static final int LEAST_THREADS = 2;
  private static final long CLOSE_SECONDS = 1;

  private final ForkJoinPool pool;

  CompletionPool() {
    this.pool = new ForkJoinPool(Math.max(LEAST_THREADS, Runtime.getRuntime().availableProcessors()),
        WorkerThreads.named("tern-client"), null, true);
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }

  /** Lets what was handed over finish, for a short time. */
  @Override
  public void close() {
    pool.shutdown();
    try {
      pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // its threads are daemons
    }
  }
}
