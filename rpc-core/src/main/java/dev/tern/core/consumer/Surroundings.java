package dev.tern.core.consumer;

import dev.tern.api.Attachments;
import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.Deadline;
import dev.tern.api.NanoClock;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one outgoing call has to do with the context that it is made in: it ends with it, no later, and leaves nothing
 * behind in it. Calls outside of any context have none.
 */
final class Surroundings implements Runnable {
  /** Both count the same time down, on clocks of coarse ticks. */
  private static final long SAME_MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Invocation invocation;
  private final RpcContext context;
  private final @Nullable Consumer<Attachments> replied;
  private boolean refused; // by the thread that makes the call, before anybody else sees it end

  private Surroundings(Invocation invocation) {
    this.invocation = invocation;
    this.context = invocation.context();
    this.replied = context.takeReplied();
  }

  /** Null outside of contexts. */
  static @Nullable Surroundings of(Invocation invocation) {
    return invocation.context().isEmpty() ? null : new Surroundings(invocation);
  }

  /** The deadline of a call that is made here: after its own timeout, or with the context where that ends first. */
  static Deadline deadline(RpcContext here, long timeoutNanos, NanoClock clock) {
    Deadline limit = here.deadline();
    if (limit == null) {
      return Deadline.after(timeoutNanos, clock);
    }
    long now = clock.nanoTime(); // before what is left is asked: otherwise the time in between would be won
    long left = limit.remainingNanos(here.clock());
    return left < timeoutNanos ? new Deadline(now + left, Math.max(1, left)) : new Deadline(now + timeoutNanos, timeoutNanos);
  }

  /** Starts the call, unless the context has ended. */
  CompletionStage<Reply> begin(MethodCaller caller) {
    Code ended = ended(0);
    if (ended != null) {
      refused = true;
      return CompletableFuture.failedFuture(RpcException.notExecuted(ended,
          caller.method().fullName() + " was not sent: " + why(ended)));
    }
    Cancellation cancellation = context.cancellation();
    if (cancellation != null) {
      cancellation.onCancel(this);
    }
    return caller.invoke(invocation);
  }

  /** The context ended before the call did. */
  @Override
  public void run() {
    invocation.cancellation().cancel(RpcException.maybeExecuted(
        ended(SAME_MOMENT_NANOS) == Code.DEADLINE_EXCEEDED ? Code.DEADLINE_EXCEEDED : Code.CANCELLED,
        invocation.method().fullName() + " was cancelled"));
  }

  /** The call has ended. */
  void end(@Nullable Reply reply, @Nullable Throwable failure) {
    leave();
    answered(reply, failure);
  }

  /** The context forgets the call. For a stream this comes at its end, long after its headers. */
  void leave() {
    Cancellation cancellation = context.cancellation();
    if (cancellation != null) {
      cancellation.remove(this);
    }
  }

  /** Whoever asked is told what came with the reply. */
  void answered(@Nullable Reply reply, @Nullable Throwable failure) {
    if (replied != null) {
      replied.accept(reply != null ? reply.attachments()
          : failure instanceof RpcException known ? known.attachments() : Attachments.empty());
    }
  }

  /** The failure, saying so where it is not the call's own but that of the one it was made for. */
  Throwable explain(Throwable failure) {
    if (failure.getClass() != RpcException.class) {
      return failure;
    }
    RpcException known = (RpcException) failure;
    Code ended = ended(SAME_MOMENT_NANOS);
    boolean early = known.code() == Code.DEADLINE_EXCEEDED || known.code() == Code.CANCELLED;
    if (ended == null || !early || refused) {
      return failure;
    }
    return new RpcException(known.code(), known.execution(), known.origin(),
        known.getMessage() + "\n  It had to end: " + why(ended), known.getCause(), known.attempts(),
        known.attachments());
  }

  /** How the context ended, or null if it has not. */
  private @Nullable Code ended(long toleranceNanos) {
    Cancellation cancellation = context.cancellation();
    RpcException cause = cancellation == null ? null : cancellation.cause();
    Deadline deadline = context.deadline();
    if (deadline != null && deadline.remainingNanos(context.clock()) <= toleranceNanos
        || cause != null && cause.code() == Code.DEADLINE_EXCEEDED) {
      return Code.DEADLINE_EXCEEDED;
    }
    return cause == null ? null : Code.CANCELLED;
  }

  private String why(Code ended) {
    boolean expired = ended == Code.DEADLINE_EXCEEDED;
    return context.method() == null ? "the time limit of its context has passed"
        : context.service() + "/" + context.method() + ", which it was made for, "
            + (expired ? "has passed its deadline" : "was cancelled");
  }
}
