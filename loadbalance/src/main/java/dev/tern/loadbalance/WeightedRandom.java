package dev.tern.loadbalance;

import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.Snapshot;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Each call goes to a candidate drawn by weight, whatever the calls before it did. Shares no state between threads. */
final class WeightedRandom implements LoadBalancer {
  private final Supplier<? extends RandomGenerator> random;

  WeightedRandom(Supplier<? extends RandomGenerator> random) {
    this.random = random;
  }

  @Override
  public Picker over(Snapshot snapshot) {
    Shares shares = Shares.of(snapshot);
    return new Draw(shares, new AliasTable(shares), random);
  }

  private record Draw(Shares shares, AliasTable table, Supplier<? extends RandomGenerator> random) implements Picker {
    @Override
    public Candidate pick(Invocation invocation, Set<Candidate> tried) {
      Candidate drawn = shares.candidate(table.draw(random.get()));
      return shares.unlessTried(drawn, tried, random);
    }
  }
}
