package dev.tern.cluster;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Scheduler;
import dev.tern.cluster.journal.Reasons;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One try of a task: the call made again of its bytes, one attempt on a provider that is there now, under a
 * deadline of its own. What must not run twice is marked on the disk before it is sent.
 */
final class FailbackTry {
  /** How long an attempt whose time is over may take to say so. */
  private static final long LAST_WORD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Attempts attempts;
  private final FailbackStore store;
  private final Executor worker;
  private final FailbackTask task;
  private final Then then;
  private final AtomicBoolean over = new AtomicBoolean();
  private boolean marked;

  /** What a try says of its task. */
  enum How { DELIVERED, NOBODY_THERE, NOT_EXECUTED, MAYBE_EXECUTED, FINAL, UNREADABLE }

  /**
   * How it ended.
   *
   * @param failure null if it was delivered
   * @param declared what the provider answered with in place of a value, if it was delivered
   */
  record Ended(How how, @Nullable RpcException failure, @Nullable Throwable declared) {
    static Ended failed(How how, RpcException failure) {
      return new Ended(how, failure, null);
    }
  }

  /** Told how it ended, on the worker. */
  interface Then {
    /** @param call null if it could not be made again */
    void ended(@Nullable Invocation call, Ended ended);
  }

  FailbackTry(Attempts attempts, FailbackStore store, Executor worker, FailbackTask task, Then then) {
    this.attempts = attempts;
    this.store = store;
    this.worker = worker;
    this.task = task;
    this.then = then;
  }

  /**
   * Begins, on the worker.
   *
   * @param pays asked once there is a provider to try; if it says false, this was none
   */
  void start(Predicate<FailbackTask> pays) {
    Invocation call;
    try {
      Invocation again = attempts.decode(task.arguments, task.attachments).withPreviousAttempts(task.reached);
      call = again.withCancellation(requireNonNull(task.underWay));
    } catch (DecodeException | RuntimeException e) {
      then.ended(null, Ended.failed(How.UNREADABLE,
          RpcException.notExecuted(Code.INTERNAL, "its arguments cannot be decoded: " + Reasons.of(e))));
      return;
    }
    Candidate candidate;
    try {
      candidate = attempts.pick(call, Set.of());
    } catch (RuntimeException e) {
      then.ended(call, e instanceof RpcException known ? Ended.failed(How.NOBODY_THERE, known)
          : Ended.failed(How.NOT_EXECUTED, RpcException.notExecuted(Code.INTERNAL,
              "no provider can be picked: " + e.getClass().getName())));
      return;
    }
    if (!pays.test(task)) {
      return;
    }
    if (Verdict.isRepeatable(call) || store.file() == null) {
      send(call, candidate);
      return;
    }
    marked = true;
    store.begin(task).whenComplete((done, broken) -> worker.execute(() -> {
      if (broken == null) {
        send(call, candidate);
      } else {
        Throwable cause = requireNonNull(Breakage.cause(broken));
        then.ended(call, Ended.failed(How.NOT_EXECUTED, RpcException.notExecuted(Code.UNAVAILABLE,
            "not tried, since " + store.file() + " cannot be written: " + Reasons.of(cause))));
      }
    }));
  }

  private void send(Invocation call, Candidate candidate) {
    long startedNanos = attempts.clock().nanoTime();
    CompletableFuture<Attempt> stage;
    try {
      stage = attempts.on(candidate, call, Long.MAX_VALUE, () -> false).toCompletableFuture();
    } catch (RuntimeException | Error e) {
      end(call, candidate, startedNanos, Breakage.thrown(e));
      return;
    }
    if (stage.isDone()) {
      stage.whenComplete((attempt, thrown) -> end(call, candidate, startedNanos, outcome(attempt, thrown)));
      return;
    }
    long left = Math.max(0, call.deadline().atNanos() - startedNanos) + LAST_WORD_NANOS;
    Scheduler.Timer limit = attempts.scheduler().schedule(left, () -> {
      RpcException late = RpcException.maybeExecuted(Code.DEADLINE_EXCEEDED, "no answer");
      call.cancellation().cancel(late); // which ends it in words of its own, unless a filter does not listen
      end(call, candidate, startedNanos, new Attempt.MaybeExecuted(late));
    });
    stage.whenComplete((attempt, thrown) -> {
      limit.cancel();
      end(call, candidate, startedNanos, outcome(attempt, thrown));
    });
  }

  private static Attempt outcome(@Nullable Attempt attempt, @Nullable Throwable thrown) {
    return attempt != null ? attempt : Breakage.failed(thrown);
  }

  private void end(Invocation call, Candidate candidate, long startedNanos, Attempt attempt) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    Ended ended = ended(call, candidate, startedNanos, attempt);
    if (marked && ended.how() == How.NOT_EXECUTED) {
      store.idle(task);
    }
    worker.execute(() -> then.ended(call, ended));
  }

  private Ended ended(Invocation call, Candidate candidate, long startedNanos, Attempt attempt) {
    if (attempt instanceof Attempt.Answered answered) {
      Throwable failure = answered.failure();
      if (failure instanceof RpcException known) {
        return Ended.failed(How.FINAL, known);
      }
      if (failure == null || call.method().types().error(failure.getClass()).isPresent()) {
        return new Ended(How.DELIVERED, null, failure);
      }
      return Ended.failed(How.MAYBE_EXECUTED, RpcException.maybeExecuted(Code.INTERNAL, // a filter's, first of all
          call.method().fullName() + ": something around the attempt failed with " + failure.getClass().getName()));
    }
    long now = attempts.clock().nanoTime();
    FailedAttempts told = new FailedAttempts(call);
    RpcException cause = told.add(candidate, now - startedNanos, attempt, now);
    RpcException failure = told.failed("");
    if (attempt instanceof Attempt.MaybeExecuted) {
      return Ended.failed(How.MAYBE_EXECUTED, failure);
    }
    if (cause.origin() == RpcException.Origin.PROVIDER) {
      task.reached++;
    }
    return Ended.failed(Verdict.noOtherHelps(cause) ? How.FINAL : How.NOT_EXECUTED, failure);
  }
}
