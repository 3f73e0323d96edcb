package dev.tern.cluster;

/** How long to wait for the first provider before a further one is asked. Safe for many threads. */
sealed interface HedgeDelay permits FixedDelay, UsualDelay {
  /** {@code Long.MAX_VALUE}: not known yet. */
  long nanos();

  /**
   * An attempt was first to answer.
   *
   * @param elapsedNanos since it began, not since the call did: otherwise each hedge would put off the next ones
   */
  void answered(long elapsedNanos);
}
