package dev.tern.tck;

import dev.tern.api.spi.RetryBudget;
import java.util.concurrent.atomic.AtomicInteger;

/** A retry budget that grants what a test allows, and counts. Grants everything at first. Safe for many threads. */
public final class FakeRetryBudget implements RetryBudget {
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

  /** Without a limit. */
  public FakeRetryBudget() {}

  /** Grants this many more. */
  public void allow(int retries) {
    left.set(retries);
  }

  @Override
  public void onCall() {
    calls.incrementAndGet();
  }

  @Override
  public boolean tryTake() {
    asked.incrementAndGet();
    return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  /** Calls that have begun. */
  public int calls() {
    return calls.get();
  }

  /** How often a token was asked for. */
  public int asked() {
    return asked.get();
  }
}
