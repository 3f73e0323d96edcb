package dev.tern.loadbalance;

import dev.tern.api.spi.Candidate;

/** What one more call would cost a candidate now. Compared with those of others only; its unit is each formula's own. */
@FunctionalInterface
interface Cost {
  /** For one that has calls under way and has answered none yet: it might never, so it is not asked before the others. */
  double UNKNOWN_NANOS = 10e9;

  /**
   * @param capacity weight relative to the average of its snapshot, &gt; 0: who has twice as much may do twice as much
   *     at once
   * @return &gt;= 0, finite
   */
  double of(Candidate candidate, double capacity);

  /** How long a call would take there: what calls take of late, once for itself and once for each under way. */
  static double ofResponse(Candidate candidate, double capacity) {
    int active = candidate.active();
    double latency = candidate.latencyEwmaNanos();
    if (latency == 0 && active > 0) {
      latency = UNKNOWN_NANOS;
    }
    return latency * (1 + active / capacity) * ofFailures(candidate);
  }

  /**
   * How much dearer failures make a candidate: a tenth of them, ten times. The square leaves single failures without
   * effect, since they come to everybody.
   */
  static double ofFailures(Candidate candidate) {
    double failing = candidate.failureShare();
    return 1 + 1_000 * failing * failing;
  }
}
