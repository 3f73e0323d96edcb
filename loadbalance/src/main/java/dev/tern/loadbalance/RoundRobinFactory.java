package dev.tern.loadbalance;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.Options;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** {@code round_robin}: each candidate in turn, as often as its weight says. */
public final class RoundRobinFactory implements LoadBalancerFactory {
  /** For {@link java.util.ServiceLoader}, and for use without it. */
  public RoundRobinFactory() {}

  @Override
  public String name() {
    return "round_robin";
  }

  @Override
  public LoadBalancer create(Options options, NanoClock clock, Supplier<? extends RandomGenerator> random) {
    return new RoundRobin(random);
  }
}
