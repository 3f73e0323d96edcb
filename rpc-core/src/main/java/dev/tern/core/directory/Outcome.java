package dev.tern.core.directory;

/** What the end of one attempt says of the provider that it went to. */
public enum Outcome {
  /** It answered: with a value, or with a failure that is the service's own business. */
  WELL,
  /** The wire failed, or the provider's state: no connection, no answer in time, {@code UNAVAILABLE}. */
  FAILED,
  /**
   * It turned the call away before its handler, since it had too much to do: alive, and quick to say so. It costs its
   * figures, but never leaves it out: what it does would fall to the others, and then they would be full.
   */
  REFUSED,
  /** Nothing: the caller gave up, or nothing was asked of it. */
  UNKNOWN;

  /** True for what costs a provider calls; see {@link HealthRules} for what it takes. */
  public boolean isFailure() {
    return this == FAILED || this == REFUSED;
  }
}
