package dev.tern.core.consumer;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.Scheduler;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Tells once that nothing has happened for some time. Whoever reports that something did pays one write for it. */
final class IdleTimer implements Runnable {
  private final Scheduler scheduler;
  private final NanoClock clock;
  private final long limitNanos;
  private final BooleanSupplier counts;
  private final Runnable idle;
  private volatile long lastNanos;
  private volatile boolean stopped;
  private volatile Scheduler.@Nullable Timer timer;
  private volatile @Nullable Thread arming;

  /**
   * @param counts false while nothing is expected to happen: such time is not idle
   * @param idle run on the scheduler's thread, at most once
   */
  IdleTimer(Scheduler scheduler, NanoClock clock, long limitNanos, BooleanSupplier counts, Runnable idle) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.limitNanos = limitNanos;
    this.counts = counts;
    this.idle = idle;
  }

  void start() {
    touch();
    arm(limitNanos);
  }

  /** Something happened. */
  void touch() {
    lastNanos = clock.nanoTime();
  }

  void stop() {
    stopped = true;
    Scheduler.Timer set = timer;
    if (set != null) {
      set.cancel();
    }
  }

  @Override
  public void run() {
    // A scheduler that ends runs what it is given at once. The calls of its client have ended before.
    if (stopped || arming == Thread.currentThread()) {
      return;
    }
    if (!counts.getAsBoolean()) {
      touch();
    }
    long left = limitNanos - (clock.nanoTime() - lastNanos);
    if (left > 0) {
      arm(left);
    } else {
      stopped = true;
      idle.run();
    }
  }

  private void arm(long nanos) {
    arming = Thread.currentThread();
    timer = scheduler.schedule(nanos, this);
    arming = null;
    if (stopped) { // meanwhile, perhaps before there was a timer to cancel
      stop();
    }
  }
}
