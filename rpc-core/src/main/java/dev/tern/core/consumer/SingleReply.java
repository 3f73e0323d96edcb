package dev.tern.core.consumer;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The one reply to a streamed request, as the future that its method returns. Completed on the client's executor;
 * cancelling it cancels the call.
 */
final class SingleReply extends CompletableFuture<Object> implements BiConsumer<Reply, @Nullable Throwable> {
  private final MethodCaller caller;
  private final Invocation invocation;
  private final StreamTimes times;
  private final @Nullable Surroundings surroundings;
  private final AtomicBoolean ended = new AtomicBoolean();

  SingleReply(MethodCaller caller, Invocation invocation, RequestSource requests) {
    this.caller = caller;
    this.invocation = invocation;
    this.surroundings = Surroundings.of(invocation);
    this.times = new StreamTimes(caller, invocation, requests, reason -> accept(null, reason));
  }

  SingleReply start() {
    times.start();
    (surroundings == null ? caller.invoke(invocation) : surroundings.begin(caller)).whenComplete(this);
    return this;
  }

  /** The call ended, on any thread. */
  @Override
  public void accept(@Nullable Reply reply, @Nullable Throwable thrown) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    times.ended();
    Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    Throwable failure = cause == null && reply == null ? new IllegalStateException("a filter answered null") : cause;
    if (surroundings == null) {
      Hop.run(caller.completions(), () -> finish(reply, failure));
      return;
    }
    surroundings.end(reply, failure);
    Throwable explained = failure == null ? null : surroundings.explain(failure);
    Hop.run(caller.completions(), invocation.context().wrap(() -> finish(reply, explained)));
  }

  private void finish(@Nullable Reply reply, @Nullable Throwable failure) {
    if (failure == null && reply != null) {
      complete(reply.value());
    } else {
      completeExceptionally(failure);
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      times.ended();
      if (surroundings != null) {
        surroundings.leave();
      }
      invocation.cancellation().cancel(
          RpcException.maybeExecuted(Code.CANCELLED, caller.method().fullName() + ": cancelled by the caller"));
    }
    return cancelled;
  }
}
