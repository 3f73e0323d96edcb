package dev.tern.api.spi;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Attachments;
import org.jspecify.annotations.Nullable;

/**
 * What a provider answered.
 *
 * @param value null for void methods and nullable replies; of a method that streams its replies, a {@link
 *     java.util.concurrent.Flow.Publisher} of them, for one subscriber
 * @param attachments that the provider sent with it
 */
public record Reply(@Nullable Object value, Attachments attachments) {
  public Reply {
    requireNonNull(attachments, "attachments");
  }

  /** A reply without attachments. */
  public static Reply of(@Nullable Object value) {
    return new Reply(value, Attachments.empty());
  }
}
