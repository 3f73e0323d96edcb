package dev.tern.core.provider;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.Scheduler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of a stream. Soon after the start it has the headers sent, so that a consumer knows that its call was
 * taken even where the first message takes its time; from then on it watches for progress. A message costs a look at
 * the clock, no timer.
 */
final class StreamTimer implements Runnable {
  /** Well below the time that consumers wait for an answer, and long enough for most failures to come first. */
  static final long HEADERS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final NanoClock clock;
  private final Scheduler scheduler;
  private final long idleNanos;
  private final Owner owner;
  private volatile long progressNanos;
  private volatile boolean stopped;
  private volatile Scheduler.@Nullable Timer timer;
  private long dueNanos;
  private boolean greeted;

  /** Told on the scheduler's thread: must not block. */
  interface Owner {
    /** Time to send the headers, if they have not gone yet. */
    void onHeadersDue();

    /** Nothing moved for as long as is allowed. At most once. */
    void onIdle();
  }

  StreamTimer(NanoClock clock, StreamLimits limits, Owner owner) {
    this.clock = clock;
    this.scheduler = limits.scheduler();
    this.idleNanos = limits.idle().toNanos();
    this.owner = owner;
  }

  /** Once. */
  void start() {
    progressNanos = clock.nanoTime();
    schedule(Math.min(HEADERS_NANOS, idleNanos));
  }

  /** Something moved. */
  void progress() {
    progressNanos = clock.nanoTime();
  }

  /** No longer needed. Idempotent. */
  void stop() {
    stopped = true;
    Scheduler.Timer waiting = timer;
    if (waiting != null) {
      waiting.cancel();
    }
  }

  @Override
  public void run() {
    long now = clock.nanoTime();
    if (stopped || now - dueNanos < -TICK_NANOS) { // early: the scheduler was closed, and the server is closing
      return;
    }
    if (!greeted) {
      greeted = true;
      owner.onHeadersDue();
    }
    long left = idleNanos - (now - progressNanos);
    if (left <= 0) {
      owner.onIdle();
    } else {
      schedule(left);
    }
  }

  private void schedule(long delayNanos) {
    dueNanos = clock.nanoTime() + delayNanos;
    timer = scheduler.schedule(delayNanos, this);
    if (stopped) {
      stop();
    }
  }
}
