package dev.tern.core.directory;

import static java.util.Objects.requireNonNull;

import dev.tern.api.spi.Options;
import java.time.Duration;
import java.util.Optional;

/**
 * When something that fails is left alone, and for how long.
 *
 * <p>{@link #EJECTION} has its figures from three thoughts. It must work with two providers, where comparing one with
 * the mean of all says nothing: hence plain counts. Five in a row is what chance does not do to a healthy provider, and
 * a silent one is noticed within five calls. And its absence doubles only up to 8 s: a provider is back at the latest
 * so long after it has recovered, and one call of a consumer every 8 s costs nothing.
 *
 * @param inARow this many failures one after another are enough; at least 1
 * @param share of the calls within the window that are enough when they fail; above 0, at most 1
 * @param calls within the window, without which a share says nothing; at least 1
 * @param window how far back calls are counted, at most: half of it at least
 * @param absence how long it is left alone at first; above 0
 * @param longest what that may double to, at each probe that fails; not less than {@code absence}
 * @param jitter how much shorter than said an absence may be, by chance, so that many consumers do not come back at
 *     once; 0 to below 1
 */
public record HealthRules(int inARow, double share, int calls, Duration window, Duration absence, Duration longest,
    double jitter) {
  /** When a provider is left out by one consumer. */
  public static final HealthRules EJECTION = new HealthRules(5, 0.5, 20, Duration.ofSeconds(5), Duration.ofSeconds(2),
      Duration.ofSeconds(8), 0.2);

  private static final int NEVER = Integer.MAX_VALUE;
  private static final Duration LEAST = Duration.ofMillis(10);

  public HealthRules {
    requireNonNull(window, "window");
    requireNonNull(absence, "absence");
    requireNonNull(longest, "longest");
    require(inARow >= 1, "inARow", inARow, ">= 1");
    require(share > 0 && share <= 1, "share", share, "> 0, <= 1");
    require(calls >= 1, "calls", calls, ">= 1");
    require(window.toNanos() >= 2, "window", window, "> 0");
    require(absence.toNanos() > 0, "absence", absence, "> 0");
    require(longest.compareTo(absence) >= 0, "longest", longest, ">= absence");
    require(jitter >= 0 && jitter < 1, "jitter", jitter, "0 to 1");
  }

  /**
   * When a circuit breaker opens: by the share of failures alone, and for the same time again and again.
   *
   * @param share that must be exceeded; 1: all must fail
   * @param pause until one call is let through
   */
  public static HealthRules breaker(double share, int calls, Duration window, Duration pause) {
    return new HealthRules(NEVER, Math.min(1, Math.nextUp(share)), calls, window, pause, pause, 0);
  }

  /**
   * A circuit breaker as its user names it: {@code off}, {@code on}, or {@code
   * on?share=0.5&calls=20&window=10s&pause=5s}, where those are the defaults.
   *
   * @return empty for {@code off}
   * @throws IllegalArgumentException saying what was expected
   */
  public static Optional<HealthRules> breaker(String text) {
    Options options = Options.parse("circuit-breaker", text);
    HealthRules rules = breaker(options.share("share", 0.5), options.number("calls", 20, 1, 1_000_000),
        options.duration("window", Duration.ofSeconds(10), LEAST, Duration.ofHours(1)),
        options.duration("pause", Duration.ofSeconds(5), LEAST, Duration.ofHours(1)));
    options.requireAllRead();
    return switch (options.name()) {
      case "on" -> Optional.of(rules);
      case "off" -> Optional.empty();
      default -> throw new IllegalArgumentException('"' + options.name()
          + "\" (expected: off, on, or on with options such as on?share=0.5&calls=20&window=10s&pause=5s)");
    };
  }

  private static void require(boolean holds, String what, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: " + expected + ")");
    }
  }
}
