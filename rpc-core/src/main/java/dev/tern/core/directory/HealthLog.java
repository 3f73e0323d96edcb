package dev.tern.core.directory;

import dev.tern.api.NanoClock;
import dev.tern.core.call.Durations;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people who is left out, why and for how long, and who is back. Ten lines at once and then one a second, however
 * many providers fail; the next line says how many were dropped.
 */
final class HealthLog {
  private static final Logger LOG = LoggerFactory.getLogger(Directory.class);
  private static final int AT_ONCE = 10;
  private static final long REFILL_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int LONGEST_TEXT = 200;

  private final String subject;
  // Guarded by this
  private int lines = AT_ONCE;
  private long refilledNanos;
  private int dropped;

  /** @param subject what it is about, such as a service */
  HealthLog(String subject, NanoClock clock) {
    this.subject = subject;
    this.refilledNanos = clock.nanoTime();
  }

  void provider(LiveCandidate candidate, Health health, Health.Change change, long nowNanos) {
    switch (change) {
      case OUT -> info("provider " + candidate + " fails, and is left out for " + absence(health, nowNanos)
          + " if others are well: " + oneLine(health.why()), nowNanos);
      case IN -> info("provider " + candidate + " is back, after " + outFor(health, nowNanos), nowNanos);
      case STILL_OUT -> LOG.debug("{}: provider {} is left out for another {}: {}", subject, candidate,
          absence(health, nowNanos), oneLine(health.why()));
      case NONE -> { }
    }
  }

  void breaker(LiveCandidate candidate, Health health, Health.Change change, long nowNanos) {
    switch (change) {
      case OUT -> info("its circuit breaker at " + candidate + " is open for " + absence(health, nowNanos) + ": "
          + oneLine(health.why()), nowNanos);
      case IN -> info("its circuit breaker at " + candidate + " is closed, after " + outFor(health, nowNanos),
          nowNanos);
      case STILL_OUT -> LOG.debug("{}: its circuit breaker at {} is open for another {}: {}", subject, candidate,
          absence(health, nowNanos), oneLine(health.why()));
      case NONE -> { }
    }
  }

  private static String absence(Health health, long nowNanos) {
    return text(Duration.ofNanos(Math.max(0, health.freeNanos(nowNanos) - nowNanos)));
  }

  private static String outFor(Health health, long nowNanos) {
    return text(health.outFor(nowNanos));
  }

  private static String text(Duration length) {
    return Durations.text(Duration.ofMillis(length.toMillis()));
  }

  /** A provider's words forge no lines of a log. */
  static String oneLine(String text) {
    int end = text.indexOf('\n');
    String first = end < 0 ? text : text.substring(0, end);
    return (first.length() > LONGEST_TEXT ? first.substring(0, LONGEST_TEXT) + "..." : first)
        .replaceAll("\\p{Cntrl}", "?");
  }

  private void info(String what, long nowNanos) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    int missing;
    synchronized (this) {
      long passed = (nowNanos - refilledNanos) / REFILL_NANOS;
      if (passed > 0) {
        lines = (int) Math.min(AT_ONCE, lines + passed);
        refilledNanos += passed * REFILL_NANOS;
      }
      if (lines == 0) {
        dropped++;
        return;
      }
      lines--;
      missing = dropped;
      dropped = 0;
    }
    LOG.info("{}: {}{}", subject, what, missing == 0 ? "" : " (" + missing + " lines like this were dropped before)");
  }
}
