package dev.tern.core.directory;

import java.util.List;

/**
 * One step on the way from all providers that the registry names to those that calls are spread over. Run at every
 * change, off the path of calls, one at a time.
 */
@FunctionalInterface
interface Narrowing {
  /**
   * Leaves some out.
   *
   * @param candidates in the order of their ids
   * @return in the same order; empty only where it is right that calls fail
   */
  List<LiveCandidate> of(List<LiveCandidate> candidates);
}
