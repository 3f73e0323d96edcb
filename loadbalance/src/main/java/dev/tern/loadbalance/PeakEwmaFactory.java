package dev.tern.loadbalance;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.Options;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * {@code p2c}: of two candidates drawn by weight, the one where a call would be answered sooner, by its recent latency
 * and the calls under way there. As {@code least_active}, but it also tells the quick from the slow when both are idle.
 */
public final class PeakEwmaFactory implements LoadBalancerFactory {
  /** For {@link java.util.ServiceLoader}, and for use without it. */
  public PeakEwmaFactory() {}

  @Override
  public String name() {
    return "p2c";
  }

  @Override
  public LoadBalancer create(Options options, NanoClock clock, Supplier<? extends RandomGenerator> random) {
    return new Choices(2, 2, Cost::ofResponse, random);
  }
}
