package dev.tern.cluster;

import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.Invoker;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Calls the first provider that can be reached, in an order that stays the same, so that all calls meet in one place
 * while it is there. Goes on to the next where a call certainly was not executed, and gives up otherwise.
 */
final class Available implements Cluster {
  private final Backoff backoff = new Backoff(ThreadLocalRandom::current);

  @Override
  public Invoker over(Attempts attempts) {
    Attempts inOrder = new InOrder(attempts);
    return invocation -> {
      int others = Math.max(0, attempts.snapshot(invocation).size() - 1);
      return new FailoverCall(inOrder, invocation, others, backoff, false).start();
    };
  }
}
