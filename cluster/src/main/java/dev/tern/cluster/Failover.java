package dev.tern.cluster;

import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.Invoker;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Tries a failed call again on another provider, as long as that cannot make it run twice, within one deadline and
 * the retry budget of its service.
 */
final class Failover implements Cluster {
  static final int DEFAULT_RETRIES = 2;

  private final Backoff backoff;

  /** @param random for the jitter of waits; asked by many threads, gives a generator for the calling one */
  Failover(Supplier<? extends RandomGenerator> random) {
    this.backoff = new Backoff(random);
  }

  @Override
  public Invoker over(Attempts attempts) {
    return invocation -> {
      int asked = invocation.method().retries();
      return new FailoverCall(attempts, invocation, asked < 0 ? DEFAULT_RETRIES : asked, backoff).start();
    };
  }
}
