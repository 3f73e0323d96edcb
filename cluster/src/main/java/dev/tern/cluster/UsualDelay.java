package dev.tern.cluster;

import java.util.concurrent.TimeUnit;

/**
 * How long an answer usually takes at most: an estimate of the time that 95 of 100 stay within, held in one number.
 * Each slower one moves it up by a tenth, each quicker one down by so little that the two are in balance there. An
 * update that two threads lose between them is one sample of many.
 */
final class UsualDelay implements HedgeDelay {
  private static final int ENOUGH_ANSWERS = 20;
  private static final double UP = 1.1;
  private static final double DOWN = 1 / Math.pow(UP, 0.05 / 0.95);
  private static final double LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private volatile double estimateNanos;
  private volatile int seen;

  @Override
  public long nanos() {
    return seen < ENOUGH_ANSWERS ? Long.MAX_VALUE : (long) estimateNanos;
  }

  @Override
  public void answered(long elapsedNanos) {
    double before = estimateNanos;
    int count = seen;
    if (count < ENOUGH_ANSWERS) {
      seen = count + 1;
      estimateNanos = Math.max(Math.max(before, elapsedNanos), LEAST_NANOS); // the slowest of the first
    } else {
      estimateNanos = Math.max(elapsedNanos > before ? before * UP : before * DOWN, LEAST_NANOS);
    }
  }
}
