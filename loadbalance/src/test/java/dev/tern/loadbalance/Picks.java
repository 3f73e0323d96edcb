package dev.tern.loadbalance;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.LoadBalancer.Picker;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.Options;
import dev.tern.api.spi.Snapshot;
import dev.tern.tck.Calls;
import dev.tern.tck.FakeCandidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What the tests of this package pick from and for. */
final class Picks {
  static final Invocation CALL = Calls.of("greet", NanoClock.system());

  private Picks() {}

  static Snapshot snapshot(int... weights) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      candidates.add(FakeCandidate.at("10.0." + i / 250 + "." + i % 250 + ":9000").weight(weights[i]));
    }
    return new Snapshot(candidates);
  }

  /** Of a balancer that draws the same numbers in every run. */
  static Picker over(LoadBalancerFactory factory, List<? extends Candidate> candidates) {
    return over(factory, candidates, new SplittableRandom(3));
  }

  static Picker over(LoadBalancerFactory factory, List<? extends Candidate> candidates, RandomGenerator random) {
    return factory.create(Options.none(), NanoClock.system(), () -> random)
        .over(new Snapshot(List.copyOf(candidates)));
  }

  static List<Candidate> take(Picker picker, int picks) {
    List<Candidate> taken = new ArrayList<>(picks);
    for (int i = 0; i < picks; i++) {
      taken.add(picker.pick(CALL, Set.of()));
    }
    return taken;
  }

  static int longestRun(List<Candidate> picks) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < picks.size(); i++) {
      run = i > 0 && picks.get(i) == picks.get(i - 1) ? run + 1 : 1;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
