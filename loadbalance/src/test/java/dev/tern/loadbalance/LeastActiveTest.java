package dev.tern.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.tck.FakeCandidate;
import dev.tern.tck.LoadBalancerContract;
import java.util.Collections;
import java.util.List;
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

    assertThat(picks(1_000, busy, idle)).containsOnly(idle);
  }

  @Test
  void whoHasTwiceTheWeightMayHaveTwiceAsManyUnderWay() {
    FakeCandidate heavy = FakeCandidate.at("10.0.0.1:9000").weight(200).active(20);
    FakeCandidate light = FakeCandidate.at("10.0.0.2:9000").weight(100).active(10);

    List<Candidate> picks = picks(10_000, heavy, light);

    assertThat(Collections.frequency(picks, heavy)).isBetween(6_000, 7_300);
  }

  @Test
  void whoFailsAtOnceLooksIdleAndIsLeftOutAllTheSame() {
    FakeCandidate failing = FakeCandidate.at("10.0.0.1:9000").failureShare(1);
    FakeCandidate busy = FakeCandidate.at("10.0.0.2:9000").active(100);

    assertThat(picks(1_000, failing, busy)).containsOnly(busy);
  }

  @Test
  void aFailureInAHundredChangesNothing() {
    FakeCandidate unlucky = FakeCandidate.at("10.0.0.1:9000").failureShare(0.01);
    FakeCandidate other = FakeCandidate.at("10.0.0.2:9000");

    assertThat(Collections.frequency(picks(10_000, unlucky, other), unlucky)).isBetween(4_700, 5_300);
  }

  private List<Candidate> picks(int count, FakeCandidate... candidates) {
    return Picks.take(Picks.over(factory(), List.of(candidates)), count);
  }
}
