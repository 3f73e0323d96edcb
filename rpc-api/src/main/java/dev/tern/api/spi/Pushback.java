package dev.tern.api.spi;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a provider asks of those who would try a failed call again, in the words of gRPC: {@link
 * Headers#RETRY_PUSHBACK}.
 *
 * @param millis before this provider wants to be tried again, while another may be tried at once; negative: the call
 *     should not be tried again by anybody
 */
public record Pushback(long millis) {
  /** No try anywhere. */
  public static final Pushback NEVER = new Pushback(-1);

  private static final int MOST_DIGITS = 9;

  /** Reads that of an answer; null where there is none. What is no number means {@link #NEVER}, as in gRPC. */
  public static @Nullable Pushback of(Headers trailers) {
    String text = trailers == Headers.empty() ? null : trailers.get(Headers.RETRY_PUSHBACK);
    if (text == null) {
      return null;
    }
    if (text.isEmpty() || text.length() > MOST_DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return NEVER;
    }
    return new Pushback(Integer.parseInt(text));
  }

  /** True if no provider is to be tried. */
  public boolean isFinal() {
    return millis < 0;
  }

  /** The same length in nanoseconds; 0 if it is final. */
  public long nanos() {
    return TimeUnit.MILLISECONDS.toNanos(Math.max(0, millis));
  }
}
