package dev.tern.core.overload;

import dev.tern.api.Code;
import dev.tern.api.spi.Headers;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a consumer is told whose call was not let in: that it did not run, and how long to leave this provider alone.
 *
 * @param code why
 * @param message for people
 * @param trailers for machines
 */
public record Refusal(Code code, String message, Headers trailers) {
  /** How long a consumer stays away that cannot be told better: until then calls have ended, and limits changed. */
  public static final long PUSHBACK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Of work for which there is no room. */
  public static Refusal exhausted(String message, long pushbackNanos) {
    return new Refusal(Code.RESOURCE_EXHAUSTED, message, trailers(pushbackNanos));
  }

  /** Not executed, and to be tried here again after some time at the earliest: rounded up to milliseconds. */
  private static Headers trailers(long pushbackNanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(pushbackNanos + TimeUnit.MILLISECONDS.toNanos(1) - 1);
    return Headers.of(Map.of(Headers.EXECUTED, "no", Headers.RETRY_PUSHBACK, Long.toString(millis)));
  }
}
