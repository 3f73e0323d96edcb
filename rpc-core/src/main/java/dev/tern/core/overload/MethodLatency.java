package dev.tern.core.overload;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long calls of one method take where none waits for another. Learned from those that are timed: a method is its
 * own measure, so that slow ones beside quick ones are not taken for a queue. Calls add to it on any thread; the window
 * is closed by one at a time.
 */
public final class MethodLatency {
  private static final int LEAST = 5;
  private static final double SLOW_RISE_PER_SECOND = 0.02;

  private final AtomicLong count = new AtomicLong();
  private final AtomicLong sumNanos = new AtomicLong();
  private volatile double expectedNanos; // 0: not known yet

  MethodLatency() {}

  /** How a window may change what is expected. */
  enum Learning {
    /** Not at all: it was no ordinary time. */
    NONE,
    /** Quicker calls teach; slower ones may be waiting. */
    QUICKER,
    /** So do slower ones, little by little: a queue that grows slowly must not become what is expected. */
    SLOWLY,
    /** So do slower ones at once: there is room for all, or there are too few calls for a queue. */
    FREELY
  }

  /** Nanoseconds that a call takes; 0 while nothing is known. */
  double expectedNanos() {
    return expectedNanos;
  }

  void add(long nanos) {
    sumNanos.addAndGet(nanos);
    count.incrementAndGet();
  }

  /** @param scale what is expected is first multiplied by */
  void close(Learning learning, double scale, double seconds) {
    if (learning == Learning.NONE) {
      count.set(0);
      sumNanos.set(0);
      expectedNanos *= scale;
    } else if (count.get() >= LEAST) {
      double mean = (double) sumNanos.getAndSet(0) / count.getAndSet(0);
      expectedNanos = learned(mean, expectedNanos * scale, learning, seconds);
    }
  }

  private static double learned(double mean, double expected, Learning learning, double seconds) {
    if (expected == 0) {
      return mean;
    }
    if (mean < expected) {
      return expected + (mean - expected) / 2;
    }
    return switch (learning) {
      case SLOWLY -> Math.min(mean, expected * (1 + SLOW_RISE_PER_SECOND * seconds));
      case FREELY -> expected + (mean - expected) / 4;
      case NONE, QUICKER -> expected;
    };
  }
}
