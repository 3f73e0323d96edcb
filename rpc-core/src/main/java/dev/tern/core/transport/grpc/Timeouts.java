package dev.tern.core.transport.grpc;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The remaining time of a call as {@code grpc-timeout} writes it: at most 8 digits and a unit. Rounded down, so that a
 * deadline never grows on its way. In milliseconds wherever it fits, which keeps the header the same from call to call
 * and its text a matter of look-up.
 */
final class Timeouts {
  private static final int CACHED_MILLIS = 8192;
  private static final long MAX_DIGITS = 99_999_999;

  private final AtomicReferenceArray<String> texts = new AtomicReferenceArray<>(CACHED_MILLIS);

  String of(long remainingNanos) {
    long millis = remainingNanos / 1_000_000;
    if (millis == 0) {
      return Math.max(1, remainingNanos / 1_000) + "u";
    }
    if (millis < CACHED_MILLIS) {
      String text = texts.getPlain((int) millis);
      if (text == null) {
        text = millis + "m";
        texts.setRelease((int) millis, text);
      }
      return text;
    }
    if (millis <= MAX_DIGITS) {
      return millis + "m";
    }
    return Math.min(MAX_DIGITS, millis / 1_000) + "S";
  }
}
