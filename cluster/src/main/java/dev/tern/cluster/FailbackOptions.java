package dev.tern.cluster;

import dev.tern.api.spi.Options;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What failback is told.
 *
 * @param queue most calls that wait
 * @param queueBytes most that these take together, encoded
 * @param everyNanos from the end of one try to the next
 * @param retries tries of a call after it was taken over, at most
 * @param drainNanos how long closing may take
 * @param journal directory; null: in memory only
 */
record FailbackOptions(int queue, long queueBytes, long everyNanos, int retries, long drainNanos, @Nullable Path journal) {
  private static final int MOST_QUEUE_BYTES = 512 << 20; // so that a journal can be read at once

  static FailbackOptions of(Options options) {
    int queue = options.number("queue", 1_000, 1, 1_000_000);
    int queueBytes = options.number("queue_bytes", 64 << 20, 1_024, MOST_QUEUE_BYTES);
    Duration every = options.duration("every", Duration.ofSeconds(5), Duration.ofMillis(10), Duration.ofDays(1));
    int retries = options.number("retries", 3, 1, 1_000_000);
    Duration drain = options.duration("drain", Duration.ofSeconds(5), Duration.ofMillis(1), Duration.ofHours(1));
    return new FailbackOptions(queue, queueBytes, every.toNanos(), retries, drain.toNanos(), journal(options));
  }

  private static @Nullable Path journal(Options options) {
    String text = options.text("journal");
    if (text == null) {
      return null;
    }
    try {
      if (!text.isBlank()) {
        return Path.of(text).toAbsolutePath().normalize();
      }
    } catch (InvalidPathException e) {
      // refused below
    }
    throw options.refused("journal", "a directory, such as /var/lib/app/failback");
  }
}
