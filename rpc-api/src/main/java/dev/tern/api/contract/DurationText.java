package dev.tern.api.contract;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lengths of time as people write them, in annotations, configuration and registry URLs alike: {@code 300ms}, {@code
 * 2s}, {@code 1m}, {@code 1h}, or ISO-8601 ({@code PT0.3S}).
 */
public final class DurationText {
  /** The grammar by example, for error texts. */
  public static final String EXAMPLES = "300ms, 2s, 1m or PT0.3S";

  private static final Pattern SHORT = Pattern.compile("(\\d{1,18})(ms|s|m|h)");

  private DurationText() {}

  /** Null if the text is no length of time, or one beyond 292 years. May be zero or, in ISO-8601, below. */
  public static @Nullable Duration parse(String text) {
    try {
      Duration length = read(text);
      return Duration.ofNanos(length.toNanos()); // what has so many nanoseconds that no long counts them throws
    } catch (DateTimeParseException | ArithmeticException e) {
      return null; // whoever asks says what was expected
    }
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
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /** The shortest text that {@link #parse} reads as this length. */
  public static String of(Duration length) {
    long millis = length.toMillis();
    if (length.isNegative() || !length.equals(Duration.ofMillis(millis))) {
      return length.toString();
    }
    if (millis == 0) {
      return "0s";
    }
    if (millis % 60_000 == 0) {
      return millis % 3_600_000 == 0 ? millis / 3_600_000 + "h" : millis / 60_000 + "m";
    }
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }
}
