package dev.tern.api.spi;

import java.util.List;

/**
 * The candidates of one service at one moment, after routing: without duplicates, in a stable order (by id).
 * Immutable; a change of providers makes a new one.
 *
 * @param candidates may be empty
 */
public record Snapshot(List<Candidate> candidates) {
  private static final Snapshot EMPTY = new Snapshot(List.of());

  public Snapshot {
    candidates = List.copyOf(candidates);
  }

  /** No candidate. */
  public static Snapshot empty() {
    return EMPTY;
  }

  /** How many. */
  public int size() {
    return candidates.size();
  }

  /** True if there is none. */
  public boolean isEmpty() {
    return candidates.isEmpty();
  }

  /** The candidate at a position, 0 to {@code size() - 1}. */
  public Candidate get(int index) {
    return candidates.get(index);
  }
}
