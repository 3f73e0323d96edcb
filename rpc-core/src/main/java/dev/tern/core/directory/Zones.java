package dev.tern.core.directory;

import java.util.List;

/**
 * Prefers providers of the consumer's own zone, while they can carry it: once half of their weight is out, calls go to
 * all zones again, so that the few that are left do not have to bear what was meant for many.
 *
 * <p>By the weights in the registry, not by what warm-up leaves of them: that says how old each is beside the oldest, not
 * what a zone can carry. One old provider beside three cold ones would be nearly all of its zone, and nothing once it is
 * out: then the three, cold as before, would be whole.
 */
record Zones(String own) {
  /**
   * Those that calls go to first.
   *
   * @param listed all that there are
   * @param usable those of them that may be asked
   * @return of the own zone, or all that are usable
   */
  List<LiveCandidate> preferred(List<LiveCandidate> listed, List<LiveCandidate> usable) {
    if (own.isEmpty()) {
      return usable;
    }
    List<LiveCandidate> near = usable.stream().filter(this::isNear).toList();
    long left = weight(near);
    return left == 0 || 2 * left < weight(listed.stream().filter(this::isNear).toList()) ? usable : near;
  }

  private boolean isNear(LiveCandidate candidate) {
    return candidate.zone().equals(own);
  }

  private static long weight(List<LiveCandidate> candidates) {
    return candidates.stream().mapToLong(LiveCandidate::fullWeight).sum();
  }
}
