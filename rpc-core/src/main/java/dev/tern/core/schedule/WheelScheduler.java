package dev.tern.core.schedule;

import dev.tern.api.spi.Scheduler;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.TimeUnit;

/**
 * The one clock of a client for deadlines, attempt limits, hedges and backoff: Netty's hashed wheel with 10 ms ticks.
 * Adding and cancelling cost no lock, and nearly every timer is cancelled. Its thread starts with the first timer.
 */
public final class WheelScheduler implements Scheduler, AutoCloseable {
  private static final int TICK_MILLIS = 10;
  private static final int TICKS = 512;

  private final HashedWheelTimer wheel;
  private volatile boolean closed;

  /** @param threadName of its one thread, a daemon */
  public WheelScheduler(String threadName) {
    this.wheel = new HashedWheelTimer(task -> new TimerThread(task, threadName), TICK_MILLIS, TimeUnit.MILLISECONDS,
        TICKS);
  }

  /** True on the thread of any scheduler: it must not block, or deadlines come late. */
  public static boolean isTimer(Thread thread) {
    return thread instanceof TimerThread;
  }

  /** Once this is closed, a task runs at once and here: whoever waits for it need not wait longer. */
  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    Timeout timeout;
    try {
      timeout = wheel.newTimeout(new Task(task), delayNanos, TimeUnit.NANOSECONDS);
    } catch (IllegalStateException e) { // stopped
      task.run();
      return () -> { };
    }
    if (closed && timeout.cancel()) { // came while the wheel stopped, which no longer saw it
      task.run();
    }
    return timeout::cancel;
  }

  /** Ends the thread, and runs here what was left, so that no call waits for a timer that never comes. */
  @Override
  public void close() {
    closed = true;
    wheel.stop().forEach(left -> ((Task) left.task()).task.run());
  }

  private static final class TimerThread extends FastThreadLocalThread {
    TimerThread(Runnable task, String name) {
      super(task, name);
      setDaemon(true);
    }
  }

  private record Task(Runnable task) implements TimerTask {
    @Override
    public void run(Timeout timeout) {
      task.run();
    }
  }
}
