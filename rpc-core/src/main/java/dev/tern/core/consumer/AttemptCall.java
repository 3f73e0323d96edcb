package dev.tern.core.consumer;

import dev.tern.api.Attachments;
import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.RpcException.Origin;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.Reply;
import dev.tern.api.spi.Scheduler;
import dev.tern.api.spi.WriteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on one candidate: writes the arguments, reads the reply, and says how it ended. One object is the
 * stage, the writer, the transport's listener and the action on cancellation, since there is one of each per attempt.
 */
final class AttemptCall extends CompletableFuture<Attempt> implements MessageWriter, Call.Listener, Runnable {
  private static final String NO_ANSWER = "no answer";
  private static final long SAME_MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final ServiceAttempts service;
  private final LiveCandidate candidate;
  private final Invocation invocation;
  private long startedNanos;
  private Headers replyHeaders = Headers.empty();
  private boolean replied;
  private @Nullable Object value;
  private @Nullable RpcException unreadable;
  private volatile @Nullable Call call;
  private volatile Scheduler.@Nullable Timer limitTimer;
  private volatile boolean ended;

  AttemptCall(ServiceAttempts service, LiveCandidate candidate, Invocation invocation) {
    this.service = service;
    this.candidate = candidate;
    this.invocation = invocation;
  }

  /**
   * Begins.
   *
   * @param limitNanos when to ask {@code giveUp} whether to end it
   * @throws RpcException for arguments that cannot travel: no other attempt would fare better
   */
  AttemptCall start(long limitNanos, BooleanSupplier giveUp) {
    startedNanos = service.clock().nanoTime();
    long remaining = invocation.deadline().atNanos() - startedNanos;
    if (remaining <= 0) {
      complete(new Attempt.NotExecuted(RpcException.notExecuted(Code.DEADLINE_EXCEEDED, "expired before it was sent")));
      return this;
    }
    Cancellation cancellation = invocation.cancellation();
    RpcException cancelled = cancellation.cause();
    if (cancelled != null) {
      complete(new Attempt.NotExecuted(RpcException.notExecuted(cancelled.code(), "cancelled before it was sent")));
      return this;
    }
    candidate.attemptStarted();
    Call started;
    try {
      started = candidate.connection().unary(service.route(), headers(), remaining, this, this);
    } catch (RuntimeException | Error e) {
      candidate.attemptEnded(service.clock().nanoTime() - startedNanos);
      if (e instanceof RpcException known && known.code() == Code.RESOURCE_EXHAUSTED) {
        throw named(known);
      }
      throw e;
    }
    call = started;
    if (isDone()) {
      return this;
    }
    cancellation.onCancel(this);
    if (limitNanos < remaining) {
      limitTimer = service.scheduler().schedule(limitNanos, () -> {
        if (!isDone() && giveUp.getAsBoolean()) {
          started.cancel(Code.DEADLINE_EXCEEDED, NO_ANSWER);
        }
      });
    }
    if (ended) { // meanwhile, perhaps before there was something to forget
      forget();
    }
    return this;
  }

  /** A message that is too long, of which only this side knows what it was. */
  private RpcException named(RpcException tooLong) {
    return new RpcException(tooLong.code(), tooLong.execution(), tooLong.origin(),
        invocation.method().fullName() + ": " + tooLong.getMessage(), null, List.of());
  }

  private Headers headers() {
    Attachments attachments = invocation.attachments();
    if (attachments.isEmpty()) {
      return Headers.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    attachments.forEach(values::put);
    return Headers.of(values);
  }

  /** The invocation was cancelled. */
  @Override
  public void run() {
    Call current = call;
    RpcException cause = invocation.cancellation().cause();
    if (current != null && cause != null) {
      current.cancel(cause.code(), cause.code() == Code.DEADLINE_EXCEEDED ? NO_ANSWER : "cancelled");
    }
  }

  @Override
  public void write(WriteBuffer out) {
    service.codec().arguments().write(invocation.arguments(), out);
  }

  @Override
  public void onHeaders(Headers headers) {
    replyHeaders = headers;
  }

  @Override
  public void onMessage(ReadBuffer message) {
    if (replied) {
      unreadable = unreadable("the provider sent a second reply");
      return;
    }
    replied = true;
    try {
      value = service.codec().reply().read(message);
    } catch (DecodeException e) {
      unreadable = unreadable(e.getMessage());
    } catch (RuntimeException | Error e) { // a constructor of the user's type refused what came
      unreadable = unreadable(e.toString());
    }
  }

  private RpcException unreadable(String reason) {
    return new RpcException(Code.INTERNAL, Execution.MAYBE_EXECUTED, Origin.LOCAL,
        invocation.method().fullName() + ": the reply of " + candidate.endpoint() + " cannot be decoded: " + reason
            + "\n  Compare the types of both sides: the provider answered with another message than this side expects.",
        null, List.of());
  }

  @Override
  public void onClose(Call.Closed closed) {
    candidate.attemptEnded(service.clock().nanoTime() - startedNanos);
    ended = true; // before: whoever registers something after this forgets it again
    forget();
    complete(outcome(expired(closed)));
  }

  /**
   * The provider counts the deadline down as well. If it was first to give up, by a moment, that is the same: no
   * answer in time.
   */
  private Call.Closed expired(Call.Closed closed) {
    if (closed.code() != Code.CANCELLED || closed.delivery() != Call.Delivery.MAYBE_SENT
        || invocation.deadline().remainingNanos(service.clock()) > SAME_MOMENT_NANOS) {
      return closed;
    }
    RpcException cancelled = invocation.cancellation().cause();
    return cancelled != null && cancelled.code() != Code.DEADLINE_EXCEEDED ? closed
        : new Call.Closed(Code.DEADLINE_EXCEEDED, NO_ANSWER, closed.delivery(), closed.trailers(), closed.cause());
  }

  private void forget() {
    invocation.cancellation().remove(this);
    Scheduler.Timer timer = limitTimer;
    if (timer != null) {
      timer.cancel();
    }
  }

  private Attempt outcome(Call.Closed closed) {
    if (unreadable != null) {
      return Attempt.Answered.failed(unreadable);
    }
    Code code = closed.code();
    if (code == null) {
      return replied ? Attempt.Answered.with(new Reply(value, attachments()))
          : Attempt.Answered.failed(unreadable("it has no message"));
    }
    return switch (closed.delivery()) {
      case NOT_SENT -> new Attempt.NotExecuted(oneLine(code, Execution.NOT_EXECUTED, Origin.LOCAL, closed));
      case MAYBE_SENT -> new Attempt.MaybeExecuted(oneLine(code, Execution.MAYBE_EXECUTED, Origin.LOCAL, closed));
      case ANSWERED -> answered(code, closed);
    };
  }

  private Attachments attachments() {
    return replyHeaders == Headers.empty() ? Attachments.empty() : Attachments.received(replyHeaders::get);
  }

  private Attempt answered(Code code, Call.Closed closed) {
    if ("no".equals(closed.trailers().get(Headers.EXECUTED))) {
      return new Attempt.NotExecuted(oneLine(code, Execution.NOT_EXECUTED, Origin.PROVIDER, closed));
    }
    Throwable declared = service.errors().read(closed.trailers());
    if (declared != null) {
      return Attempt.Answered.failed(declared);
    }
    return switch (code) {
      // Said by a provider that goes away, and by proxies on the way to it: another may well answer.
      case UNAVAILABLE, CANCELLED, DEADLINE_EXCEEDED ->
          new Attempt.MaybeExecuted(oneLine(code, Execution.MAYBE_EXECUTED, Origin.PROVIDER, closed));
      // What its code did not choose to say comes without a name: whose log is to be opened?
      case UNKNOWN -> finalAnswer(code,
          invocation.method().fullName() + " at " + candidate.endpoint() + ": "
              + (closed.message().isEmpty() ? "no reason given" : closed.message()));
      default -> finalAnswer(code, closed.message().isEmpty()
          ? invocation.method().fullName() + " at " + candidate.endpoint() + ": no reason given" : closed.message());
    };
  }

  private Attempt finalAnswer(Code code, String message) {
    return Attempt.Answered.failed(RpcException.answered(code, message, candidate.endpoint(),
        Duration.ofNanos(service.clock().nanoTime() - startedNanos)));
  }

  /** Of an attempt, to be listed in the failure of its call: the stack of an event loop below it would help nobody. */
  private static RpcException oneLine(Code code, Execution execution, Origin origin, Call.Closed closed) {
    RpcException failure = new RpcException(code, execution, origin,
        closed.message().isEmpty() ? code.toString() : closed.message(), closed.cause(), List.of());
    failure.setStackTrace(new StackTraceElement[0]);
    return failure;
  }
}
