package dev.tern.loadbalance;

import java.util.random.RandomGenerator;

/**
 * Draws an index by weight in O(1): Vose's alias method. Each of n columns holds at most two indexes and the line
 * between them; one random number chooses the column with its upper half and the side with its lower half.
 */
final class AliasTable {
  private static final long WHOLE = 1L << 32;

  /** Of a column's 2^32 tickets, those that go to its own index; the others go to its alias. */
  private final long[] own;
  private final int[] alias;

  AliasTable(Shares shares) {
    int n = shares.size();
    long total = shares.total();
    own = new long[n];
    alias = new int[n];
    // Whole numbers, not fractions: the columns come out exactly even, so that an index of weight 0 cannot inherit
    // one from a rounding error. n * weight < 2^62.
    long[] left = new long[n];
    int[] queue = new int[n]; // those below the average from the front, the others from the back
    int below = 0;
    int above = n;
    for (int i = 0; i < n; i++) {
      left[i] = (long) shares.weight(i) * n;
      queue[left[i] < total ? below++ : --above] = i;
    }
    while (below > 0 && above < n) {
      int small = queue[--below];
      int large = queue[above];
      own[small] = tickets(left[small], total);
      alias[small] = large;
      left[large] -= total - left[small];
      if (left[large] < total) {
        above++;
        queue[below++] = large;
      }
    }
    for (int i = above; i < n; i++) {
      own[queue[i]] = WHOLE;
    }
  }

  /** Rounded up, so that the smallest weight still has a ticket. */
  private static long tickets(long part, long total) {
    return (long) Math.ceil((double) part / total * WHOLE);
  }

  int draw(RandomGenerator random) {
    long bits = random.nextLong();
    int column = KeyHash.within(bits, own.length);
    return (bits & WHOLE - 1) < own[column] ? column : alias[column];
  }
}
