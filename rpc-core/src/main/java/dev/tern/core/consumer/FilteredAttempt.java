package dev.tern.core.consumer;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Reply;
import dev.tern.core.filter.Filters;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One attempt seen through filters, which know replies and failures but no attempts. The worst that happened behind
 * them is remembered: a filter may change a failure, or try again, but cannot make the provider not have run.
 */
final class FilteredAttempt implements BiFunction<@Nullable Reply, @Nullable Throwable, Attempt> {
  // Guarded by this
  private int underWay;
  private @Nullable Attempt worst;
  private @Nullable RpcException refusal;

  private FilteredAttempt() {}

  static CompletionStage<Attempt> start(Filters filters, Function<Invocation, CompletionStage<Attempt>> attempt,
      Invocation invocation) {
    FilteredAttempt outcome = new FilteredAttempt();
    return filters.invoke(invocation, filtered -> outcome.attempt(attempt, filtered)).handle(outcome);
  }

  private CompletionStage<Reply> attempt(Function<Invocation, CompletionStage<Attempt>> attempt, Invocation invocation) {
    begun();
    CompletionStage<Attempt> stage;
    try {
      stage = attempt.apply(invocation);
    } catch (RpcException e) { // arguments that cannot travel
      ended(new Attempt.NotExecuted(e));
      refused(e);
      throw e;
    }
    return stage.thenCompose(this::unwrap);
  }

  private CompletionStage<Reply> unwrap(Attempt attempt) {
    ended(attempt);
    if (attempt instanceof Attempt.Answered answered && answered.reply() != null) {
      return CompletableFuture.completedFuture(answered.reply());
    }
    return CompletableFuture.failedFuture(causeOf(attempt));
  }

  private synchronized void refused(RpcException arguments) {
    refusal = arguments;
  }

  private synchronized void begun() {
    underWay++;
  }

  private synchronized void ended(Attempt attempt) {
    underWay--;
    if (worst == null || severity(attempt) >= severity(worst)) {
      worst = attempt;
    }
  }

  private static int severity(Attempt attempt) {
    return attempt instanceof Attempt.NotExecuted ? 0 : attempt instanceof Attempt.MaybeExecuted ? 1 : 2;
  }

  @Override
  public synchronized Attempt apply(@Nullable Reply reply, @Nullable Throwable failure) {
    if (failure == null) {
      return Attempt.Answered.with(requireNonNull(reply, "reply")); // the filters see to that
    }
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    if (cause == refusal) {
      return Attempt.Answered.failed(cause); // no other attempt would fare better
    }
    Attempt seen = worst;
    if (seen != null && underWay == 0 && cause == causeOf(seen)) {
      return seen; // passed on as it was
    }
    boolean certain = underWay == 0 && (seen == null || seen instanceof Attempt.NotExecuted);
    if (cause instanceof RpcException own && own.execution() == Execution.NOT_EXECUTED) {
      return certain ? new Attempt.NotExecuted(own) : Attempt.Answered.failed(maybeExecuted(own));
    }
    return Attempt.Answered.failed(cause);
  }

  private static RpcException maybeExecuted(RpcException own) {
    return new RpcException(own.code(), Execution.MAYBE_EXECUTED, own.origin(), String.valueOf(own.getMessage()), own,
        List.of());
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
