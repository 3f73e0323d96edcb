package dev.tern.core.directory;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What one consumer has learnt of one provider from its own attempts, for balancers to compare. Latency is a peak EWMA:
 * it jumps up to a slower attempt and comes down step by step, and with time where there are no attempts, so that a
 * provider that was slow once is tried again. Safe for many threads; an update that two threads lose between them costs
 * one sample of many.
 */
public final class Figures {
  private static final AtomicIntegerFieldUpdater<Figures> ACTIVE =
      AtomicIntegerFieldUpdater.newUpdater(Figures.class, "active");
  private static final AtomicLongFieldUpdater<Figures> ANSWER =
      AtomicLongFieldUpdater.newUpdater(Figures.class, "answerNanos");
  private static final int STEP_SHIFT = 3;  // each attempt moves an average by an eighth of the difference
  private static final int AGE_SHIFT = 2;   // each second without one by a quarter of what it is
  private static final int MOST_WAITS = 8;  // more would keep one away for long that is quick again
  private static final int ALL_FAILED = 1 << 16;

  private volatile int active;
  private volatile long latencyNanos;
  private volatile long answerNanos;
  private volatile int failing; // of ALL_FAILED
  private volatile boolean fresh; // an attempt has ended since the last look

  /** An attempt begins. */
  public void started() {
    ACTIVE.incrementAndGet(this);
  }

  /**
   * An attempt has ended.
   *
   * @param failed by the wire or the provider's state, which says nothing of how quick it is when it works
   */
  public void ended(long nanos, boolean failed) {
    ACTIVE.decrementAndGet(this);
    long average = latencyNanos;
    if (nanos > average) {
      latencyNanos = nanos;
    } else if (!failed) {
      latencyNanos = average + ((nanos - average) >> STEP_SHIFT);
    }
    if (!failed) {
      long answers = answerNanos;
      ANSWER.lazySet(this, nanos > answers ? nanos : answers + ((nanos - answers) >> STEP_SHIFT));
    }
    int share = failing;
    if (failed || share != 0) {
      failing = share + (((failed ? ALL_FAILED : 0) - share) >> STEP_SHIFT);
    }
    if (!fresh) {
      fresh = true;
    }
  }

  /**
   * An attempt was ended from this side, which wanted no answer any more: all that is known is that none had come. Where
   * that was later than answers come, each makes the provider look slower by as long as it was waited for. Otherwise one
   * that loses every race, however slow it is, would look as slow as the race is long, and be preferred to busy ones.
   */
  public void abandoned(long nanos) {
    ACTIVE.decrementAndGet(this);
    long average = latencyNanos;
    long atLeast = nanos > answerNanos ? Math.min(average + nanos, MOST_WAITS * nanos) : nanos;
    if (atLeast > average) {
      latencyNanos = atLeast;
    }
  }

  /** Called once a second, by one thread. */
  void age() {
    if (fresh) {
      fresh = false;
      return;
    }
    long average = latencyNanos;
    if (average != 0) {
      latencyNanos = average - (average >> AGE_SHIFT);
    }
    answerNanos -= answerNanos >> AGE_SHIFT;
    int share = failing;
    if (share != 0) {
      failing = share - (share >> AGE_SHIFT) - (share < 1 << AGE_SHIFT ? share : 0);
    }
  }

  int active() {
    return active;
  }

  long latencyNanos() {
    return latencyNanos;
  }

  /** As the latency, but of attempts that were answered alone: of a provider that falls silent it does not rise. */
  long answerNanos() {
    return answerNanos;
  }

  /** 0 to 1. */
  double failureShare() {
    return failing / (double) ALL_FAILED;
  }
}
