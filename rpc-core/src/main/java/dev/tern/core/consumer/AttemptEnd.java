package dev.tern.core.consumer;

import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.Deadline;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.RpcException.FailedAttempt;
import dev.tern.api.RpcException.Origin;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Pushback;
import dev.tern.core.directory.LiveCandidate;
import dev.tern.core.directory.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Says of an attempt that failed what the transport told of it, in the terms of a cluster and of the caller. */
record AttemptEnd(ServiceAttempts service, LiveCandidate candidate, Invocation invocation, long startedNanos) {
  static final String NO_ANSWER = "no answer";
  /** Whoever does not answer so long may be blamed for it; with less time left, the fault is the caller's. */
  private static final long FAIR_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long SAME_MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** The end of an attempt that need not begin: its time is over, or it was cancelled. Else null. */
  static @Nullable Attempt beforeStart(Invocation invocation, long nowNanos) {
    if (invocation.deadline().atNanos() - nowNanos <= 0) {
      return new Attempt.NotExecuted(RpcException.notExecuted(Code.DEADLINE_EXCEEDED, "expired before it was sent"));
    }
    RpcException cancelled = invocation.cancellation().cause();
    return cancelled == null ? null
        : new Attempt.NotExecuted(RpcException.notExecuted(cancelled.code(), "cancelled before it was sent"));
  }

  /** Cancels a call as the invocation's cancellation says. */
  static void cancel(Call call, Cancellation cancellation) {
    RpcException cause = cancellation.cause();
    if (cause != null) {
      boolean late = cause.code() == Code.DEADLINE_EXCEEDED;
      call.cancel(late ? Code.DEADLINE_EXCEEDED : Code.CANCELLED, late ? NO_ANSWER : "cancelled");
    }
  }

  /** A message that is too long, of which only this side knows what it was; others as they are. */
  static RpcException named(RpcException refusal, Invocation invocation) {
    return refusal.code() != Code.RESOURCE_EXHAUSTED ? refusal
        : new RpcException(refusal.code(), refusal.execution(), refusal.origin(),
            invocation.method().fullName() + ": " + refusal.getMessage(), null, List.of());
  }

  RpcException unreadable(String reason) {
    return new RpcException(Code.INTERNAL, Execution.MAYBE_EXECUTED, Origin.LOCAL,
        invocation.method().fullName() + ": the reply of " + candidate.endpoint() + " cannot be decoded: " + reason
            + "\n  Compare the types of both sides: the provider answered with another message than this side expects.",
        null, List.of());
  }

  /**
   * What a failed call says of the provider's health: a failure of the wire or of the provider's state does, one of the
   * service or its caller's wish does not. Nor does a deadline that left it less time than it needs when it is well.
   *
   * @param answering true if the provider had begun to answer
   */
  Outcome outcome(Call.Closed closed, boolean answering) {
    Call.Closed failed = expired(closed);
    if (failed.delivery() != Call.Delivery.ANSWERED) {
      RpcException own = invocation.cancellation().cause();
      if (own != null && own.code() == Code.CANCELLED) {
        return Outcome.UNKNOWN;
      }
      boolean tooLong = answering && failed.code() == Code.RESOURCE_EXHAUSTED;
      boolean tooEarly = failed.code() == Code.DEADLINE_EXCEEDED
          && elapsedNanos() < Math.max(FAIR_NANOS, candidate.answerNanos()); // a provider that is well may need as long
      return tooLong ? Outcome.WELL : tooEarly ? Outcome.UNKNOWN : Outcome.FAILED;
    }
    if (failed.code() == Code.UNAVAILABLE) {
      return Outcome.FAILED;
    }
    boolean late = failed.code() == Code.DEADLINE_EXCEEDED; // it waited there for a thread until its time was over
    return (late || failed.code() == Code.RESOURCE_EXHAUSTED) && "no".equals(failed.trailers().get(Headers.EXECUTED))
        ? Outcome.REFUSED : Outcome.WELL;
  }

  RpcException secondReply() {
    return new RpcException(Code.INTERNAL, Execution.MAYBE_EXECUTED, Origin.LOCAL,
        invocation.method().fullName() + ": " + candidate.endpoint() + " sent a second reply, so that its method streams them"
            + "\n  Return Flow.Publisher, Stream or Iterator here; calls without the interface cannot stream.", null, List.of());
  }

  /**
   * What became of an attempt whose call failed before it had an answer.
   *
   * @param answering true if the provider had begun to answer
   */
  Attempt attempt(Call.Closed failed, boolean answering) {
    Call.Closed closed = expired(failed);
    Code code = closed.code() == null ? Code.UNKNOWN : closed.code();
    return switch (closed.delivery()) {
      case NOT_SENT -> new Attempt.NotExecuted(oneLine(code, Execution.NOT_EXECUTED, Origin.LOCAL, closed));
      case MAYBE_SENT -> answering && code == Code.RESOURCE_EXHAUSTED
          ? Attempt.Answered.failed(tooLong(closed)) // it ran, and no other provider's reply would be any shorter
          : new Attempt.MaybeExecuted(oneLine(code, Execution.MAYBE_EXECUTED, Origin.LOCAL, closed));
      case ANSWERED -> answered(code, closed);
    };
  }

  private RpcException tooLong(Call.Closed closed) {
    return new RpcException(Code.RESOURCE_EXHAUSTED, Execution.MAYBE_EXECUTED, Origin.LOCAL, named(closed.message()), null,
        List.of());
  }

  /**
   * Why a call failed that cannot be made again: it had begun to answer, or its streamed request had begun. The
   * caller's own reason to end it, if there was one.
   *
   * @param begun true if the provider certainly had begun to answer
   */
  Throwable finalFailure(Call.Closed closed, boolean begun) {
    RpcException own = invocation.cancellation().cause();
    if (own != null && closed.delivery() != Call.Delivery.ANSWERED) {
      return own;
    }
    Attempt attempt = attempt(closed, begun);
    if (attempt instanceof Attempt.Answered answered && answered.failure() != null) {
      return answered.failure();
    }
    boolean executed = begun || attempt instanceof Attempt.MaybeExecuted;
    RpcException cause = attempt instanceof Attempt.NotExecuted not ? not.cause()
        : ((Attempt.MaybeExecuted) attempt).cause();
    if (executed && cause.execution() == Execution.NOT_EXECUTED) { // it says so of a call that had answered before
      cause = oneLine(cause.code(), Execution.MAYBE_EXECUTED, cause.origin(), closed);
    }
    FailedAttempt only = new FailedAttempt(candidate.endpoint(), elapsed(), cause);
    return new RpcException(cause.code(), cause.execution(), cause.origin(),
        invocation.method().fullName() + (begun ? " broke off\n  " : " failed, in 1 attempt\n  ") + only, cause,
        List.of(only));
  }

  /**
   * The provider counts the deadline down as well. If it was first to give up, by a moment, that is the same: no
   * answer in time.
   */
  private Call.Closed expired(Call.Closed closed) {
    boolean streams = invocation.method().kind() != MethodKind.UNARY;
    Deadline onWire = streams ? invocation.total() : invocation.deadline();
    boolean wordless = closed.delivery() == Call.Delivery.ANSWERED && closed.message().isEmpty()
        && closed.trailers().get(Headers.EXECUTED) == null; // some servers send a status instead of a reset
    if (onWire == null || closed.code() != Code.CANCELLED
        || !wordless && closed.delivery() != Call.Delivery.MAYBE_SENT
        || onWire.remainingNanos(service.clock()) > SAME_MOMENT_NANOS) {
      return closed;
    }
    RpcException cancelled = invocation.cancellation().cause();
    return cancelled != null && cancelled.code() != Code.DEADLINE_EXCEEDED ? closed
        : new Call.Closed(Code.DEADLINE_EXCEEDED, NO_ANSWER, Call.Delivery.MAYBE_SENT, closed.trailers(),
            closed.cause());
  }

  private Attempt answered(Code code, Call.Closed closed) {
    if ("no".equals(closed.trailers().get(Headers.EXECUTED))) {
      return new Attempt.NotExecuted(oneLine(code, Execution.NOT_EXECUTED, Origin.PROVIDER, closed),
          Pushback.of(closed.trailers()));
    }
    Throwable declared = service.errors().read(closed, candidate.endpoint(), elapsed());
    if (declared != null) {
      return Attempt.Answered.failed(declared);
    }
    return switch (code) {
      // Said by a provider that goes away, and by proxies on the way to it: another may well answer.
      case UNAVAILABLE, CANCELLED, DEADLINE_EXCEEDED ->
          new Attempt.MaybeExecuted(oneLine(code, Execution.MAYBE_EXECUTED, Origin.PROVIDER, closed),
              Pushback.of(closed.trailers()));
      // What its code did not choose to say comes without a name: whose log is to be opened?
      case UNKNOWN -> finalAnswer(code, named(closed.message()), closed.trailers());
      default -> finalAnswer(code, closed.message().isEmpty() ? named("") : closed.message(), closed.trailers());
    };
  }

  private String named(String message) {
    return invocation.method().fullName() + " at " + candidate.endpoint() + ": "
        + (message.isEmpty() ? "no reason given" : message);
  }

  private Attempt finalAnswer(Code code, String message, Headers trailers) {
    return Attempt.Answered.failed(RpcException.answered(code, message, candidate.endpoint(), elapsed(),
        AttemptCall.attachments(trailers)));
  }

  private Duration elapsed() {
    return Duration.ofNanos(elapsedNanos());
  }

  private long elapsedNanos() {
    return service.clock().nanoTime() - startedNanos;
  }

  /** Of an attempt, to be listed in the failure of its call: the stack of an event loop below it would help nobody. */
  private static RpcException oneLine(Code code, Execution execution, Origin origin, Call.Closed closed) {
    RpcException failure = new RpcException(code, execution, origin,
        closed.message().isEmpty() ? code.toString() : closed.message(), closed.cause(), List.of());
    failure.setStackTrace(new StackTraceElement[0]);
    return failure;
  }
}
