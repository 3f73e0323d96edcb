package dev.tern.core.directory;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.Invocation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands real calls to providers that are out and whose absence is over, one each: that call finds out how they are. One
 * that may be repeated elsewhere is preferred, and for a second only such are taken. While nobody is out, this costs a
 * call the read of one field.
 */
final class Probes {
  private static final long PREFERENCE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long SHORTEST_HOLD_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_HOLD_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int FEW = 16; // looked at by every call; more than that once per
  private static final long LOOK_NANOS = Duration.ofMillis(10).toNanos();

  private final NanoClock clock;
  private volatile @Nullable Absent absent;

  Probes(NanoClock clock) {
    this.clock = clock;
  }

  /** Who may be called at all; whoever of them is out is watched from now on, and nobody else. */
  void among(List<LiveCandidate> candidates) {
    LiveCandidate[] out = candidates.stream().filter(candidate -> candidate.health().isOut()).toArray(LiveCandidate[]::new);
    absent = out.length == 0 ? null : new Absent(out, clock.nanoTime());
  }

  /** Whom this call is to try; null nearly always. */
  @Nullable LiveCandidate take(Invocation invocation) {
    Absent present = absent;
    return present == null ? null : take(present, invocation);
  }

  private @Nullable LiveCandidate take(Absent present, Invocation invocation) {
    long now = clock.nanoTime();
    if (present.candidates.length > FEW) {
      if (now - present.nextNanos < 0) {
        return null;
      }
      present.nextNanos = now + LOOK_NANOS;
    }
    boolean preferred = invocation.method().idempotent() && !invocation.method().kind().streamsRequests();
    long waited = preferred ? 0 : PREFERENCE_NANOS;
    long held = Math.max(SHORTEST_HOLD_NANOS, Math.min(LONGEST_HOLD_NANOS, invocation.deadline().atNanos() - now));
    for (LiveCandidate candidate : present.candidates) {
      if (candidate.reachable() && candidate.health().tryProbe(now, waited, held)) {
        return candidate;
      }
    }
    return null;
  }

  private static final class Absent {
    final LiveCandidate[] candidates;
    volatile long nextNanos;

    Absent(LiveCandidate[] candidates, long nextNanos) {
      this.candidates = candidates;
      this.nextNanos = nextNanos;
    }
  }
}
