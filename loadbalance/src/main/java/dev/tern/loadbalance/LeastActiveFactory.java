package dev.tern.loadbalance;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.Options;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * {@code least_active}: of two candidates drawn by weight, the one with fewer calls of this consumer under way for its
 * weight. A slow provider soon has many, and gets few.
 */
public final class LeastActiveFactory implements LoadBalancerFactory {
  /** For {@link java.util.ServiceLoader}, and for use without it. */
  public LeastActiveFactory() {}

  @Override
  public String name() {
    return "least_active";
  }

  @Override
  public LoadBalancer create(Options options, NanoClock clock, Supplier<? extends RandomGenerator> random) {
    return new Choices(2, 2, LeastActiveFactory::cost, random);
  }

  /** One is added so that failures make an idle one dearer as well. */
  private static double cost(Candidate candidate, double capacity) {
    return (1 + candidate.active() / capacity) * Cost.ofFailures(candidate);
  }
}
