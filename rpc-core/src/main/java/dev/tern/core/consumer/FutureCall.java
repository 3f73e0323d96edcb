package dev.tern.core.consumer;

import dev.tern.api.Code;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Reply;
import dev.tern.api.spi.Scheduler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The future that a remote method returns. Completed on the client's executor, so that the user's continuations never
 * run on an event loop unless the client asked for it; cancelling it cancels the call.
 */
final class FutureCall extends CompletableFuture<Object> implements BiConsumer<Reply, @Nullable Throwable>, Runnable {
  private static final VarHandle ENDED;

  static {
    try {
      ENDED = MethodHandles.lookup().findVarHandle(FutureCall.class, "ended", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final MethodCaller caller;
  private final Invocation invocation;
  private final @Nullable Surroundings surroundings;
  private volatile boolean ended;
  private volatile Scheduler.@Nullable Timer timer;
  // Written before the executor is asked to run this, which publishes them.
  private @Nullable Object value;
  private @Nullable Throwable failure;

  FutureCall(MethodCaller caller, Invocation invocation) {
    this.caller = caller;
    this.invocation = invocation;
    this.surroundings = Surroundings.of(invocation);
  }

  FutureCall start() {
    CompletionStage<Reply> stage = surroundings == null ? caller.invoke(invocation) : surroundings.begin(caller);
    if (stage instanceof CompletableFuture<Reply> future && future.isDone()) {
      future.whenComplete(this::endHere); // nobody holds this future yet: no continuation to keep off any thread
      return this;
    }
    CallContext context = caller.context();
    timer = context.scheduler().schedule(Math.max(0, invocation.deadline().remainingNanos(context.clock())),
        this::expire);
    stage.whenComplete(this);
    return this;
  }

  private void endHere(@Nullable Reply reply, @Nullable Throwable thrown) {
    ended = true;
    keep(reply, thrown);
    run();
  }

  /** The call ended, on any thread. */
  @Override
  public void accept(@Nullable Reply reply, @Nullable Throwable thrown) {
    if (!ENDED.compareAndSet(this, false, true)) {
      return;
    }
    Scheduler.Timer set = timer;
    if (set != null) {
      set.cancel();
    }
    keep(reply, thrown);
    try {
      caller.completions().execute(this);
    } catch (RejectedExecutionException e) {
      run(); // the executor is shut down or full: late on the wrong thread is better than never
    }
  }

  private void keep(@Nullable Reply reply, @Nullable Throwable thrown) {
    if (thrown == null && reply != null) {
      value = reply.value();
      leave(reply, null);
    } else {
      Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause()
          : thrown != null ? thrown : MethodCaller.noAnswer();
      leave(null, cause);
      failure = surroundings == null ? cause : surroundings.explain(cause);
    }
  }

  private void leave(@Nullable Reply reply, @Nullable Throwable cause) {
    if (surroundings != null) {
      surroundings.end(reply, cause);
    }
  }

  /** Runs the user's continuations, in the context that the call was made in. */
  @Override
  public void run() {
    RpcContext context = invocation.context();
    if (context == RpcContext.current()) { // nearly always: none
      finish();
    } else {
      context.run(this::finish);
    }
  }

  private void finish() {
    if (failure == null) {
      complete(value);
    } else {
      completeExceptionally(failure);
    }
  }

  /** On the scheduler's thread; long before the deadline if the scheduler ends with its client. */
  private void expire() {
    long remaining = invocation.deadline().remainingNanos(caller.context().clock());
    RpcException reason = remaining > MethodCaller.LAST_WORD_NANOS
        ? RpcException.maybeExecuted(Code.UNAVAILABLE, caller.method().fullName() + ": the client was closed")
        : caller.expired(invocation);
    invocation.cancellation().cancel(reason);
    if (!ended) { // another thread is just about to end it with a better text, or a filter does not listen
      caller.context().scheduler().schedule(MethodCaller.LAST_WORD_NANOS, () -> accept(null, reason));
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      invocation.cancellation().cancel(
          RpcException.maybeExecuted(Code.CANCELLED, caller.method().fullName() + ": cancelled by the caller"));
    }
    return cancelled;
  }
}
