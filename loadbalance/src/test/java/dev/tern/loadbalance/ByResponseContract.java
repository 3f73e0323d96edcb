package dev.tern.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.spi.Candidate;
import dev.tern.tck.FakeCandidate;
import dev.tern.tck.LoadBalancerContract;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for every balancer that goes by how soon a call would be answered. */
abstract class ByResponseContract extends LoadBalancerContract {
  @Test
  void theQuickerOfTwoIdleOnesIsPicked() {
    FakeCandidate slow = FakeCandidate.at("10.0.0.1:9000").latencyEwmaNanos(20_000_000);
    FakeCandidate quick = FakeCandidate.at("10.0.0.2:9000").latencyEwmaNanos(5_000_000);

    assertThat(picks(1_000, slow, quick)).containsOnly(quick);
  }

  @Test
  void callsUnderWayCountAsTimeToWait() {
    FakeCandidate quick = FakeCandidate.at("10.0.0.1:9000").latencyEwmaNanos(5_000_000).active(9);
    FakeCandidate slow = FakeCandidate.at("10.0.0.2:9000").latencyEwmaNanos(20_000_000);

    assertThat(picks(100, quick, slow)).containsOnly(slow);
  }

  @Test
  void aDifferenceThatIsMereNoiseLeavesTheSharesToTheWeights() {
    FakeCandidate one = FakeCandidate.at("10.0.0.1:9000").latencyEwmaNanos(5_500_000).weight(300);
    FakeCandidate other = FakeCandidate.at("10.0.0.2:9000").latencyEwmaNanos(5_000_000).weight(100);

    assertThat(Collections.frequency(picks(10_000, one, other), one)).isBetween(7_200, 7_800);
  }

  @Test
  void oneThatHasNotAnsweredYetIsTriedOnceAndThenWaitedFor() {
    FakeCandidate fresh = FakeCandidate.at("10.0.0.1:9000");
    FakeCandidate known = FakeCandidate.at("10.0.0.2:9000").latencyEwmaNanos(5_000_000);
    assertThat(picks(100, fresh, known)).containsOnly(fresh);

    fresh.active(1);

    assertThat(picks(100, fresh, known)).containsOnly(known);
  }

  @Test
  void whoFailsAtOnceHasAGoodLatencyAndIsLeftOutAllTheSame() {
    FakeCandidate failing = FakeCandidate.at("10.0.0.1:9000").latencyEwmaNanos(100_000).failureShare(0.9);
    FakeCandidate slow = FakeCandidate.at("10.0.0.2:9000").latencyEwmaNanos(50_000_000);

    assertThat(picks(1_000, failing, slow)).containsOnly(slow);
  }

  private List<Candidate> picks(int count, FakeCandidate... candidates) {
    return Picks.take(Picks.over(factory(), List.of(candidates)), count);
  }
}
