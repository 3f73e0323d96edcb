package dev.tern.loadbalance;

import dev.tern.api.Endpoint;
import java.util.List;

/**
 * Says in O(1) which candidate a key belongs to, so that a change of candidates moves hardly more keys than it must:
 * Maglev hashing (Eisenbud and others, "Maglev: A Fast and Reliable Software Network Load Balancer", 2016, section
 * 3.4). Each candidate has an order of its own, by its endpoint, in which it wants the slots of one table; they take
 * turns, by weight, and each takes the first one it wants that is still free.
 *
 * <p>Against a ring it costs one look instead of a search, and shares are as even as whole slots allow. Tables are of a
 * prime size of at least 25 slots per candidate; then removing one of n moves less than a percent of the keys beside
 * its own. Nearly all of them move where the size changes, between 2,621 and 2,622 candidates and between 10,485 and
 * 10,486.
 */
final class MaglevTable {
  private static final int SLOTS_PER_CANDIDATE = 25;

  /**
   * Half of all steps would look for the last percent of the slots. In a big table who has looked at so many takes the
   * next free one, which halves the time and moves half a percent of the keys more; in a small one it would be five.
   */
  private static final int PROBES_IF_BIG = 64;

  private static final List<Integer> SIZES = List.of(65_537, 262_147, 1_048_583);

  private final int[] slots;
  private final int probes;

  MaglevTable(Shares shares) {
    int[] taking = shares.taking();
    slots = new int[size(taking.length)];
    probes = slots.length > SIZES.get(0) ? PROBES_IF_BIG : Integer.MAX_VALUE;
    fill(shares, taking);
  }

  private static int size(int candidates) {
    for (int size : SIZES) {
      if (size >= (long) SLOTS_PER_CANDIDATE * candidates) {
        return size;
      }
    }
    return SIZES.get(SIZES.size() - 1);
  }

  private void fill(Shares shares, int[] taking) {
    int size = slots.length;
    long[] taken = new long[(size + Long.SIZE - 1) / Long.SIZE]; // a bit per slot: nearly all steps end at a taken one
    taken[taken.length - 1] = -1L << size; // what is beyond the last one
    int[] at = new int[taking.length];
    int[] skip = new int[taking.length];
    double[] share = new double[taking.length]; // of a turn, per round: the heaviest takes one in each
    double[] due = new double[taking.length];
    int heaviest = 0;
    for (int index : taking) {
      heaviest = Math.max(heaviest, shares.weight(index));
    }
    for (int i = 0; i < taking.length; i++) {
      Endpoint endpoint = shares.candidate(taking[i]).endpoint();
      long hash = KeyHash.mix(KeyHash.ofText(endpoint.host()) + endpoint.port());
      at[i] = KeyHash.within(hash, size);
      skip[i] = KeyHash.within(KeyHash.next(hash), size - 1) + 1;
      share[i] = (double) shares.weight(taking[i]) / heaviest;
      due[i] = share[i] / 2; // so that roundings go either way
    }
    int left = size;
    for (int i = 0; i < taking.length && left > 0; i++) { // one for everybody, however light
      take(i, taking[i], at, skip, taken);
      due[i] -= 1;
      left--;
    }
    while (left > 0) {
      for (int i = 0; i < taking.length && left > 0; i++) {
        due[i] += share[i];
        if (due[i] >= 1) {
          due[i] -= 1;
          take(i, taking[i], at, skip, taken);
          left--;
        }
      }
    }
  }

  private void take(int i, int index, int[] at, int[] skip, long[] taken) {
    int slot = at[i];
    for (int probe = 0; (taken[slot >>> 6] & 1L << slot) != 0; probe++) {
      if (probe == probes) {
        slot = firstFreeFrom(slot, taken);
        break;
      }
      slot = next(slot, skip[i]);
    }
    taken[slot >>> 6] |= 1L << slot;
    slots[slot] = index;
    at[i] = next(slot, skip[i]);
  }

  /** There is one. */
  private int firstFreeFrom(int slot, long[] taken) {
    int word = slot >>> 6;
    long free = ~taken[word] & -1L << slot;
    while (free == 0) {
      word = word + 1 == taken.length ? 0 : word + 1;
      free = ~taken[word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(free);
  }

  private int next(int slot, int skip) {
    int next = slot + skip;
    return next >= slots.length ? next - slots.length : next;
  }

  /** Index of the candidate that owns the hash. */
  int owner(long hash) {
    return slots[KeyHash.within(hash, slots.length)];
  }
}
