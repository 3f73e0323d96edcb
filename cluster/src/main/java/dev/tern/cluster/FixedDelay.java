package dev.tern.cluster;

/** As the user said. */
record FixedDelay(long nanos) implements HedgeDelay {
  @Override
  public void answered(long elapsedNanos) {}
}
