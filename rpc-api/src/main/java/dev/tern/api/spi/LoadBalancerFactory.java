package dev.tern.api.spi;

import dev.tern.api.NanoClock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Makes load balancers of one kind. Listed in {@code META-INF/services/dev.tern.api.spi.LoadBalancerFactory}. */
public interface LoadBalancerFactory {
  /** Lower snake case, such as {@code round_robin}; unique among balancers. */
  String name();

  /**
   * @param clock for warm-up and decay
   * @param random asked once per pick, by many threads; gives a generator for the calling thread
   */
  LoadBalancer create(NanoClock clock, Supplier<? extends RandomGenerator> random);
}
