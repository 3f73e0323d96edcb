package dev.tern.loadbalance;

import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Snapshot;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The candidates of one snapshot with their weights as they stood when its picker was made. What every weighted
 * balancer agrees on lives here: what a weight of 0 means, and where a call goes that has failed before.
 */
final class Shares {
  private final Candidate[] candidates;
  private final int[] weights;

  private Shares(Candidate[] candidates, int[] weights) {
    this.candidates = candidates;
    this.weights = weights;
  }

  /** Reads every weight once. Where all are 0, nobody asked for a difference: all take an equal share. */
  static Shares of(Snapshot snapshot) {
    return of(snapshot, Candidate::weight);
  }

  static Shares of(Snapshot snapshot, ToIntFunction<Candidate> weight) {
    Candidate[] candidates = snapshot.candidates().toArray(new Candidate[0]);
    if (candidates.length == 0) {
      throw new IllegalArgumentException("snapshot: empty (expected: at least one candidate)");
    }
    int[] weights = new int[candidates.length];
    boolean nobody = true;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.max(0, weight.applyAsInt(candidates[i]));
      nobody &= weights[i] == 0;
    }
    if (nobody) {
      Arrays.fill(weights, 1);
    }
    return new Shares(candidates, weights);
  }

  /** True if these are the same candidates in the same order, with the same weights. */
  boolean isAlike(Shares other) {
    return Arrays.equals(weights, other.weights) && Arrays.equals(candidates, other.candidates);
  }

  int size() {
    return candidates.length;
  }

  Candidate candidate(int index) {
    return candidates[index];
  }

  /** &gt;= 0, and &gt; 0 for at least one. */
  int weight(int index) {
    return weights[index];
  }

  /** Indexes of those that take calls: weight &gt; 0. At least one. */
  int[] taking() {
    return IntStream.range(0, weights.length).filter(index -> weights[index] > 0).toArray();
  }

  /** Sum of all weights, &gt; 0. */
  long total() {
    long total = 0;
    for (int weight : weights) {
      total += weight;
    }
    return total;
  }

  /**
   * The picked candidate, or another one if the call has failed on it before: by weight among those not tried, else
   * any of weight 0, else the picked one after all. Drawn at random, in round robin too: moving on to the next in
   * line would load the neighbour of a dead provider twice.
   *
   * <p>Walks all candidates, but only for a retry that met one of the few it has tried.
   */
  Candidate unlessTried(Candidate picked, Set<Candidate> tried, Supplier<? extends RandomGenerator> random) {
    if (tried.isEmpty() || !tried.contains(picked)) {
      return picked;
    }
    long left = 0;
    int idle = 0;
    for (int i = 0; i < candidates.length; i++) {
      if (!tried.contains(candidates[i])) {
        left += weights[i];
        idle += weights[i] == 0 ? 1 : 0;
      }
    }
    if (left == 0 && idle == 0) {
      return picked;
    }
    boolean byWeight = left > 0;
    long ticket = random.get().nextLong(byWeight ? left : idle);
    for (int i = 0; i < candidates.length; i++) {
      if (!tried.contains(candidates[i])) {
        ticket -= byWeight ? weights[i] : 1;
        if (ticket < 0) {
          return candidates[i];
        }
      }
    }
    return picked; // only if somebody changed the set meanwhile
  }
}
