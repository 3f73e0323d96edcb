package dev.tern.core.overload;

import dev.tern.api.NanoClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * So many calls a second, and after a pause so many at once. Keeps one number, the time at which the bucket will be
 * full (as the generic cell rate algorithm of ITU-T I.371 does): nothing has to refill it. Safe for many threads.
 */
final class TokenBucket {
  private final NanoClock clock;
  private final long nanosPerToken;
  private final long capacityNanos;
  private final AtomicLong fullAt;

  /**
   * Full.
   *
   * @param rate per second, &gt; 0
   * @param burst &gt; 0
   */
  TokenBucket(int rate, int burst, NanoClock clock) {
    this.clock = clock;
    this.nanosPerToken = Math.max(1, TimeUnit.SECONDS.toNanos(1) / rate);
    this.capacityNanos = nanosPerToken * burst;
    this.fullAt = new AtomicLong(clock.nanoTime());
  }

  /** Takes one; 0 if there was one, else in how many nanoseconds there will be, and nothing was taken. */
  long take() {
    long now = clock.nanoTime();
    while (true) {
      long seen = fullAt.get();
      long from = seen - now > 0 ? seen : now;
      long missing = from - now + nanosPerToken - capacityNanos;
      if (missing > 0) {
        return missing;
      }
      if (fullAt.compareAndSet(seen, from + nanosPerToken)) {
        return 0;
      }
    }
  }
}
