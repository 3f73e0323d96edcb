package dev.tern.cluster;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Reply;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
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
  /** Deadlines are kept on a clock of 10 ms ticks, and a provider counts them too. */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

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
  /** Null until an attempt fails. */
  private @Nullable Failures failures;

  /** @param retries attempts after the first, at most; &gt;= 0 */
  FailoverCall(Attempts attempts, Invocation invocation, int retries, Backoff backoff) {
    this.attempts = attempts;
    this.invocation = invocation;
    this.retries = retries;
    this.backoff = backoff;
    // A streamed request cannot be sent again: its publisher has had its one subscriber.
    this.repeatable = invocation.method().idempotent() && !invocation.method().kind().streamsRequests();
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
      tryOn(after(attempt != null ? attempt : brokenAttempt(thrown)));
    } catch (Throwable unexpected) {
      endWith(unexpected);
    }
  }

  /** A wait has ended: its time is over, or the call was cancelled. */
  private void resume() {
    try {
      startedAtNanos = attempts.clock().nanoTime();
      if (!endedByCallerOrDeadline(startedAtNanos)) {
        tryOn(attempts.pick(invocation, tried()));
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
      CompletableFuture<Attempt> stage = attempts.on(on, invocation, limitNanos(), this).toCompletableFuture();
      if (stage.isDone()) {
        return requireNonNull(stage.join(), "attempt");
      }
      stage.whenComplete(this);
      return null;
    } catch (Throwable thrown) {
      if (thrown instanceof RpcException known && known.execution() == Execution.NOT_EXECUTED) {
        return Attempt.Answered.failed(known); // the arguments: their fault has nothing to do with a provider
      }
      return brokenAttempt(thrown);
    }
  }

  /**
   * Two fifths of the timeout, so that a second attempt fits if the first provider is silent; no limit where no
   * other may follow.
   */
  private long limitNanos() {
    long limit = invocation.deadline().timeoutNanos() / 5 * 2;
    boolean limited = repeatable && failed() < retries && limit < invocation.deadline().atNanos() - startedAtNanos;
    return limited ? limit : Long.MAX_VALUE;
  }

  /**
   * Whether to give up the attempt under way, which is late: only if there is a provider that was not asked yet, and
   * the budget pays for asking it. Otherwise, when all providers are slow at once, the calls would fail that now only
   * take long.
   */
  @Override
  public boolean getAsBoolean() {
    gaveUp = anyOther() && attempts.budget().tryTake();
    return gaveUp;
  }

  /** Not by counting: who is late may have been left out meanwhile, and then the last one left is another. */
  private boolean anyOther() {
    Candidate late = candidate;
    Set<Candidate> tried = tried();
    for (Candidate other : attempts.snapshot(invocation).candidates()) {
      if (other != late && !tried.contains(other)) {
        return true;
      }
    }
    return false;
  }

  /** @return where to try next; null if the call has ended or waits */
  private @Nullable Candidate after(Attempt attempt) {
    if (attempt instanceof Attempt.Answered answered) {
      if (answered.failure() != null) {
        completeExceptionally(answered.failure());
      } else {
        complete(answered.reply());
      }
      return null;
    }
    long now = attempts.clock().nanoTime();
    boolean executed = attempt instanceof Attempt.MaybeExecuted;
    RpcException failure = executed
        ? ((Attempt.MaybeExecuted) attempt).cause() : ((Attempt.NotExecuted) attempt).cause();
    Failures all = failures != null ? failures : (failures = new Failures(invocation));
    all.add(requireNonNull(candidate), now - startedAtNanos, failure, executed);
    if (endedByCallerOrDeadline(now)) {
      return null;
    }
    boolean paid = gaveUp;
    gaveUp = false;
    if (failure.code() == Code.DEADLINE_EXCEEDED && !paid && invocation.deadline().atNanos() - now < TICK_NANOS) {
      return end(all.tookTooLong()); // our clock is a tick behind the one that ended the attempt
    }
    if (failed() > retries || executed && !repeatable || noOtherHelps(failure)) {
      return end(all.failed(""));
    }
    startedAtNanos = now;
    return retry(all, invocation.deadline().atNanos() - now, paid);
  }

  /** @return an untried candidate at once; null after a wait has begun because there is none, or the call has ended */
  private @Nullable Candidate retry(Failures all, long remainingNanos, boolean paid) {
    Candidate next = attempts.pick(invocation, all.tried());
    boolean again = all.tried().contains(next);
    long pause = again ? backoff.nanos(waits++) : 0;
    if (pause >= remainingNanos || again && staysSo(all.lastCode())) {
      return end(all.failed("")); // nothing would be left to try with, or nothing would change: better to say so now
    }
    if (!paid && !attempts.budget().tryTake()) {
      return end(all.failed("not tried again: too many calls of this service fail, its retry budget is used up"));
    }
    if (!again) {
      return next;
    }
    Pause.start(attempts.scheduler(), pause, invocation.cancellation(), this::resume);
    return null;
  }

  private boolean endedByCallerOrDeadline(long nowNanos) {
    RpcException cancelled = invocation.cancellation().cause();
    if (cancelled == null && invocation.deadline().atNanos() - nowNanos > 0) {
      return isDone(); // true only if somebody completed this future from outside
    }
    Failures all = failures != null ? failures : new Failures(invocation);
    end(cancelled == null ? all.tookTooLong() : all.cancelled(cancelled));
    return true;
  }

  private @Nullable Candidate end(RpcException failure) {
    completeExceptionally(failure);
    return null;
  }

  /**
   * True where another attempt would fare no better: an argument that providers refuse to decode, an {@link Error} of
   * this JVM.
   */
  private static boolean noOtherHelps(RpcException failure) {
    if (failure.getCause() instanceof Error) {
      return true;
    }
    return failure.execution() == Execution.NOT_EXECUTED && failure.code() == Code.INVALID_ARGUMENT;
  }

  /** True for what a provider would say again however long one waits, while another may say something else. */
  private static boolean staysSo(Code code) {
    return switch (code) {
      case UNIMPLEMENTED, FAILED_PRECONDITION, PERMISSION_DENIED, UNAUTHENTICATED -> true;
      default -> false;
    };
  }

  /** Whatever a part beside this one throws, the call ends: first of all a pick that finds no endpoint. */
  private void endWith(Throwable thrown) {
    Failures all = failures != null ? failures : new Failures(invocation);
    completeExceptionally(all.interruptedBy(thrown));
  }

  /** An attempt that ended in an exception, against its promise; only one of ours says whether it was executed. */
  private static Attempt brokenAttempt(@Nullable Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    if (cause instanceof RpcException known) {
      return known.execution() == Execution.NOT_EXECUTED
          ? new Attempt.NotExecuted(known) : new Attempt.MaybeExecuted(known);
    }
    String what = cause == null ? "no outcome" : cause.getClass().getName();
    return new Attempt.MaybeExecuted(new RpcException(Code.INTERNAL, Execution.MAYBE_EXECUTED,
        RpcException.Origin.LOCAL, "the attempt broke: " + what, cause, List.of()));
  }

  private int failed() {
    return failures == null ? 0 : failures.count();
  }

  private Set<Candidate> tried() {
    return failures == null ? Set.of() : failures.tried();
  }
}
