package dev.tern.tck;

import dev.tern.api.NanoClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. Safe for many threads. */
public final class ManualClock implements NanoClock {
  /** Just below the greatest value, so that the sum of a time and a timeout wraps, as it may on a real clock. */
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 50_000_000);

  /** Starts somewhere. */
  public ManualClock() {}

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  /** Moves on. Timers of a {@link ManualScheduler} run only when that is moved. */
  public void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
  }
}
