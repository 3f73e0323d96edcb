package dev.tern.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.spi.LoadBalancerFactory;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class FactoriesTest {
  @Test
  void serviceLoaderFindsEveryBalancerByName() {
    assertThat(ServiceLoader.load(LoadBalancerFactory.class)).extracting(LoadBalancerFactory::name)
        .containsExactlyInAnyOrder("consistent_hash", "least_active", "p2c", "random", "round_robin", "shortest_response");
  }
}
