package dev.tern.api.contract;

import java.time.Duration;

/** Timeouts as annotations write them: a {@link DurationText} above zero. */
final class Timeouts {
  private Timeouts() {}

  /** @throws IllegalArgumentException naming the text, if it is no length above zero */
  static Duration parse(String text) {
    Duration timeout = DurationText.parse(text);
    if (timeout == null || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: \"" + text + "\" (expected: > 0, at most 292 years, written as "
          + DurationText.EXAMPLES + ")");
    }
    return timeout;
  }
}
