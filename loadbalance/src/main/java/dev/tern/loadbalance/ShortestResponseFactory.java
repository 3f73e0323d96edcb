package dev.tern.loadbalance;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.Options;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * {@code shortest_response}: of up to eight candidates, the one where a call would be answered soonest, by its recent
 * latency and the calls under way there. It takes more of the traffic to the quickest than {@code p2c}, which looks at
 * two; where very many consumers do so alike, they run after each other.
 */
public final class ShortestResponseFactory implements LoadBalancerFactory {
  /** Nearly all that services have, and few enough for the path of a call. */
  private static final int CHOICES = 8;

  /** For {@link java.util.ServiceLoader}, and for use without it. */
  public ShortestResponseFactory() {}

  @Override
  public String name() {
    return "shortest_response";
  }

  @Override
  public LoadBalancer create(Options options, NanoClock clock, Supplier<? extends RandomGenerator> random) {
    return new Choices(CHOICES, Cost::ofResponse, random);
  }
}
