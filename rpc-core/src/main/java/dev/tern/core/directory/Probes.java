package dev.tern.core.directory;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.Invocation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands real calls to providers that are out and whose absence is over, one each: that call finds out how they are. One
 * that may be repeated elsewhere is preferred, and for a second only such are taken. While nobody is out there is none
 * of this, and a call pays one look at a field for it.
 */
final class Probes {
  private static final long PREFERENCE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long SHORTEST_HOLD_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_HOLD_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int FEW = 16; // looked at by every call; more than that once per
  private static final long LOOK_NANOS = Duration.ofMillis(10).toNanos();

  private final LiveCandidate[] out;
  private final NanoClock clock;
  private volatile long nextNanos;

  private Probes(LiveCandidate[] out, NanoClock clock) {
    this.out = out;
    this.clock = clock;
    this.nextNanos = clock.nanoTime();
  }

  /**
   * Of those who are out now; null if nobody is.
   *
   * @param candidates who may be called at all
   */
  static @Nullable Probes of(List<LiveCandidate> candidates, NanoClock clock) {
    LiveCandidate[] out =
        candidates.stream().filter(candidate -> candidate.health().isOut()).toArray(LiveCandidate[]::new);
    return out.length == 0 ? null : new Probes(out, clock);
  }

  /** Whom this call is to try; mostly null. */
  @Nullable LiveCandidate take(Invocation invocation) {
    long now = clock.nanoTime();
    if (out.length > FEW) {
      if (now - nextNanos < 0) {
        return null;
      }
      nextNanos = now + LOOK_NANOS;
    }
    boolean preferred = invocation.method().idempotent() && !invocation.method().kind().streamsRequests();
    long waited = preferred ? 0 : PREFERENCE_NANOS;
    long held = Math.max(SHORTEST_HOLD_NANOS, Math.min(LONGEST_HOLD_NANOS, invocation.deadline().atNanos() - now));
    for (LiveCandidate candidate : out) {
      if (candidate.reachable() && candidate.health().tryProbe(now, waited, held)) {
        return candidate;
      }
    }
    return null;
  }
}
