package dev.tern.core.overload;

import dev.tern.api.NanoClock;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The door before one method of a provider, where a call stands that has sent no more than its headers. Safe for many
 * threads; letting a call in allocates nothing.
 */
public final class Gate {
  private static final long FULL = AdaptiveLimit.REFUSED - 1;
  private static final long TOO_SOON = FULL - 1; // and below: by so many nanoseconds

  private final MethodLimits limits;
  private final AtomicInteger underWay = new AtomicInteger();
  private final @Nullable TokenBucket tokens;
  private final @Nullable AdaptiveLimit adaptive;
  private final @Nullable MethodLatency latency;

  /**
   * @param limits of the method
   * @param adaptive of its server; null for a method that streams, whose length says nothing of how busy the server is
   */
  public Gate(MethodLimits limits, @Nullable AdaptiveLimit adaptive, NanoClock clock) {
    this.limits = limits;
    this.tokens = limits.rate() == 0 ? null : new TokenBucket(limits.rate(), limits.burst(), clock);
    this.adaptive = adaptive;
    this.latency = adaptive == null ? null : adaptive.method();
  }

  /**
   * A call comes.
   *
   * @return negative: it is refused, as {@link #refusal} says; else it is let in, and {@link #leave} has to be told
   *     this
   */
  public long enter() {
    int most = limits.maxConcurrent();
    if (most > 0 && underWay.getAndIncrement() >= most) {
      underWay.decrementAndGet();
      return FULL;
    }
    long entered = adaptive == null ? 0 : adaptive.enter();
    if (entered >= 0 && tokens != null) { // last: a token that was taken is gone
      long missing = tokens.take();
      if (missing > 0) {
        if (adaptive != null) {
          adaptive.undo();
        }
        entered = TOO_SOON - missing;
      }
    }
    if (entered < 0 && most > 0) {
      underWay.decrementAndGet();
    }
    return entered;
  }

  /** Why a call was refused. */
  public Refusal refusal(long entered) {
    if (entered == AdaptiveLimit.REFUSED && adaptive != null) {
      return adaptive.refusal();
    }
    return entered == FULL
        ? Refusal.exhausted("the provider takes " + limits.maxConcurrent()
            + " calls of this method at once (max-concurrent)", Refusal.PUSHBACK_NANOS)
        : Refusal.exhausted("the provider takes " + limits.rate() + " calls of this method per second (rate)",
            TOO_SOON - entered);
  }

  /** The handler of a call that was let in has ended, or will not begin; told once. */
  public void free() {
    if (limits.maxConcurrent() > 0) {
      underWay.decrementAndGet();
    }
  }

  /** A call that was let in ended, whether or not its handler still runs; told once. */
  public void leave(long entered, Departure how) {
    if (adaptive != null && latency != null) {
      adaptive.leave(latency, entered, how);
    }
  }
}
