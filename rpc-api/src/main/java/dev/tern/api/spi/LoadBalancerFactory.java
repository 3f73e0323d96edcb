package dev.tern.api.spi;

import dev.tern.api.NanoClock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Makes load balancers of one kind. Listed in {@code META-INF/services/dev.tern.api.spi.LoadBalancerFactory}. */
public interface LoadBalancerFactory {
  /** Lower snake case, such as {@code round_robin}; unique among balancers. */
  String name();

  /**
   * Makes the balancer of one consumed service.
   *
   * @param options what the user said beside the name; reads every option it knows
   * @param clock for warm-up and decay
   * @param random asked once per pick, by many threads; gives a generator for the calling thread
   * @throws IllegalArgumentException for an option with a wrong value
   */
  LoadBalancer create(Options options, NanoClock clock, Supplier<? extends RandomGenerator> random);
}
