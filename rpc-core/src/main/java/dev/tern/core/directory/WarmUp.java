package dev.tern.core.directory;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Gives a provider that has just started less than its share, rising with its age: a JVM is slow until its code is
 * compiled and its caches are filled. Only while others are older: those that started together share alike, since
 * nobody is there to take the rest. Every balancer has it, since it goes by weight.
 */
final class WarmUp {
  private static final int ALL = LiveCandidate.WHOLE;
  /** Ages that differ by a sixth of the warm-up are alike: a deployment starts several within seconds. */
  private static final int ALIKE = 6;

  private final long lengthMillis;
  private final Clock clock;

  /** @param clock compared with the start times that providers tell */
  WarmUp(Duration length, Clock clock) {
    this.lengthMillis = length.toMillis();
    this.clock = clock;
  }

  /** Sets what share of its weight each has now. True while that changes with time. */
  boolean apply(List<LiveCandidate> candidates) {
    if (lengthMillis == 0) {
      return false;
    }
    long now = clock.millis();
    long oldest = candidates.stream().mapToLong(candidate -> age(candidate, now)).max().orElse(0);
    boolean warming = false;
    for (LiveCandidate candidate : candidates) {
      long age = age(candidate, now);
      boolean alike = oldest - age <= lengthMillis / ALIKE;
      int share = alike ? ALL : (int) Math.max(1, ALL * age / oldest);
      candidate.warmth(share);
      warming |= !alike;
    }
    return warming;
  }

  /** At most the warm-up; who does not tell is as old as can be, and so is who starts in the future of our clock. */
  private long age(LiveCandidate candidate, long nowMillis) {
    long started = candidate.startedAtMillis();
    return started == 0 || started > nowMillis ? lengthMillis : Math.min(lengthMillis, nowMillis - started);
  }
}
