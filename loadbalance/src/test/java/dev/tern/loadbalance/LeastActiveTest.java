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

class LeastActiveTest extends LoadBalancerContract {
  @Override
  protected LoadBalancerFactory factory() {
    return new LeastActiveFactory();
  }

  @Test
  void aProviderThatBecameSlowGetsFewCalls() {
    Simulation calls = new Simulation(500_000, 5_000, 5_000).run(factory(), 20_000, 5_000);

    assertThat(calls.share(0)).isLessThan(0.15);
  }

  @Test
  void ofTwoTheIdleOneIsPickedAlways() {
    FakeCandidate busy = FakeCandidate.at("10.0.0.1:9000").active(10);
    FakeCandidate idle = FakeCandidate.at("10.0.0.2:9000");

    assertThat(Picks.take(picker(busy, idle), 1_000)).containsOnly(idle);
  }

  @Test
  void whoHasTwiceTheWeightMayHaveTwiceAsManyUnderWay() {
    FakeCandidate heavy = FakeCandidate.at("10.0.0.1:9000").weight(200).active(20);
    FakeCandidate light = FakeCandidate.at("10.0.0.2:9000").weight(100).active(10);

    List<?> picks = Picks.take(picker(heavy, light), 10_000);

    assertThat(Collections.frequency(picks, heavy)).isBetween(6_000, 7_300);
  }

  @Test
  void whoFailsAtOnceLooksIdleAndIsLeftOutAllTheSame() {
    FakeCandidate failing = FakeCandidate.at("10.0.0.1:9000").failureShare(1);
    FakeCandidate busy = FakeCandidate.at("10.0.0.2:9000").active(100);

    assertThat(Picks.take(picker(failing, busy), 1_000)).containsOnly(busy);
  }

  @Test
  void aFailureInAHundredChangesNothing() {
    FakeCandidate unlucky = FakeCandidate.at("10.0.0.1:9000").failureShare(0.01);
    FakeCandidate other = FakeCandidate.at("10.0.0.2:9000");

    assertThat(Collections.frequency(Picks.take(picker(unlucky, other), 10_000), unlucky)).isBetween(4_700, 5_300);
  }

  private Picker picker(FakeCandidate... candidates) {
    SplittableRandom random = new SplittableRandom(3);
    return factory().create(Options.none(), NanoClock.system(), () -> random).over(new Snapshot(List.of(candidates)));
  }
}
