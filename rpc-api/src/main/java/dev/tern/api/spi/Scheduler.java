package dev.tern.api.spi;

/** Runs things later, on one coarse clock (10 ms) shared by a client. Safe for many threads. */
@FunctionalInterface
public interface Scheduler {
  /**
   * @param delayNanos &gt;= 0; the task runs after it, up to one tick late
   * @param task must not block or throw; runs on the scheduler's thread
   */
  Timer schedule(long delayNanos, Runnable task);

  /** A task that waits. */
  @FunctionalInterface
  interface Timer {
    /** Forgets the task; without effect if it has run. Cheap, and expected to be the usual end of a timer. */
    void cancel();
  }
}
