package dev.tern.core.filter;

import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One call behind its filters. Remembers what went past all of them, so that a failure which says that nothing was
 * executed is told only if that is certain; from then on nothing goes past them any more.
 */
final class LabelledCall implements Invoker {
  private final Invoker innermost;
  private final boolean onProvider;
  // Guarded by this
  private final List<CompletionStage<Reply>> passed = new ArrayList<>(1);
  private int entering;
  private boolean refused;

  /** @param onProvider true if whatever goes past the filters is executed there and then */
  LabelledCall(Invoker innermost, boolean onProvider) {
    this.innermost = innermost;
    this.onProvider = onProvider;
  }

  CompletionStage<Reply> through(Filters filters, Invocation invocation) {
    CompletionStage<Reply> stage = filters.invoke(invocation, this);
    return stage instanceof CompletableFuture<Reply> future && future.isDone() && !future.isCompletedExceptionally()
        ? stage : stage.exceptionally(failure -> {
          throw labelled(failure);
        });
  }

  @Override
  public CompletionStage<Reply> invoke(Invocation invocation) {
    synchronized (this) {
      if (refused) {
        return CompletableFuture.failedFuture(new IllegalStateException(invocation.method().fullName()
            + ": a filter called next after the call had failed as not executed"));
      }
      entering++;
    }
    CompletionStage<Reply> stage;
    try {
      stage = innermost.invoke(invocation);
    } catch (Throwable e) { // a cluster's, which is a plug-in as well
      stage = CompletableFuture.failedFuture(e);
    }
    synchronized (this) {
      entering--;
      passed.add(stage);
    }
    return onProvider ? executed(stage) : stage;
  }

  /** What the handler says of other calls that it made is no word about this one. */
  private static CompletionStage<Reply> executed(CompletionStage<Reply> stage) {
    CompletableFuture<Reply> future = stage.toCompletableFuture();
    return future.isDone() && !future.isCompletedExceptionally() ? future : future.exceptionally(failure -> {
      throw wrapped(cause(failure) instanceof RpcException told && told.execution() == Execution.NOT_EXECUTED
          ? maybeExecuted(told) : failure);
    });
  }

  private CompletionException labelled(Throwable failure) {
    Throwable cause = cause(failure);
    if (!(cause instanceof RpcException told) || told.execution() != Execution.NOT_EXECUTED) {
      return wrapped(failure);
    }
    if (isCertain()) {
      return onProvider ? wrapped(new RefusedException(told)) : wrapped(failure);
    }
    return wrapped(maybeExecuted(told));
  }

  private synchronized boolean isCertain() {
    refused = entering == 0 && (onProvider ? passed.isEmpty() : passed.stream().allMatch(LabelledCall::notExecuted));
    return refused;
  }

  private static RpcException maybeExecuted(RpcException told) {
    RpcException truth = new RpcException(told.code(), Execution.MAYBE_EXECUTED, told.origin(),
        String.valueOf(told.getMessage()), told, told.attempts());
    truth.setStackTrace(told.getStackTrace());
    return truth;
  }

  private static boolean notExecuted(CompletionStage<Reply> stage) {
    CompletableFuture<Reply> future = stage.toCompletableFuture();
    return future.isCompletedExceptionally() && cause(future.handle((reply, failure) -> failure).join())
        instanceof RpcException told && told.execution() == Execution.NOT_EXECUTED;
  }

  private static @Nullable Throwable cause(@Nullable Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
  }

  private static CompletionException wrapped(Throwable failure) {
    return failure instanceof CompletionException known ? known : new CompletionException(failure);
  }
}
