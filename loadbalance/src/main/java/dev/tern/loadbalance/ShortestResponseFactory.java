package dev.tern.loadbalance;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.Options;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * {@code shortest_response}: of up to eight candidates, or of four drawn from more, the one where a call would be
 * answered soonest, by its recent latency and the calls under way there. It gives more of the traffic to the quickest
 * than {@code p2c}, which looks at two; where very many consumers do so alike, they run after each other.
 */
public final class ShortestResponseFactory implements LoadBalancerFactory {
  private static final int ALL = 8;
  private static final int DRAWN = 4; // each is two misses of the cache where there are ten thousand

  /** For {@link java.util.ServiceLoader}, and for use without it. */
  public ShortestResponseFactory() {}

  @Override
  public String name() {
    return "shortest_response";
  }

  @Override
  public LoadBalancer create(Options options, NanoClock clock, Supplier<? extends RandomGenerator> random) {
    return new Choices(ALL, DRAWN, Cost::ofResponse, random);
  }
}
