package dev.tern.loadbalance;

import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.Snapshot;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Draws a few candidates by weight and takes the cheapest. Two are nearly as good as the cheapest of all, for two looks
 * instead of ten thousand, and without the herd that forms when every caller runs to the same idlest one (Mitzenmacher,
 * "The Power of Two Choices in Randomized Load Balancing", 2001); each further one gains less and herds more. Where all
 * cost about the same the first drawn is taken, so that shares follow the weights while nobody is in trouble.
 */
final class Choices implements LoadBalancer {
  /** Another candidate must be cheaper by a fifth: less is noise. */
  private static final double CLEARLY = 0.8;

  private final int all;
  private final int drawn;
  private final Cost cost;
  private final Supplier<? extends RandomGenerator> random;

  /**
   * @param all so many are all looked at, &gt;= 1
   * @param drawn and so many of more, &gt;= 2
   */
  Choices(int all, int drawn, Cost cost, Supplier<? extends RandomGenerator> random) {
    this.all = all;
    this.drawn = drawn;
    this.cost = cost;
    this.random = random;
  }

  @Override
  public Picker over(Snapshot snapshot) {
    Shares shares = Shares.of(snapshot);
    int[] taking = shares.taking();
    double average = (double) shares.total() / taking.length;
    double[] capacity = new double[shares.size()];
    for (int index : taking) {
      capacity[index] = shares.weight(index) / average;
    }
    return new Choice(shares, new AliasTable(shares), taking, capacity, taking.length <= all ? 0 : drawn, cost, random);
  }

  /**
   * @param taking indexes of those that take calls
   * @param capacity by index
   * @param drawn how many to look at; 0: all
   */
  private record Choice(Shares shares, AliasTable table, int[] taking, double[] capacity, int drawn, Cost cost,
      Supplier<? extends RandomGenerator> random) implements Picker {
    @Override
    public Candidate pick(Invocation invocation, Set<Candidate> tried) {
      RandomGenerator generator = random.get();
      int first = table.draw(generator);
      int picked = drawn == 0 ? cheapestOfAll(first) : cheapestOfDrawn(first, generator);
      return shares.unlessTried(shares.candidate(picked), tried, random);
    }

    private int cheapestOfAll(int first) {
      int cheapest = first;
      for (int index : taking) {
        cheapest = index == cheapest ? cheapest : cheaper(cheapest, index);
      }
      return cheapest;
    }

    private int cheapestOfDrawn(int first, RandomGenerator generator) {
      int cheapest = first;
      for (int i = 1; i < drawn; i++) {
        cheapest = cheaper(cheapest, other(cheapest, generator));
      }
      return cheapest;
    }

    /** By weight, if two draws bring another one; else any other: a call without a choice would meet the slow one unseen. */
    private int other(int first, RandomGenerator generator) {
      int second = table.draw(generator);
      if (second == first) {
        second = table.draw(generator);
      }
      if (second == first) {
        int drawn = generator.nextInt(taking.length - 1);
        second = taking[drawn] == first ? taking[taking.length - 1] : taking[drawn];
      }
      return second;
    }

    private int cheaper(int first, int second) {
      double costOfFirst = cost.of(shares.candidate(first), capacity[first]);
      double costOfSecond = cost.of(shares.candidate(second), capacity[second]);
      return costOfSecond < costOfFirst * CLEARLY ? second : first;
    }
  }
}
