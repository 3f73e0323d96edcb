package dev.tern.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.tck.FakeCandidate;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShortestResponseTest extends ByResponseContract {
  @Override
  protected LoadBalancerFactory factory() {
    return new ShortestResponseFactory();
  }

  @Test
  void ofEightTheQuickestIsAlwaysPicked() {
    List<FakeCandidate> candidates = withLatencies(8);

    assertThat(Picks.take(Picks.over(factory(), candidates), 1_000)).containsOnly(candidates.get(0));
  }

  @Test
  void ofMoreTheQuickOnesGetNearlyAll() {
    List<Candidate> picked = Picks.take(Picks.over(factory(), withLatencies(100)), 10_000);

    assertThat(picked.stream().filter(candidate -> candidate.latencyEwmaNanos() > 50_000_000).count())
        .as("picks of the slower half: of four drawn all would have to be there").isLessThan(1_500);
    assertThat(Collections.frequency(picked, picked.get(0))).as("no herd at one").isLessThan(2_000);
  }

  /** The first answers in 1 ms, the next ones in 2, 3, 4. */
  private static List<FakeCandidate> withLatencies(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> FakeCandidate.at("10.0.0." + i + ":9000").latencyEwmaNanos(i * 1_000_000L)).toList();
  }
}
