package dev.tern.core.directory;

import java.util.List;

/**
 * Those that can be reached and do not fail. But never fewer than half of all for the sake of their failures: when most
 * fail, the fault lies elsewhere, or the few that are left would break under the load of all. Then everybody who can be
 * reached is used; and if nobody can, all are, so that a call finds out and says why.
 */
final class Healthy implements Narrowing {
  @Override
  public List<LiveCandidate> of(List<LiveCandidate> candidates) {
    List<LiveCandidate> well = candidates.stream().filter(candidate -> !candidate.ejected()).toList();
    if (2 * well.size() >= candidates.size()) {
      return well;
    }
    List<LiveCandidate> reachable = candidates.stream().filter(LiveCandidate::reachable).toList();
    return reachable.isEmpty() ? candidates : reachable;
  }
}
