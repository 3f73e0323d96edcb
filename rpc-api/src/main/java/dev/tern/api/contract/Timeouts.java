package dev.tern.api.contract;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: {@code 300ms}, {@code 2s}, {@code 1m}, {@code PT0.3S}. */
final class Timeouts {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,18})(ms|s|m)");

  private Timeouts() {}

  /** @throws IllegalArgumentException naming the text, if it is no length above zero */
  static Duration parse(String text) {
    try {
      Duration timeout = read(text);
      if (timeout.toNanos() > 0) {
        return timeout;
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      // said below, in the words of who wrote it
    }
    throw new IllegalArgumentException(
        "timeout: \"" + text + "\" (expected: > 0, at most 292 years, written as 300ms, 2s, 1m or PT0.3S)");
  }

  private static Duration read(String text) {
    Matcher matcher = SHORT.matcher(text);
    if (!matcher.matches()) {
      return Duration.parse(text);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMinutes(amount);
    };
  }
}
