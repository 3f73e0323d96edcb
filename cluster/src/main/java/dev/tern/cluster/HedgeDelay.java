package dev.tern.cluster;

/** How long to wait for the first provider before a further one is asked. Safe for many threads. */
sealed interface HedgeDelay permits FixedDelay, UsualDelay {
  /** {@code Long.MAX_VALUE}: not known yet. */
  long nanos();

  /** A call was answered. */
  void answered(long elapsedNanos);
}
