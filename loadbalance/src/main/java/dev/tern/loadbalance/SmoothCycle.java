package dev.tern.loadbalance;

import dev.tern.api.spi.Candidate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Lays out one cycle of a weighted round robin, as evenly as whole turns allow.
 *
 * <p>Candidates of one weight form a class that shares its turns by rotation. A class of n turns takes them at the
 * times 1/2n, 3/2n, 5/2n ... of the cycle, and all classes are merged by time. So nobody's run is longer than its
 * turns divided by those of any other class, rounded up: with weights 5:1:1 the two light ones stand half a cycle
 * apart, A B A A A C A, and no run is longer than 3, also from one cycle into the next. (The usual method, which adds
 * weights up and takes the greatest, gives A A B A C A A: a run of 4 at the seam, and O(n) per turn.)
 *
 * <p>Weights are divided by their greatest common divisor. If the cycle would still be longer than {@link
 * #limit(int)}, each candidate's turns are rounded to that length: they differ from the exact number by at most a
 * half, or by less than one where that half would leave it with none. A share s of all calls, among n candidates, is
 * then right to (2 + n * s) / limit.
 */
final class SmoothCycle {
  private static final int ROOMY = 65_536;
  private static final int TURNS_PER_CANDIDATE = 16;

  private SmoothCycle() {}

  /** Longest cycle over n candidates, give or take a turn per candidate from rounding. */
  static long limit(int n) {
    return Math.max(ROOMY, (long) TURNS_PER_CANDIDATE * n);
  }

  static Candidate[] of(Shares shares) {
    int[] turns = turns(shares);
    int length = 0;
    Map<Integer, List<Candidate>> byTurns = new TreeMap<>(Comparator.reverseOrder());
    for (int i = 0; i < turns.length; i++) {
      if (turns[i] > 0) {
        length += turns[i];
        byTurns.computeIfAbsent(turns[i], any -> new ArrayList<>()).add(shares.candidate(i));
      }
    }
    PriorityQueue<Rank> ranks = new PriorityQueue<>(byTurns.size(), Rank.BY_TIME);
    byTurns.forEach((each, members) -> ranks.add(new Rank(ranks.size(), members, each)));
    Candidate[] cycle = new Candidate[length];
    for (int i = 0; i < length; i++) {
      Rank next = ranks.remove();
      cycle[i] = next.turn();
      if (next.hasMore()) {
        ranks.add(next);
      }
    }
    return cycle;
  }

  /** How often each candidate stands in the cycle; 0 for weight 0 only. */
  private static int[] turns(Shares shares) {
    int[] turns = new int[shares.size()];
    int divisor = 0;
    for (int i = 0; i < turns.length; i++) {
      divisor = gcd(divisor, shares.weight(i));
    }
    long length = shares.total() / divisor;
    long limit = limit(turns.length);
    double scale = length <= limit ? 1 : (double) limit / length;
    for (int i = 0; i < turns.length; i++) {
      int exact = shares.weight(i) / divisor;
      turns[i] = exact == 0 ? 0 : (int) Math.max(1, Math.round(exact * scale));
    }
    return turns;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** The candidates of one weight, on their way through the cycle. */
  private static final class Rank {
    /** By the time of the next turn, as a fraction of the cycle, cross-multiplied; the heavier first. */
    static final Comparator<Rank> BY_TIME = (a, b) -> {
      int byTime = Long.compare((2 * a.taken + 1) * b.all, (2 * b.taken + 1) * a.all);
      return byTime != 0 ? byTime : Integer.compare(a.number, b.number);
    };

    private final int number;
    private final List<Candidate> members;
    private final long all;
    private long taken;

    Rank(int number, List<Candidate> members, int turnsEach) {
      this.number = number;
      this.members = members;
      this.all = (long) members.size() * turnsEach;
    }

    Candidate turn() {
      return members.get((int) (taken++ % members.size()));
    }

    boolean hasMore() {
      return taken < all;
    }
  }
}
