package dev.tern.cluster;

import dev.tern.api.spi.Options;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@code failback} can be told.
 *
 * @param queue calls of one method that may wait, at most
 * @param everyNanos between two tries of one call
 * @param retries tries after the first, at most
 * @param drainNanos how long closing waits for a last try of all
 * @param journal folder in which they are kept; null: in memory only
 */
record FailbackSettings(int queue, long everyNanos, int retries, long drainNanos, @Nullable Path journal) {
  static FailbackSettings of(Options options) {
    return new FailbackSettings(options.number("queue", 1_000, 1, 1_000_000),
        options.duration("every", Duration.ofSeconds(5), Duration.ofMillis(10), Duration.ofHours(1)).toNanos(),
        options.number("retries", 3, 1, 1_000_000),
        options.duration("drain", Duration.ofSeconds(5), Duration.ZERO, Duration.ofMinutes(1)).toNanos(), journal(options));
  }

  private static @Nullable Path journal(Options options) {
    String folder = options.text("journal");
    try {
      return folder == null ? null : Path.of(folder).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw options.refused("journal", "a folder");
    }
  }
}
