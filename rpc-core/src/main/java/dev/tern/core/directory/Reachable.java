package dev.tern.core.directory;

import java.util.List;

/** Those that can be reached, or all if none can: then a call finds out, and says why. */
final class Reachable implements Narrowing {
  @Override
  public List<LiveCandidate> of(List<LiveCandidate> candidates) {
    List<LiveCandidate> reachable = candidates.stream().filter(candidate -> !candidate.ejected()).toList();
    return reachable.isEmpty() ? candidates : reachable;
  }
}
