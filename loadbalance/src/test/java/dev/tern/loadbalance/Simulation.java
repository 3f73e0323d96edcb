package dev.tern.loadbalance;

import dev.tern.api.spi.LoadBalancer.Picker;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.tck.FakeCandidate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Calls that come at an even rate, spread by a balancer over providers that answer each after its own time, on a clock
 * that is only counted. The figures of the candidates are kept as a consumer keeps them.
 */
final class Simulation {
  private static final double EWMA = 1 / 8.0;

  private final List<FakeCandidate> candidates = new ArrayList<>();
  private final long[] latencyMicros;
  private final int[] served;
  private final List<Long> latencies = new ArrayList<>();

  private record Answer(long atMicros, int provider) {}

  /** @param latencyMicros of each provider */
  Simulation(long... latencyMicros) {
    this.latencyMicros = latencyMicros;
    this.served = new int[latencyMicros.length];
    for (int i = 0; i < latencyMicros.length; i++) {
      candidates.add(FakeCandidate.at("10.0.0." + i + ":9000"));
    }
  }

  Simulation run(LoadBalancerFactory factory, int calls, long everyMicros) {
    SplittableRandom random = new SplittableRandom(7);
    Picker picker = Picks.over(factory, candidates, random);
    PriorityQueue<Answer> underWay = new PriorityQueue<>(Comparator.comparingLong(Answer::atMicros));
    for (int call = 0; call < calls; call++) {
      long now = call * everyMicros;
      while (!underWay.isEmpty() && underWay.peek().atMicros() <= now) {
        answer(underWay.remove());
      }
      FakeCandidate picked = (FakeCandidate) picker.pick(Picks.CALL, Set.of());
      int provider = candidates.indexOf(picked);
      picked.active(picked.active() + 1);
      served[provider]++;
      long latency = latencyMicros[provider] + random.nextLong(1 + latencyMicros[provider] / 5); // nobody is even
      latencies.add(latency);
      underWay.add(new Answer(now + latency, provider));
    }
    return this;
  }

  private void answer(Answer answer) {
    FakeCandidate candidate = candidates.get(answer.provider());
    candidate.active(candidate.active() - 1);
    long nanos = latencyMicros[answer.provider()] * 1_000;
    long before = candidate.latencyEwmaNanos();
    candidate.latencyEwmaNanos(nanos > before ? nanos : before + (long) ((nanos - before) * EWMA));
  }

  double share(int provider) {
    return served[provider] / (double) latencies.size();
  }

  long p99Micros() {
    return latencies.stream().sorted().skip(latencies.size() * 99L / 100).findFirst().orElseThrow();
  }
}
