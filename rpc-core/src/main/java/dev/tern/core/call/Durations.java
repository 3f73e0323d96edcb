package dev.tern.core.call;

import java.time.Duration;

/** Lengths of time as error texts write them. */
public final class Durations {
  private Durations() {}

  /** {@code 3 s}, {@code 500 ms} or, below a millisecond, {@code 250 us}. */
  public static String text(Duration length) {
    long nanos = length.toNanos();
    if (nanos % 1_000_000_000 == 0) {
      return nanos / 1_000_000_000 + " s";
    }
    return nanos >= 1_000_000 ? nanos / 1_000_000 + " ms" : nanos / 1_000 + " us";
  }
}
