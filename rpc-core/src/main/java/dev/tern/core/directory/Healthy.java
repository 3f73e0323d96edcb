package dev.tern.core.directory;

import java.util.List;

/**
 * Those that can be reached and do not fail. But never fewer than a third of all for the sake of their failures: when
 * nearly all fail, the fault lies elsewhere, or the few that are left would break under the load of all. Then everybody
 * who can be reached is used; and if nobody can, all are, so that a call finds out and says why.
 *
 * <p>A third, since three is the usual number: of two that are silent and one that answers, that one is right. With
 * half as the limit, most calls would go on to the silent ones, which carry nothing.
 */
final class Healthy implements Narrowing {
  private static final int FEWEST_OF = 3;

  @Override
  public List<LiveCandidate> of(List<LiveCandidate> candidates) {
    List<LiveCandidate> well = candidates.stream().filter(candidate -> !candidate.ejected()).toList();
    if (!well.isEmpty() && FEWEST_OF * well.size() >= candidates.size()) {
      return well;
    }
    List<LiveCandidate> reachable = candidates.stream().filter(LiveCandidate::reachable).toList();
    return reachable.isEmpty() ? candidates : reachable;
  }
}
