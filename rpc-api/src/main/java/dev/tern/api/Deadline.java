package dev.tern.api;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The point in time by which a call ends, whatever happens. Every attempt of a call shares it.
 *
 * @param atNanos on the timeline of the {@link NanoClock} it was made with
 * @param timeoutNanos the length it was made from, for error texts; &gt; 0
 */
public record Deadline(long atNanos, long timeoutNanos) {
  /**
   * @param timeout &gt; 0, at most 292 years
   * @param clock to be used with this deadline from here on
   */
  public static Deadline after(Duration timeout, NanoClock clock) {
    return after(timeout.toNanos(), requireNonNull(clock, "clock"));
  }

  /** As {@link #after(Duration, NanoClock)}, in nanoseconds. */
  public static Deadline after(long timeoutNanos, NanoClock clock) {
    if (timeoutNanos <= 0) {
      throw new IllegalArgumentException("timeout: " + timeoutNanos + " ns (expected: > 0)");
    }
    return new Deadline(clock.nanoTime() + timeoutNanos, timeoutNanos);
  }

  /** What is left; 0 or less once it has passed. */
  public long remainingNanos(NanoClock clock) {
    return atNanos - clock.nanoTime();
  }

  /** The length it was made from. */
  public Duration timeout() {
    return Duration.ofNanos(timeoutNanos);
  }
}
