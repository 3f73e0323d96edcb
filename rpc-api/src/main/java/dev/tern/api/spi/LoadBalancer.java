package dev.tern.api.spi;

import dev.tern.api.contract.MethodContract;
import java.util.Set;

/** Spreads the calls to one service over its candidates. One instance per consumed service. */
public interface LoadBalancer {
  /**
   * Makes the picker that serves calls until the candidates change again. Costly preparation (a hash ring,
   * cumulative weights) belongs here, not in {@link Picker#pick}. Called by one thread at a time, never on the path
   * of a call.
   *
   * @param snapshot the candidates after routing: never empty, without duplicates, in a stable order
   */
  Picker over(Snapshot snapshot);

  /**
   * Refuses a method whose calls it could not spread. Asked when a proxy is made.
   *
   * @throws IllegalArgumentException saying what is missing
   */
  default void check(MethodContract method) {}

  /** Chooses a candidate for each attempt: called by many threads at once, must not block, O(1). */
  @FunctionalInterface
  interface Picker {
    /**
     * @param tried candidates this call already failed on; avoided while another is left
     * @return one of the snapshot, never null
     */
    Candidate pick(Invocation invocation, Set<Candidate> tried);

    /**
     * True if a picker made over this snapshot would pick as this one does, which is then kept: for those that are
     * costly to make and use little of what changes. Asked as {@link LoadBalancer#over} is, before that.
     */
    default boolean fits(Snapshot snapshot) {
      return false;
    }
  }
}
