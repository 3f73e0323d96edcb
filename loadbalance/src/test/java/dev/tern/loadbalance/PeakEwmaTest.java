package dev.tern.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.LoadBalancer.Picker;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.Options;
import dev.tern.api.spi.Snapshot;
import dev.tern.tck.FakeCandidate;
import dev.tern.tck.LoadBalancerContract;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PeakEwmaTest extends LoadBalancerContract {
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

  @Test
  void theQuickerOfTwoIdleOnesIsPicked() {
    FakeCandidate slow = FakeCandidate.at("10.0.0.1:9000").latencyEwmaNanos(20_000_000);
    FakeCandidate quick = FakeCandidate.at("10.0.0.2:9000").latencyEwmaNanos(5_000_000);

    assertThat(Picks.take(picker(slow, quick), 1_000)).containsOnly(quick);
  }

  @Test
  void aDifferenceThatIsMereNoiseLeavesTheSharesAlone() {
    FakeCandidate one = FakeCandidate.at("10.0.0.1:9000").latencyEwmaNanos(5_500_000).weight(300);
    FakeCandidate other = FakeCandidate.at("10.0.0.2:9000").latencyEwmaNanos(5_000_000).weight(100);

    assertThat(Collections.frequency(Picks.take(picker(one, other), 10_000), one)).isBetween(7_200, 7_800);
  }

  @Test
  void oneThatHasNotAnsweredYetIsTriedOnceAndThenWaitedFor() {
    FakeCandidate fresh = FakeCandidate.at("10.0.0.1:9000");
    FakeCandidate known = FakeCandidate.at("10.0.0.2:9000").latencyEwmaNanos(5_000_000);
    assertThat(Picks.take(picker(fresh, known), 100)).containsOnly(fresh);

    fresh.active(1);

    assertThat(Picks.take(picker(fresh, known), 100)).containsOnly(known);
  }

  @Test
  void whoFailsAtOnceHasAGoodLatencyAndIsLeftOutAllTheSame() {
    FakeCandidate failing = FakeCandidate.at("10.0.0.1:9000").latencyEwmaNanos(100_000).failureShare(0.9);
    FakeCandidate slow = FakeCandidate.at("10.0.0.2:9000").latencyEwmaNanos(50_000_000);

    assertThat(Picks.take(picker(failing, slow), 1_000)).containsOnly(slow);
  }

  private Picker picker(FakeCandidate... candidates) {
    SplittableRandom random = new SplittableRandom(3);
    return factory().create(Options.none(), NanoClock.system(), () -> random).over(new Snapshot(List.of(candidates)));
  }
}
