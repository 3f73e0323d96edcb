package dev.tern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.spi.ClusterFactory;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class FactoriesTest {
  @Test
  void serviceLoaderFindsEveryModeByName() {
    assertThat(ServiceLoader.load(ClusterFactory.class)).extracting(ClusterFactory::name)
        .containsExactlyInAnyOrder("available", "broadcast", "failback", "failfast", "failover", "failsafe", "forking");
  }
}
