package dev.tern.core.overload;

import dev.tern.core.overload.MethodLatency.Learning;
import java.time.Duration;

/**
 * Says how many calls a provider should take at once, from how long they took in the last moments. Not safe for many
 * threads.
 *
 * <p>The idea is that of TCP Vegas and BBR, which Netflix's concurrency-limits and Apache bRPC have brought to calls:
 * calls that take longer than they have to are waiting for each other, and (Little's law) {@code throughput x latency}
 * of them are enough to keep a provider busy. Three things are different here, so that whoever is not overloaded never
 * hears of it:
 *
 * <ul>
 * <li>There is no limit while threads and processors are free: calls then take as long as they take, and what is expected
 *     of them follows. Nor until a queue stands for some windows and either grows quickly or has become long. Bursts, and
 *     clients that bound their own calls, are served.
 * <li>There is no limit below {@link #FLOOR}, but for short probes.
 * <li>A limit is put to the proof: for a short time it is halved. If calls are not quicker then, they were not waiting
 *     for each other, and what is expected of them is corrected. Such a probe is repeated from time to time, so that
 *     the rule neither drifts in a long overload nor sticks to what was true once.
 * </ul>
 */
final class QueueRule {
  /** As many calls are always taken. */
  static final int FLOOR = 16;
  static final int NO_LIMIT = Integer.MAX_VALUE;

  /** Without a limit, calls may take so much longer than expected, or twice as long, before they are taken to wait. */
  private static final double TOLERATED_NANOS = Duration.ofMillis(10).toNanos();
  /** With one it is less: what ends the queue also keeps it short. */
  private static final double AIMED_NANOS = Duration.ofMillis(4).toNanos();
  /** A queue of this length is one even if it does not grow. */
  private static final double LONG_NANOS = Duration.ofMillis(250).toNanos();
  private static final double GROWTH = 1.5;
  private static final double MORE = 1.25;
  private static final int STANDING_WINDOWS = 3;
  private static final int CALM_WINDOWS = 5;
  private static final long PROBE_EVERY_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int LEAST_PROBED = 4;
  private static final int LEAST_KNOWN = 5;
  private static final int REMEMBERED = 10;
  /** What a probe finds is still a little more than a call without others takes. */
  private static final double PROBED_SHARE = 0.8;

  private enum Phase { FREE, LIMITED, PROBING }

  private final double[] rates = new double[REMEMBERED];
  private final int[] underWay = new int[REMEMBERED];
  private int windows;
  private Phase phase = Phase.FREE;
  private int limit = NO_LIMIT;
  private int standing;
  private int calm;
  private boolean proven;
  private long probeAtNanos;

  /**
   * A stretch of time, of 100 ms at least.
   *
   * @param endNanos on any clock
   * @param nanos its length
   * @param completed calls that ended in it
   * @param known calls that were timed, of methods of which something is expected
   * @param meanNanos how long these took
   * @param expectedNanos how long they should have taken
   * @param underWay calls at its end
   * @param pressed true if calls were refused for the limit
   * @param saturated false if calls cannot have been waiting for each other, since there was room for all
   */
  record Window(long endNanos, long nanos, long completed, int known, double meanNanos, double expectedNanos,
      int underWay, boolean pressed, boolean saturated) {
    double perNano() {
      return (double) completed / nanos;
    }

    /** How long they may take without a limit. */
    double toleratedNanos() {
      return expectedNanos + Math.max(expectedNanos, TOLERATED_NANOS);
    }

    /** How long they shall take at a limit. */
    double targetNanos() {
      return target(expectedNanos);
    }
  }

  /**
   * What follows.
   *
   * @param restart true if calls that have begun by now say nothing about the new limit
   * @param scale what is expected has to be multiplied by this
   */
  record Verdict(int limit, Learning learning, boolean restart, double scale) {}

  private static double target(double expectedNanos) {
    return expectedNanos + Math.max(expectedNanos, AIMED_NANOS);
  }

  int limit() {
    return limit;
  }

  /** Nothing has been under way for a while: what was true before is history. */
  void forget() {
    phase = Phase.FREE;
    limit = NO_LIMIT;
    standing = 0;
    windows = 0;
  }

  Verdict judge(Window window) {
    if (phase == Phase.PROBING) {
      return window.known() == 0 ? verdict(Learning.NONE) : probed(window);
    }
    rates[windows % REMEMBERED] = window.perNano();
    underWay[windows % REMEMBERED] = window.underWay();
    windows++;
    if (window.known() < LEAST_KNOWN) {
      return verdict(phase == Phase.FREE ? Learning.SLOWLY : Learning.QUICKER);
    }
    return phase == Phase.FREE ? free(window) : limited(window);
  }

  private Verdict free(Window window) {
    if (window.meanNanos() <= window.toleratedNanos()) {
      standing = 0;
      return verdict(Learning.SLOWLY);
    }
    boolean few = window.perNano() * window.meanNanos() <= FLOOR && window.underWay() <= FLOOR;
    if (few || !window.saturated() && servesMore()) {
      standing = 0;
      return verdict(Learning.FREELY);
    }
    standing++;
    boolean grows = window.underWay() >= underWayBefore() * GROWTH;
    boolean isLong = window.meanNanos() > window.toleratedNanos() + LONG_NANOS;
    if (standing < STANDING_WINDOWS || !grows && !isLong) {
      return verdict(Learning.QUICKER);
    }
    phase = Phase.LIMITED;
    proven = false;
    calm = 0;
    return restart(enough(window.targetNanos()));
  }

  private Verdict limited(Window window) {
    boolean waits = window.meanNanos() > window.targetNanos();
    boolean due = window.pressed() && window.endNanos() - probeAtNanos >= 0;
    if (!proven || due) {
      phase = Phase.PROBING;
      return restart(Math.max(LEAST_PROBED, limit / 2));
    }
    if (waits) {
      calm = 0;
      int lower = enough(window.targetNanos());
      return lower < limit ? restart(lower) : verdict(Learning.QUICKER);
    }
    if (window.pressed()) {
      calm = 0;
      limit += window.meanNanos() < 0.75 * window.targetNanos() ? limit / 2 : Math.max(1, limit / 8);
    } else if (++calm >= CALM_WINDOWS) {
      forget();
    } else {
      limit = Math.min(limit, NO_LIMIT / 4) * 2;
    }
    return verdict(Learning.QUICKER);
  }

  private Verdict probed(Window window) {
    phase = Phase.LIMITED;
    proven = true;
    probeAtNanos = window.endNanos() + PROBE_EVERY_NANOS;
    double expected = PROBED_SHARE * window.meanNanos();
    limit = enough(target(expected));
    return new Verdict(limit, Learning.NONE, true, expected / window.expectedNanos());
  }

  /** As many calls as keep it busy, if each may take so long. */
  private int enough(double targetNanos) {
    double best = 0;
    for (int i = Math.max(0, windows - REMEMBERED); i < windows; i++) {
      best = Math.max(best, rates[i % REMEMBERED]);
    }
    return (int) Math.max(FLOOR, Math.min(best * targetNanos, NO_LIMIT / 2));
  }

  /** Half a window's memory ago it served less: what serves the more the more it has to do is not at its end. */
  private boolean servesMore() {
    if (windows < REMEMBERED) {
      return true;
    }
    double before = 0;
    double now = 0;
    for (int i = 0; i < REMEMBERED / 2; i++) {
      before += rates[(windows + i) % REMEMBERED];
      now += rates[(windows + REMEMBERED / 2 + i) % REMEMBERED];
    }
    return now > before * MORE;
  }

  /** When the queue was first seen, or a second ago if that is later. */
  private int underWayBefore() {
    return underWay[(windows - Math.min(standing, REMEMBERED)) % REMEMBERED];
  }

  private Verdict verdict(Learning learning) {
    return new Verdict(limit, learning, false, 1);
  }

  private Verdict restart(int next) {
    limit = next;
    return new Verdict(next, Learning.NONE, true, 1);
  }
}
