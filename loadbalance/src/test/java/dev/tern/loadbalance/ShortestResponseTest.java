package dev.tern.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.LoadBalancer.Picker;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.Options;
import dev.tern.api.spi.Snapshot;
import dev.tern.tck.FakeCandidate;
import dev.tern.tck.LoadBalancerContract;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShortestResponseTest extends LoadBalancerContract {
  @Override
  protected LoadBalancerFactory factory() {
    return new ShortestResponseFactory();
  }

  @Test
  void ofEightTheQuickestIsAlwaysPicked() {
    List<FakeCandidate> candidates = withLatencies(8);

    assertThat(Picks.take(picker(candidates), 1_000)).containsOnly(candidates.get(0));
  }

  @Test
  void ofMoreTheQuickOnesGetNearlyAll() {
    List<Candidate> picked = Picks.take(picker(withLatencies(100)), 10_000);

    assertThat(picked.stream().filter(candidate -> candidate.latencyEwmaNanos() > 50_000_000).count())
        .as("picks of the slower half: of four drawn all would have to be there").isLessThan(1_500);
    assertThat(Collections.frequency(picked, picked.get(0))).as("no herd at one").isLessThan(2_000);
  }

  @Test
  void callsUnderWayCountAsTimeToWait() {
    FakeCandidate quick = FakeCandidate.at("10.0.0.1:9000").latencyEwmaNanos(5_000_000).active(9);
    FakeCandidate slow = FakeCandidate.at("10.0.0.2:9000").latencyEwmaNanos(20_000_000);

    assertThat(Picks.take(picker(List.of(quick, slow)), 100)).containsOnly(slow);
  }

  @Test
  void sharesFollowWeightsWhileAllAreAlike() {
    FakeCandidate one = FakeCandidate.at("10.0.0.1:9000").latencyEwmaNanos(5_500_000).weight(300);
    FakeCandidate other = FakeCandidate.at("10.0.0.2:9000").latencyEwmaNanos(5_000_000).weight(100);

    assertThat(Collections.frequency(Picks.take(picker(List.of(one, other)), 10_000), one)).isBetween(7_200, 7_800);
  }

  @Test
  void whoFailsAtOnceIsLeftOut() {
    FakeCandidate failing = FakeCandidate.at("10.0.0.1:9000").latencyEwmaNanos(100_000).failureShare(0.9);
    FakeCandidate slow = FakeCandidate.at("10.0.0.2:9000").latencyEwmaNanos(50_000_000);

    assertThat(Picks.take(picker(List.of(failing, slow)), 1_000)).containsOnly(slow);
  }

  /** The first answers in 1 ms, the next ones in 2, 3, 4. */
  private static List<FakeCandidate> withLatencies(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> FakeCandidate.at("10.0.0." + i + ":9000").latencyEwmaNanos(i * 1_000_000L)).toList();
  }

  private Picker picker(List<FakeCandidate> candidates) {
    SplittableRandom random = new SplittableRandom(3);
    return factory().create(Options.none(), NanoClock.system(), () -> random)
        .over(new Snapshot(List.copyOf(candidates)));
  }
}
