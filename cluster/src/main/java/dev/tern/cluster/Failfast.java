package dev.tern.cluster;

import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.Invoker;

/** Makes exactly one attempt per call, whatever {@code retries} the method asks for: a failover without the second. */
final class Failfast implements Cluster {
  @Override
  public Invoker over(Attempts attempts) {
    return invocation -> new FailoverCall(attempts, invocation, 0, Backoff.UNUSED).start();
  }
}
