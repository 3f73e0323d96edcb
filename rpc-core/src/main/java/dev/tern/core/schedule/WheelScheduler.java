package dev.tern.core.schedule;

import dev.tern.api.spi.Scheduler;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The one clock of a client for deadlines, attempt limits, hedges and backoff: Netty's hashed wheel with 10 ms ticks.
 * Adding and cancelling cost no lock, and nearly every timer is cancelled. Its thread starts with the first timer.
 */
public final class WheelScheduler implements Scheduler, AutoCloseable {
  private static final int TICK_MILLIS = 10;
  private static final int TICKS = 512;

  private final HashedWheelTimer wheel;

  /** @param threadName of its one thread, a daemon */
  public WheelScheduler(String threadName) {
    this.wheel = new HashedWheelTimer(new DefaultThreadFactory(threadName, true), TICK_MILLIS, TimeUnit.MILLISECONDS,
        TICKS);
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    Timeout timeout = wheel.newTimeout(fired -> task.run(), delayNanos, TimeUnit.NANOSECONDS);
    return timeout::cancel;
  }

  /** Forgets every task and ends the thread. */
  @Override
  public void close() {
    wheel.stop();
  }
}
