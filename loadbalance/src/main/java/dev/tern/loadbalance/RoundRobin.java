package dev.tern.loadbalance;

import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.Snapshot;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Calls go round the candidates in a fixed smooth order, in which each stands as often as its weight says. Every full
 * cycle of a picker gives each candidate exactly its share, however many threads call.
 *
 * <p>That is why all threads count on one shared number, though it costs some 25 ns while they fight for its cache
 * line. A counter per thread would be nearly free, but then only each thread's own calls would be even: a hundred
 * threads with a few calls each come out like random, and who wants that can have {@link WeightedRandom} for less.
 *
 * <p>Each picker starts at a random position. Otherwise, after every change in the registry, thousands of consumers
 * would march through the same order in step.
 */
final class RoundRobin implements LoadBalancer {
  private final Supplier<? extends RandomGenerator> random;

  RoundRobin(Supplier<? extends RandomGenerator> random) {
    this.random = random;
  }

  @Override
  public Picker over(Snapshot snapshot) {
    Shares shares = Shares.of(snapshot);
    Candidate[] cycle = SmoothCycle.of(shares);
    return new Round(shares, cycle, new AtomicLong(random.get().nextInt(cycle.length)), random);
  }

  /** @param turn never wraps: at a billion picks per second it would take 292 years */
  private record Round(Shares shares, Candidate[] cycle, AtomicLong turn, Supplier<? extends RandomGenerator> random)
      implements Picker {
    @Override
    public Candidate pick(Invocation invocation, Set<Candidate> tried) {
      if (tried.isEmpty()) {
        return cycle[(int) (turn.getAndIncrement() % cycle.length)];
      }
      // A retry takes no turn: with two providers, of which one fails, every call would begin at that one.
      return shares.unlessTried(cycle[random.get().nextInt(cycle.length)], tried, random);
    }
  }
}
