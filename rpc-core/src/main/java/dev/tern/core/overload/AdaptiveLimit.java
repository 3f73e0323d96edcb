package dev.tern.core.overload;

import dev.tern.api.NanoClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many unary calls one server takes at once: as many as come, until they wait for each other. Counts every call,
 * times some, and asks {@link QueueRule} up to ten times a second, on the thread of a call that ends. Safe for many
 * threads, and never waits for one. A call costs two changes of one counter; of a busy server's calls, only about a
 * hundred in each window are timed.
 */
public final class AdaptiveLimit {
  /** Not let in. */
  static final long REFUSED = -1;
  private static final long UNTIMED = 0;

  private static final long WINDOW_NANOS = Duration.ofMillis(100).toNanos();
  /** Of calls that take long: in a shorter one those would end that happened to begin together. */
  private static final long LONGEST_WINDOW_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LOG_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int LEAST_TIMED = 10;
  private static final int ENOUGH_TIMED = 100;
  private static final long ARRIVAL = 1L << 32;
  private static final Logger LOG = LoggerFactory.getLogger(AdaptiveLimit.class);

  private final NanoClock clock;
  private final BooleanSupplier saturated;
  private final long originNanos;
  private final List<MethodLatency> methods = new CopyOnWriteArrayList<>();
  /** Calls that were let in, ever, in the upper half, which wraps; calls under way in the lower. */
  private final AtomicLong calls = new AtomicLong();
  private final AtomicInteger abandoned = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile int limit = QueueRule.NO_LIMIT;
  private volatile Refusal refusal = refusal(QueueRule.NO_LIMIT);
  /** One call of so many is timed: a power of two, less one. */
  private volatile long untimed;
  private volatile long emptySinceNanos;
  // The window
  private final AtomicInteger timed = new AtomicInteger();
  private final AtomicInteger known = new AtomicInteger();
  private final AtomicLong tookNanos = new AtomicLong();
  private final AtomicLong expectedNanos = new AtomicLong();
  private volatile long windowEndsNanos;
  private volatile long measuredFromNanos;
  private final AtomicBoolean judging = new AtomicBoolean();
  // By whoever is judging
  private final QueueRule rule = new QueueRule();
  private long windowBeganNanos;
  private long callsThen;
  private int refusedThen;
  private int refusedAtFirst;
  private long loggedAtNanos = -LOG_NANOS;
  private boolean logged;

  /**
   * @param clock read twice for a call that is timed
   * @param saturated whether calls can be waiting for each other at all, since it was last asked; once per window
   */
  public AdaptiveLimit(NanoClock clock, BooleanSupplier saturated) {
    this.clock = clock;
    this.saturated = saturated;
    this.originNanos = clock.nanoTime() - 1;
    this.windowBeganNanos = now();
    this.windowEndsNanos = windowBeganNanos + WINDOW_NANOS;
  }

  /** A method whose calls it counts. */
  MethodLatency method() {
    MethodLatency method = new MethodLatency();
    methods.add(method);
    return method;
  }

  /** More than zero, since it began. */
  private long now() {
    return clock.nanoTime() - originNanos;
  }

  /** A call comes: {@link #REFUSED}, or what has to be told to {@link #leave}. */
  long enter() {
    long before = calls.getAndAdd(ARRIVAL + 1);
    int most = limit;
    if (most != QueueRule.NO_LIMIT) {
      if ((int) before >= most) {
        calls.addAndGet(-ARRIVAL - 1);
        refused.incrementAndGet();
        return REFUSED;
      }
      if ((int) before == 0) {
        forgetIfIdle();
      }
    }
    return (before >>> 32 & untimed) == 0 ? now() : UNTIMED;
  }

  /** Takes back an {@link #enter} after which something else refused the call. */
  void undo() {
    calls.addAndGet(-ARRIVAL - 1);
  }

  /** What consumers are told for now. */
  Refusal refusal() {
    return refusal;
  }

  /**
   * A call ended.
   *
   * @param entered what {@link #enter} gave
   */
  void leave(MethodLatency method, long entered, Departure how) {
    int left = (int) calls.decrementAndGet();
    if (how == Departure.ABANDONED) {
      abandoned.incrementAndGet();
    }
    if (left == 0 && limit != QueueRule.NO_LIMIT) {
      emptySinceNanos = now();
    }
    if (entered != UNTIMED) {
      time(method, entered, how);
    }
  }

  private void time(MethodLatency method, long entered, Departure how) {
    long now = now();
    if (entered - measuredFromNanos >= 0) {
      long took = now - entered;
      double expected = method.expectedNanos();
      boolean answered = how == Departure.ANSWERED;
      if (answered) {
        method.add(took);
      }
      timed.incrementAndGet();
      if (expected > 0 && (answered || took > expected)) { // what fails quickly says nothing of calls that do not
        tookNanos.addAndGet(took);
        expectedNanos.addAndGet((long) expected);
        known.incrementAndGet();
      }
    }
    if (now - windowEndsNanos >= 0 && timed.get() >= LEAST_TIMED && judging.compareAndSet(false, true)) {
      try {
        if (now - windowEndsNanos >= 0) { // nobody else has, meanwhile
          judge(now);
        }
      } finally {
        judging.set(false);
      }
    }
  }

  private void judge(long now) {
    long seen = calls.get();
    int ended = (int) (seen >>> 32) - (int) (callsThen >>> 32) - ((int) seen - (int) callsThen);
    int turnedAway = refused.get();
    int count = known.getAndSet(0);
    timed.set(0);
    long took = tookNanos.getAndSet(0);
    long expected = expectedNanos.getAndSet(0);
    long length = now - windowBeganNanos;
    QueueRule.Window window = new QueueRule.Window(now, length, Math.max(0, ended - abandoned.getAndSet(0)), count,
        count == 0 ? 0 : (double) took / count, count == 0 ? 0 : (double) expected / count, (int) seen,
        turnedAway != refusedThen, saturated.getAsBoolean());
    int before = rule.limit();
    QueueRule.Verdict verdict = rule.judge(window);
    for (MethodLatency method : methods) {
      method.close(verdict.learning(), verdict.scale(), (double) length / TimeUnit.SECONDS.toNanos(1));
    }
    if (verdict.restart()) {
      measuredFromNanos = now;
    }
    refusedThen = turnedAway;
    callsThen = seen;
    windowBeganNanos = now;
    untimed = Math.max(1, Integer.highestOneBit((int) (ended * WINDOW_NANOS / length / ENOUGH_TIMED))) - 1;
    change(before, verdict.limit());
    log(before, window, now);
    windowEndsNanos = now + Math.max(WINDOW_NANOS, Math.min((long) window.expectedNanos(), LONGEST_WINDOW_NANOS));
  }

  private void change(int before, int next) {
    if (next != before) {
      refusal = refusal(next);
      limit = next;
    }
  }

  /** A burst after a pause is no overload, whatever was before it. */
  private void forgetIfIdle() {
    if (now() - emptySinceNanos >= WINDOW_NANOS && judging.compareAndSet(false, true)) {
      try {
        int before = rule.limit();
        rule.forget();
        change(before, rule.limit());
        log(before, null, now());
      } finally {
        judging.set(false);
      }
    }
  }

  /** When it begins, unless that was told a moment ago, and when what was told is over. */
  private void log(int before, QueueRule.@Nullable Window window, long now) {
    int next = rule.limit();
    if (before == QueueRule.NO_LIMIT && next != before && window != null && now - loggedAtNanos >= LOG_NANOS) {
      loggedAtNanos = now;
      logged = true;
      refusedAtFirst = refusedThen;
      LOG.warn("Overloaded: calls take {} ms that take {} ms when they do not wait for each other; at most {} at once are"
          + " taken for now, others are refused", millis(window.meanNanos()), millis(window.expectedNanos()), next);
    } else if (logged && next == QueueRule.NO_LIMIT) {
      logged = false;
      LOG.info("No longer overloaded; {} calls were refused", refused.get() - refusedAtFirst);
    }
  }

  private static double millis(double nanos) {
    return Math.round(nanos / 10_000) / 100.0;
  }

  private static Refusal refusal(int limit) {
    return Refusal.exhausted("the provider is overloaded: it takes " + limit + " calls at once for now",
        Refusal.PUSHBACK_NANOS);
  }

  /** Calls under way. */
  int underWay() {
    return (int) calls.get();
  }

  /** At most so many at once; {@link QueueRule#NO_LIMIT}: as many as come. */
  int limit() {
    return limit;
  }

  /** How many calls it has refused, ever. */
  int refusedEver() {
    return refused.get();
  }
}
