package dev.tern.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.spi.LoadBalancerFactory;
import org.junit.jupiter.api.Test;

class PeakEwmaTest extends ByResponseContract {
  @Override
  protected LoadBalancerFactory factory() {
    return new PeakEwmaFactory();
  }

  @Test
  void withOneSlowProviderInFiveTheSlowestCallsTakeHalfAsLongAsByChance() {
    long[] latencies = {100_000, 5_000, 5_000, 5_000, 5_000};

    long byChance = new Simulation(latencies).run(new WeightedRandomFactory(), 20_000, 1_000).p99Micros();
    long here = new Simulation(latencies).run(factory(), 20_000, 1_000).p99Micros();

    assertThat(here).isLessThanOrEqualTo(byChance / 2);
  }

  @Test
  void aProviderThatBecameSlowGetsFewCalls() {
    assertThat(new Simulation(500_000, 5_000, 5_000).run(factory(), 20_000, 5_000).share(0)).isLessThan(0.15);
  }
}
