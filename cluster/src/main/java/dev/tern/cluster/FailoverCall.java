package dev.tern.cluster;

import static java.util.Objects.requireNonNull;

import dev.tern.api.RpcException;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Reply;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One call as a series of attempts: its state, its outcome, and what follows each attempt, in one object. A call that
 * succeeds at once needs no other.
 *
 * <p>Never more than one attempt or wait is under way, and what follows happens on the thread that ends it; so no
 * field needs a lock, and each hand-over publishes them to the next thread. Only the question whether to give up may be
 * asked while an attempt ends: it reads how many failed before, and its answer counts for that attempt alone.
 */
final class FailoverCall extends CompletableFuture<Reply>
    implements BiConsumer<@Nullable Attempt, @Nullable Throwable>, BooleanSupplier {
  private final Attempts attempts;
  private final Invocation invocation;
  private final int retries;
  private final Backoff backoff;
  /** True if an attempt that may have been executed can be followed by another. */
  private final boolean repeatable;

  private @Nullable Candidate candidate;
  private long startedAtNanos;
  /** Set when an attempt was given up for another, for which a token of the budget was then taken. */
  private volatile boolean gaveUp;
  private int waits;
  /** True for an end that a provider has given it. */
  private volatile boolean answered;
  /** Null until an attempt fails. */
  private @Nullable FailedAttempts failures;

  /** @param retries attempts after the first, at most; &gt;= 0 */
  FailoverCall(Attempts attempts, Invocation invocation, int retries, Backoff backoff) {
    this(attempts, invocation, retries, backoff, Verdict.isRepeatable(invocation));
  }

  /** @param repeatable whether what may have been executed is repeated, too */
  FailoverCall(Attempts attempts, Invocation invocation, int retries, Backoff backoff, boolean repeatable) {
    this.attempts = attempts;
    this.invocation = invocation;
    this.retries = retries;
    this.backoff = backoff;
    this.repeatable = repeatable;
  }

  FailoverCall start() {
    try {
      attempts.budget().onCall();
      startedAtNanos = attempts.clock().nanoTime();
      if (!endedByCallerOrDeadline(startedAtNanos)) {
        tryOn(attempts.pick(invocation, Set.of()));
      }
    } catch (Throwable thrown) {
      endWith(thrown);
    }
    return this;
  }

  /** An attempt that was under way has ended. */
  @Override
  public void accept(@Nullable Attempt attempt, @Nullable Throwable thrown) {
    try {
      tryOn(after(attempt != null ? attempt : Breakage.failed(thrown)));
    } catch (Throwable unexpected) {
      endWith(unexpected);
    }
  }

  /** A wait has ended: its time is over, or the call was cancelled. */
  private void resume() {
    try {
      startedAtNanos = attempts.clock().nanoTime();
      if (!endedByCallerOrDeadline(startedAtNanos)) {
        tryOn(afterWait(requireNonNull(failures), startedAtNanos));
      }
    } catch (Throwable thrown) {
      endWith(thrown);
    }
  }

  /** Makes attempts until one is under way. A loop: any number may fail on the spot without deepening the stack. */
  private void tryOn(@Nullable Candidate first) {
    Candidate next = first;
    while (next != null) {
      Attempt ended = attempt(next);
      next = ended == null ? null : after(ended);
    }
  }

  /** @return null if it is under way; {@link #accept} goes on */
  private @Nullable Attempt attempt(Candidate on) {
    candidate = on;
    gaveUp = false; // a timer of the attempt before may have come too late for it
    try {
      CompletableFuture<Attempt> stage = attempts.on(on, marked(), limitNanos(), this).toCompletableFuture();
      if (stage.isDone()) {
        return requireNonNull(stage.join(), "attempt");
      }
      stage.whenComplete(this);
      return null;
    } catch (Throwable thrown) {
      return Breakage.thrown(thrown);
    }
  }

  /** What the next attempt takes along: if it repeats another that somebody may have seen, it says so. */
  private Invocation marked() {
    int before = failures == null ? 0 : failures.reached();
    return before == 0 ? invocation : invocation.withPreviousAttempts(invocation.previousAttempts() + before);
  }

  /** No limit where no other attempt may follow. */
  private long limitNanos() {
    long limit = Verdict.longestAttemptNanos(invocation);
    boolean limited = repeatable && failed() < retries && limit < invocation.deadline().atNanos() - startedAtNanos;
    return limited ? limit : Long.MAX_VALUE;
  }

  /**
   * Whether to give up the attempt under way, which is late: only if there is a provider that was not asked yet, the
   * call is not made for one that is repeated itself, and the budget pays for asking it. Otherwise, when all providers
   * are slow at once, the calls would fail that now only take long.
   */
  @Override
  public boolean getAsBoolean() {
    gaveUp = invocation.context().previousAttempts() == 0 && anyOther() && attempts.budget().tryTake();
    return gaveUp;
  }

  /** Not by counting: who is late may have been left out meanwhile, and then the last one left is another. */
  private boolean anyOther() {
    Candidate late = candidate;
    Set<Candidate> tried = failures == null ? Set.of() : failures.tried();
    for (Candidate other : attempts.snapshot(invocation).candidates()) {
      if (other != late && !tried.contains(other)) {
        return true;
      }
    }
    return false;
  }

  /** @return where to try next; null if the call has ended or waits */
  private @Nullable Candidate after(Attempt attempt) {
    if (attempt instanceof Attempt.Answered answer) {
      if (answer.failure() != null) {
        answered = true;
        completeExceptionally(answer.failure());
      } else {
        complete(answer.reply());
      }
      return null;
    }
    long now = attempts.clock().nanoTime();
    FailedAttempts all = failures != null ? failures : (failures = new FailedAttempts(invocation));
    RpcException failure = all.add(requireNonNull(candidate), now - startedAtNanos, attempt, now);
    if (endedByCallerOrDeadline(now)) {
      return null;
    }
    boolean paid = gaveUp;
    gaveUp = false;
    if (!paid && Verdict.isDeadline(failure, invocation, now)) {
      return end(all.tookTooLong());
    }
    boolean mayHaveRun = attempt instanceof Attempt.MaybeExecuted;
    if (failed() > retries || mayHaveRun && !repeatable || Verdict.noOtherHelps(failure)) {
      return end(all.failed(""));
    }
    String forbidden = all.retryForbidden();
    if (forbidden != null) {
      return end(all.failed(forbidden));
    }
    startedAtNanos = now;
    return retry(all, invocation.deadline().atNanos() - now, paid);
  }

  /** @return an untried candidate at once; null after a wait has begun because there is none, or the call has ended */
  private @Nullable Candidate retry(FailedAttempts all, long remainingNanos, boolean paid) {
    Candidate next = attempts.pick(invocation, all.tried());
    boolean again = all.tried().contains(next);
    long pause = again ? Math.max(backoff.nanos(waits++), all.heldBackNanos(startedAtNanos)) : 0;
    if (pause >= remainingNanos || again && Verdict.staysSo(all.lastCode())) {
      return end(all.failed("")); // nothing would be left to try with, or nothing would change: better to say so now
    }
    if (!paid && !attempts.budget().tryTake()) {
      return end(all.failed("not tried again: too many calls of this service fail, its retry budget is used up"));
    }
    return again ? pause(pause) : next;
  }

  /** @return null if it has to wait on, because the providers have changed, and the one left wants more time */
  private @Nullable Candidate afterWait(FailedAttempts all, long now) {
    if (!all.someHeldBack()) {
      return attempts.pick(invocation, all.tried());
    }
    Candidate next = attempts.pick(invocation, all.avoidedAt(now));
    long held = all.heldBackNanos(next, now);
    if (held <= 0) {
      return next;
    }
    return held < invocation.deadline().atNanos() - now ? pause(held) : end(all.failed(""));
  }

  private @Nullable Candidate pause(long nanos) {
    Pause.start(attempts.scheduler(), nanos, invocation.cancellation(), this::resume);
    return null;
  }

  private boolean endedByCallerOrDeadline(long nowNanos) {
    RpcException failure = Verdict.endOf(invocation, failures, nowNanos);
    if (failure == null) {
      return isDone(); // true only if somebody completed this future from outside
    }
    end(failure);
    return true;
  }

  private @Nullable Candidate end(RpcException failure) {
    completeExceptionally(failure);
    return null;
  }

  /** Whatever a part beside this one throws, the call ends: first of all a pick that finds no endpoint. */
  private void endWith(Throwable thrown) {
    FailedAttempts all = failures != null ? failures : new FailedAttempts(invocation);
    completeExceptionally(all.interruptedBy(thrown));
  }

  /** True, once it has failed, for a failure that is a provider's answer. */
  boolean wasAnswered() {
    return answered;
  }

  private int failed() {
    return failures == null ? 0 : failures.count();
  }
}
