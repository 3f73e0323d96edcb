package dev.tern.cluster;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Reply;
import dev.tern.api.spi.Scheduler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call as a few attempts that may be under way together. A further one begins when the others are late, or when one
 * of them has failed; the first answer counts, and the attempts that are then still under way are cancelled.
 *
 * <p>No attempt is given up because it is late: its answer may still be the first.
 */
final class HedgedCall extends CompletableFuture<Reply> {
  private static final Logger LOG = LoggerFactory.getLogger(HedgedCall.class);

  private final Attempts attempts;
  private final Invocation invocation;
  private final Forking mode;
  private final boolean repeatable;
  private final long startedNanos;
  private final Object lock = new Object();
  // lock
  private final List<Fork> underWay = new ArrayList<>(2);
  private final Set<Candidate> asked = new HashSet<>(4);
  private @Nullable FailedAttempts failures;
  private Scheduler.@Nullable Timer lastChance;
  private boolean over;

  HedgedCall(Attempts attempts, Invocation invocation, Forking mode) {
    this.attempts = attempts;
    this.invocation = invocation;
    this.mode = mode;
    this.repeatable = Verdict.isRepeatable(invocation);
    this.startedNanos = attempts.clock().nanoTime();
  }

  HedgedCall start() {
    try {
      attempts.budget().onCall();
      mode.share().onCall();
      RpcException ended = Verdict.endOf(invocation, null, startedNanos);
      if (ended != null) {
        completeExceptionally(ended);
        return this;
      }
      Fork first;
      synchronized (lock) {
        first = fork(attempts.pick(invocation, asked), startedNanos);
      }
      first.begin(mode.delay().nanos());
    } catch (Throwable thrown) {
      brokenBy(thrown, null);
    }
    return this;
  }

  /** Under the lock. One more that counts as under way, to be begun by whoever lets the lock go. */
  private Fork fork(Candidate candidate, long nowNanos) {
    int before = underWay.size() + (failures == null ? 0 : failures.reached());
    Invocation own = invocation.withCancellation(new Cancellation());
    Fork fork = new Fork(candidate, before == 0 ? own : own.withPreviousAttempts(before), nowNanos);
    underWay.add(fork);
    asked.add(candidate);
    return fork;
  }

  /**
   * The answer is late: asks a further provider, if there is one that was not asked, and the share of calls that may do
   * so is not used up. If it is, asks once more when two attempts just fit into the deadline, then whatever the share.
   */
  private void late(boolean lastTime) {
    Fork next;
    synchronized (lock) {
      if (!mayFork()) {
        return;
      }
      long now = attempts.clock().nanoTime();
      Candidate candidate = attempts.pick(invocation, asked);
      if (asked.contains(candidate)) {
        return;
      }
      if (!lastTime && !mode.share().tryTake()) {
        long left = startedNanos + Verdict.longestAttemptNanos(invocation) - now;
        if (lastChance != null) {
          lastChance.cancel();
        }
        lastChance = left <= 0 ? null : attempts.scheduler().schedule(left, () -> lateNow(true));
        return;
      }
      if (!attempts.budget().tryTake()) {
        return;
      }
      next = fork(candidate, now);
    }
    next.begin(mode.delay().nanos());
  }

  /** On the scheduler's thread, where nothing may be thrown: what is under way goes on without help. */
  private void lateNow(boolean lastTime) {
    try {
      late(lastTime);
    } catch (RuntimeException e) {
      LOG.debug("{}: no further provider can be asked", invocation.method().fullName(), e);
    }
  }

  /** Under the lock. */
  private boolean mayFork() {
    return !over && repeatable && asked.size() < mode.atMost() && !underWay.isEmpty()
        && invocation.context().previousAttempts() == 0 && (failures == null || failures.retryForbidden() == null);
  }

  private void ended(Fork fork, Attempt attempt) {
    long now = attempts.clock().nanoTime();
    if (attempt instanceof Attempt.Answered answered) {
      if (end(answered, fork)) {
        mode.delay().answered(now - fork.startedNanos);
      }
      return;
    }
    Fork next = null;
    RpcException end = null;
    synchronized (lock) {
      if (over) {
        return;
      }
      underWay.remove(fork);
      FailedAttempts all = failures != null ? failures : (failures = new FailedAttempts(invocation));
      RpcException failure = all.add(fork.candidate, now - fork.startedNanos, attempt, now);
      String forbidden = whyNoOther(all, attempt, failure, now);
      if (forbidden == null) {
        next = fork(attempts.pick(invocation, asked), now);
      } else if (underWay.isEmpty()) {
        end = Verdict.endOf(invocation, all, now);
        if (end == null) {
          end = Verdict.isDeadline(failure, invocation, now) ? all.tookTooLong() : all.failed(forbidden);
        }
      }
    }
    if (end != null) {
      end(end, fork);
    } else if (next != null) {
      next.begin(mode.delay().nanos());
    }
  }

  /** Under the lock. Null if another provider is to be asked, for which a token is then taken; empty if it is plain. */
  private @Nullable String whyNoOther(FailedAttempts all, Attempt attempt, RpcException failure, long now) {
    boolean mayHaveRun = attempt instanceof Attempt.MaybeExecuted;
    if (mayHaveRun && !repeatable || asked.size() >= mode.atMost() || Verdict.noOtherHelps(failure)
        || Verdict.isDeadline(failure, invocation, now) || Verdict.endOf(invocation, all, now) != null) {
      return "";
    }
    String forbidden = all.retryForbidden();
    if (forbidden != null) {
      return forbidden;
    }
    if (asked.contains(attempts.pick(invocation, asked))) {
      return "";
    }
    return attempts.budget().tryTake() ? null
        : "not tried again: too many calls of this service fail, its retry budget is used up";
  }

  private boolean end(Attempt.Answered answered, Fork winner) {
    Throwable failure = answered.failure();
    List<Fork> losers = close(winner);
    if (losers == null) {
      return false;
    }
    boolean first = failure == null ? complete(answered.reply()) : completeExceptionally(failure);
    losers.forEach(Fork::cancel);
    return first && failure == null;
  }

  private void end(RpcException failure, @Nullable Fork last) {
    List<Fork> losers = close(last);
    if (losers != null) {
      completeExceptionally(failure);
      losers.forEach(Fork::cancel);
    }
  }

  /**
   * Whatever a part beside this one throws, such as a pick that finds no endpoint, the call ends: once nothing is under way
   * any more, of which nobody could say yet that it was not executed, and which may still be answered.
   */
  private void brokenBy(Throwable thrown, @Nullable Fork last) {
    RpcException told;
    synchronized (lock) {
      underWay.remove(last);
      if (!underWay.isEmpty()) {
        LOG.debug("{}: no further provider can be asked", invocation.method().fullName(), thrown);
        return;
      }
      told = (failures != null ? failures : new FailedAttempts(invocation)).interruptedBy(thrown);
    }
    end(told, last);
  }

  /** @return those still under way; null if the call has ended before */
  private @Nullable List<Fork> close(@Nullable Fork last) {
    synchronized (lock) {
      if (over) {
        return null;
      }
      over = true;
      if (lastChance != null) {
        lastChance.cancel();
      }
      underWay.remove(last);
      return underWay.isEmpty() ? List.of() : List.copyOf(underWay);
    }
  }

  /** One attempt, which can be cancelled without the others, and is with the call. */
  private final class Fork implements BiConsumer<@Nullable Attempt, @Nullable Throwable>, BooleanSupplier, Runnable {
    private final Candidate candidate;
    private final Invocation own;
    private final long startedNanos;

    Fork(Candidate candidate, Invocation own, long startedNanos) {
      this.candidate = candidate;
      this.own = own;
      this.startedNanos = startedNanos;
    }

    void begin(long delayNanos) {
      invocation.cancellation().onCancel(this);
      long limit = repeatable ? Math.min(delayNanos, Verdict.longestAttemptNanos(invocation)) : Long.MAX_VALUE;
      try {
        attempts.on(candidate, own, limit, this).whenComplete(this);
      } catch (Throwable thrown) {
        forget();
        ended(this, Breakage.thrown(thrown));
      }
    }

    /** It has lasted as long as the delay: others may be asked, and it goes on. */
    @Override
    public boolean getAsBoolean() {
      lateNow(mode.delay().nanos() >= Verdict.longestAttemptNanos(invocation));
      return false;
    }

    @Override
    public void accept(@Nullable Attempt attempt, @Nullable Throwable thrown) {
      boolean streams = attempt instanceof Attempt.Answered && invocation.method().kind().streamsReplies();
      if (!streams) { // whose replies come yet, and end with the call
        forget();
      }
      try {
        ended(this, attempt != null ? attempt : Breakage.failed(thrown));
      } catch (Throwable unexpected) { // a balancer's, first of all
        brokenBy(unexpected, this);
      }
    }

    private void forget() {
      invocation.cancellation().remove(this);
    }

    /** The call was cancelled. */
    @Override
    public void run() {
      own.cancellation().cancel(requireNonNull(invocation.cancellation().cause()));
    }

    /** Another was first. */
    void cancel() {
      own.cancellation().cancel(RpcException.maybeExecuted(Code.CANCELLED,
          invocation.method().fullName() + ": another provider answered first"));
    }
  }
}
