package dev.tern.core.directory;

import dev.tern.core.call.Durations;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether something is worth calling, learnt from the ends of attempts: one provider, or one method of it. In until it
 * fails as {@link HealthRules} say; then out for a time; then one call is let through as a probe, which decides: in
 * again as if nothing had been, or out for twice as long.
 *
 * <pre>
 *          failures as the rules say             absence over, one call is handed the probe
 *    IN ------------------------------> OUT ------------------------------------------------+
 *     ^                                  ^ out for twice as long, if it fails               |
 *     +----------------------------------+--------------------------------------------------+
 *       in, if it goes well
 * </pre>
 *
 * <p>Nobody carries a token: an attempt that began after the absence was over is a probe, one that began earlier says
 * nothing new. So an attempt that was made all the same, because everybody is out, decides as well, and a probe that
 * was handed to a call which never began it is handed to another.
 *
 * <p>Pure: time and chance are given. Safe for many threads, without a lock; while in, the end of an attempt costs one
 * atomic addition and allocates nothing.
 */
final class Health {
  /** What an attempt's end has changed. */
  enum Change {
    NONE, OUT, STILL_OUT, IN
  }

  private static final AtomicReferenceFieldUpdater<Health, Out> OUT =
      AtomicReferenceFieldUpdater.newUpdater(Health.class, Out.class, "out");
  private static final AtomicLongFieldUpdater<Health> RECENT =
      AtomicLongFieldUpdater.newUpdater(Health.class, "recent");
  private static final AtomicLongFieldUpdater<Health> BEGAN =
      AtomicLongFieldUpdater.newUpdater(Health.class, "recentBeganNanos");
  private static final AtomicIntegerFieldUpdater<Health> ROW =
      AtomicIntegerFieldUpdater.newUpdater(Health.class, "inARow");
  private static final long CALL = 1;
  private static final long FAILED_CALL = CALL | 1L << 32;

  /**
   * Out of rotation. Times are on the timeline of the callers' clock.
   *
   * @param dueNanos when a probe may be made
   * @param absenceNanos what its present absence was doubled to, before jitter
   * @param held whether a call has been handed the probe
   * @param heldUntilNanos after which it may be handed to another
   * @param why for people
   */
  private record Out(long dueNanos, long absenceNanos, boolean held, long heldUntilNanos, String why) {
    Out heldUntil(long nanos) {
      return new Out(dueNanos, absenceNanos, true, nanos, why);
    }

    Out due(long nanos) {
      return new Out(nanos, absenceNanos, false, nanos, why);
    }

    /** True if a probe can be handed out now, or in the past. */
    boolean isFree(long nowNanos) {
      return nowNanos - (held ? heldUntilNanos : dueNanos) >= 0;
    }
  }

  private final HealthRules rules;
  private final DoubleSupplier random;
  private final long halfNanos;
  private volatile @Nullable Out out;
  private volatile long sinceNanos; // when it went out last, however often that was prolonged
  private volatile long backNanos;  // when it came in last
  private volatile int inARow;
  // Calls below, failures above 2^32, of the present half of the window and of the one before
  private volatile long recent;
  private volatile long recentBeganNanos;
  private volatile long before;

  /**
   * @param random 0 to below 1
   * @param nowNanos before the first attempt begins
   */
  Health(HealthRules rules, DoubleSupplier random, long nowNanos) {
    this.rules = rules;
    this.random = random;
    this.halfNanos = rules.window().toNanos() / 2;
    this.recentBeganNanos = nowNanos;
    this.backNanos = nowNanos;
  }

  boolean isOut() {
    return out != null;
  }

  /** Why it is out, for people; empty while it is in. */
  String why() {
    Out present = out;
    return present == null ? "" : present.why();
  }

  /** When a probe can be handed out; {@code nowNanos} while it is in. */
  long freeNanos(long nowNanos) {
    Out present = out;
    return present == null ? nowNanos : present.held() ? present.heldUntilNanos() : present.dueNanos();
  }

  /**
   * An attempt has ended.
   *
   * @param text of a failure, for people
   */
  Change ended(long startedNanos, long nowNanos, Outcome outcome, String text) {
    Out present = out;
    if (present != null) {
      return endedWhileOut(present, startedNanos, nowNanos, outcome, text);
    }
    switch (outcome) {
      case UNKNOWN, REFUSED -> {
        return Change.NONE;
      }
      case WELL -> {
        count(CALL, nowNanos);
        if (inARow != 0) {
          inARow = 0;
        }
        return Change.NONE;
      }
      default -> {
        return failed(startedNanos, nowNanos, text);
      }
    }
  }

  private Change failed(long startedNanos, long nowNanos, String text) {
    if (startedNanos - backNanos < 0) {
      return Change.NONE; // sent before a probe went well: it tells of the time when it was out
    }
    long counted = count(FAILED_CALL, nowNanos);
    int row = ROW.incrementAndGet(this);
    int calls = (int) counted;
    int failures = (int) (counted >>> 32);
    String why;
    if (row >= rules.inARow()) {
      why = row + " failures in a row";
    } else if (calls >= rules.calls() && failures >= rules.share() * calls) {
      why = Math.round(100.0 * failures / calls) + " % of " + calls + " calls in " + Durations.text(rules.window())
          + " failed";
    } else {
      return Change.NONE;
    }
    Out next = out(nowNanos, rules.absence().toNanos(), why + (text.isEmpty() ? "" : ", last: " + text));
    if (!OUT.compareAndSet(this, null, next)) {
      return Change.NONE;
    }
    sinceNanos = nowNanos;
    return Change.OUT;
  }

  /** Counts one, and says how many there are within the window. */
  private long count(long one, long nowNanos) {
    long began = recentBeganNanos;
    long age = nowNanos - began;
    if (age >= halfNanos && BEGAN.compareAndSet(this, began, age < 2 * halfNanos ? began + halfNanos : nowNanos)) {
      long ended = RECENT.getAndSet(this, 0);
      before = age < 2 * halfNanos ? ended : 0;
    }
    return RECENT.addAndGet(this, one) + before;
  }

  private Change endedWhileOut(Out present, long startedNanos, long nowNanos, Outcome outcome, String text) {
    if (startedNanos - present.dueNanos() < 0) {
      return Change.NONE;
    }
    switch (outcome) {
      case WELL, REFUSED -> {
        return back(present, nowNanos) ? Change.IN : Change.NONE;
      }
      case UNKNOWN -> {
        OUT.compareAndSet(this, present, present.heldUntil(nowNanos)); // the next call may find out
        return Change.NONE;
      }
      default -> {
        long doubled = Math.min(2 * present.absenceNanos(), rules.longest().toNanos());
        String why = text.isEmpty() ? "the probe failed" : "the probe failed: " + text;
        return OUT.compareAndSet(this, present, out(nowNanos, doubled, why))
            ? Change.STILL_OUT : Change.NONE;
      }
    }
  }

  private Out out(long nowNanos, long absenceNanos, String why) {
    long jittered = (long) (absenceNanos * (1 - rules.jitter() * random.getAsDouble()));
    return new Out(nowNanos + jittered, absenceNanos, false, 0, why);
  }

  private boolean back(Out present, long nowNanos) {
    inARow = 0;
    recent = 0;
    before = 0;
    recentBeganNanos = nowNanos;
    backNanos = nowNanos;
    return OUT.compareAndSet(this, present, null);
  }

  /**
   * Hands the probe to the caller, if it is due and nobody else has it: exactly one of many callers is told true.
   *
   * @param waitedNanos how long it must have been due
   * @param heldNanos how long nobody else is handed one, unless this one ends before
   */
  boolean tryProbe(long nowNanos, long waitedNanos, long heldNanos) {
    Out present = out;
    return present != null && present.isFree(nowNanos) && nowNanos - present.dueNanos() >= waitedNanos
        && OUT.compareAndSet(this, present, present.heldUntil(nowNanos + heldNanos));
  }

  /** Something has changed for the better, such as a new connection: a probe is due at once. */
  void hope(long nowNanos) {
    Out present = out;
    while (present != null && !OUT.compareAndSet(this, present, present.due(nowNanos))) {
      present = out;
    }
  }

  /** How long it has been out, or was when it came back just now. */
  Duration outFor(long nowNanos) {
    return Duration.ofNanos(nowNanos - sinceNanos);
  }
}
