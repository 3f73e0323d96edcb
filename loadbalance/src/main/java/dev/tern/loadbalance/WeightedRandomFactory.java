package dev.tern.loadbalance;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.Options;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** {@code random}: each candidate drawn by weight. */
public final class WeightedRandomFactory implements LoadBalancerFactory {
  /** For {@link java.util.ServiceLoader}, and for use without it. */
  public WeightedRandomFactory() {}

  @Override
  public String name() {
    return "random";
  }

  @Override
  public LoadBalancer create(Options options, NanoClock clock, Supplier<? extends RandomGenerator> random) {
    return new WeightedRandom(random);
  }
}
