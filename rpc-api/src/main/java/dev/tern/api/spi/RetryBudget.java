package dev.tern.api.spi;

/** Keeps retries from making an outage worse: one token bucket per consumed service. Safe for many threads. */
public interface RetryBudget {
  /** A call begins: earns a share of a token. */
  void onCall();

  /** Takes a token for one more attempt. False: make none, the call fails with what it has. */
  boolean tryTake();
}
