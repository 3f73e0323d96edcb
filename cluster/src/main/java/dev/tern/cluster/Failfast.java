package dev.tern.cluster;

import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.Invoker;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Makes exactly one attempt per call, whatever {@code retries} the method asks for: a failover without the second. */
final class Failfast implements Cluster {
  private final Backoff unused = new Backoff(() -> {
    throw new IllegalStateException("a call with one attempt never waits for another");
  });

  @Override
  public Invoker over(Attempts attempts) {
    return invocation -> new FailoverCall(attempts, invocation, 0, unused).start();
  }
}
