package dev.tern.core.consumer;

import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Reply;
import dev.tern.core.filter.Filters;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One attempt seen through filters, which know replies and failures but no attempts. How the innermost attempt ended
 * is remembered, so that a failure which passes the filters unchanged keeps its meaning.
 */
final class FilteredAttempt implements BiFunction<@Nullable Reply, @Nullable Throwable, Attempt> {
  private volatile @Nullable Attempt innermost;

  private FilteredAttempt() {}

  static CompletionStage<Attempt> start(Filters filters, Function<Invocation, CompletionStage<Attempt>> attempt,
      Invocation invocation) {
    FilteredAttempt outcome = new FilteredAttempt();
    return filters.wrap(filtered -> attempt.apply(filtered).thenCompose(outcome::unwrap)).invoke(invocation)
        .handle(outcome);
  }

  private CompletionStage<Reply> unwrap(Attempt attempt) {
    innermost = attempt;
    if (attempt instanceof Attempt.Answered answered) {
      return answered.reply() != null ? CompletableFuture.completedFuture(answered.reply())
          : CompletableFuture.failedFuture(answered.failure());
    }
    return CompletableFuture.failedFuture(causeOf(attempt));
  }

  @Override
  public Attempt apply(@Nullable Reply reply, @Nullable Throwable failure) {
    if (failure == null) {
      return reply != null ? Attempt.Answered.with(reply) : Attempt.Answered.failed(
          RpcException.maybeExecuted(dev.tern.api.Code.INTERNAL, "a filter answered null"));
    }
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    Attempt seen = innermost;
    if (seen != null && cause == causeOf(seen)) {
      return seen;
    }
    // A failure of the filter's own: whether the provider ran is what the attempt says, if there was one.
    if (seen == null) {
      return cause instanceof RpcException own && own.execution() == Execution.NOT_EXECUTED
          ? new Attempt.NotExecuted(own) : Attempt.Answered.failed(cause);
    }
    return Attempt.Answered.failed(cause);
  }

  private static @Nullable Throwable causeOf(Attempt attempt) {
    if (attempt instanceof Attempt.NotExecuted notExecuted) {
      return notExecuted.cause();
    }
    if (attempt instanceof Attempt.MaybeExecuted maybeExecuted) {
      return maybeExecuted.cause();
    }
    return ((Attempt.Answered) attempt).failure();
  }
}
