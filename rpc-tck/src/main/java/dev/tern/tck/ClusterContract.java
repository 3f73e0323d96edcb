package dev.tern.tck;

import static dev.tern.tck.ScriptedAttempts.answered;
import static dev.tern.tck.ScriptedAttempts.answeredWithFailure;
import static dev.tern.tck.ScriptedAttempts.ended;
import static dev.tern.tck.ScriptedAttempts.maybeExecuted;
import static dev.tern.tck.ScriptedAttempts.notExecuted;
import static dev.tern.tck.ScriptedAttempts.thrown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Options;
import dev.tern.api.spi.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every cluster mode does that gives the caller the outcome of one of its attempts. Extend it, name your factory,
 * and add what is special about yours. A mode that turns failures into something else overrides what it does otherwise.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class ClusterContract {
  /** Three providers, on which attempts go as each test writes down. */
  protected final ScriptedAttempts attempts =
      new ScriptedAttempts("10.0.0.7:9000", "10.0.0.8:9000", "10.0.0.9:9000");

  /** For subclasses. */
  protected ClusterContract() {}

  /** Makes the clusters under test. */
  protected abstract ClusterFactory factory();

  /** Most attempts that one call may make by default, over three providers that all fail. */
  protected abstract int mostAttempts();

  @Test
  void itsNameIsLowerSnakeCase() {
    assertThat(factory().name()).matches("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  }

  @Test
  void aReplyPassesThroughAsItIs() {
    Reply reply = Reply.of("hello");
    attempts.thenAlways(ended(Attempt.Answered.with(reply)));

    CompletableFuture<Reply> outcome = call("greet");

    assertThat(outcome).isCompletedWithValueMatching(value -> value == reply);
  }

  @Test
  void aReplyThatComesLaterPassesThroughToo() {
    attempts.thenAlways(attempts.after(Duration.ofMillis(50), answered("hello")));

    CompletableFuture<Reply> outcome = call("greet");
    assertThat(outcome).isNotDone();
    attempts.scheduler().advance(Duration.ofMillis(50));

    assertThat(valueOf(outcome)).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"greet", "find"})
  void aFailureThatTheProviderAnsweredWithIsFinalAndArrivesAsItIs(String method) {
    for (Throwable failure : List.of(new IllegalStateException("declared"),
        new RpcException(Code.UNAVAILABLE, "said the provider"))) {
      int before = attempts.made().size();
      attempts.thenAlways(answeredWithFailure(failure));

      CompletableFuture<Reply> outcome = call(method);

      assertThat(failureOf(outcome)).isSameAs(failure);
      assertThat(attempts.made().size() - before).isLessThanOrEqualTo(mostAttempts());
    }
  }

  @Test
  void whatMayHaveBeenExecutedIsNotRepeatedUnlessItsMethodIsIdempotent() {
    attempts.thenAlways(maybeExecuted("connection reset"));

    RpcException failure = rpcFailureOf(settle(call("greet")));

    assertThat(attempts.places()).hasSize(1);
    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void silenceIsNotRepeatedUnlessItsMethodIsIdempotent() {
    attempts.thenAlways(attempts.silent());

    RpcException failure = rpcFailureOf(settle(call("greet")));

    assertThat(attempts.places()).hasSize(1);
    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
  }

  @Test
  void aCallThatCertainlyReachedNobodySaysSo() {
    attempts.thenAlways(notExecuted("connection refused"));

    RpcException failure = rpcFailureOf(settle(call("greet")));

    assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(failure.origin()).isEqualTo(RpcException.Origin.LOCAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"greet", "find"})
  void noCallMakesMoreAttemptsThanItsModeAllows(String method) {
    attempts.thenAlways(notExecuted("connection refused"));

    settle(call(method));

    assertThat(attempts.made()).hasSizeLessThanOrEqualTo(mostAttempts());
  }

  @Test
  void theFailureListsEveryAttemptWithItsAddress() {
    attempts.thenAlways(notExecuted("connection refused"));

    RpcException failure = rpcFailureOf(settle(call("find")));

    assertThat(failure.attempts()).extracting(attempt -> attempt.endpoint().toString())
        .containsExactlyInAnyOrderElementsOf(attempts.places());
    assertThat(failure.getMessage()).contains("demo.Greeting/find").contains(attempts.places());
  }

  @Test
  void noFailureTellsTheArguments() {
    attempts.thenAlways(thrown(new IllegalStateException("cannot write Ada")));

    RpcException failure = rpcFailureOf(settle(call("greet")));

    assertThat(failure.getMessage()).doesNotContain("Ada");
  }

  @Test
  void theDeadlineEndsTheCall() {
    attempts.thenAlways(attempts.silent());

    CompletableFuture<Reply> outcome = call("find");
    attempts.scheduler().advance(Calls.TIMEOUT.minusMillis(1));
    assertThat(outcome).isNotDone();
    attempts.scheduler().advance(Duration.ofMillis(1));

    assertThat(rpcFailureOf(outcome).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(attempts.made()).allSatisfy(made -> assertThat(made.limit()).isLessThanOrEqualTo(Calls.TIMEOUT));
  }

  @Test
  void aCallWhoseDeadlineHasPassedReachesNobody() {
    Invocation late = Calls.of("find", attempts.clock());
    attempts.scheduler().advance(Calls.TIMEOUT);

    RpcException failure = rpcFailureOf(call(late));

    assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    assertThat(attempts.made()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"greet", "find"})
  void cancellationEndsTheCallAtOnceAndForGood(String method) {
    attempts.thenAlways(attempts.silent());
    Invocation call = Calls.of(method, attempts.clock());

    CompletableFuture<Reply> outcome = call(call);
    cancel(call);

    RpcException failure = rpcFailureOf(outcome);
    assertThat(failure.code()).isEqualTo(Code.CANCELLED);
    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    int made = attempts.made().size();
    attempts.scheduler().advance(Duration.ofSeconds(10));
    assertThat(attempts.made()).hasSize(made);
  }

  @Test
  void aCallCancelledBeforeItBeginsReachesNobody() {
    Invocation call = Calls.of("find", attempts.clock());
    cancel(call);

    RpcException failure = rpcFailureOf(call(call));

    assertThat(failure.code()).isEqualTo(Code.CANCELLED);
    assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    assertThat(attempts.made()).isEmpty();
  }

  @Test
  void whereThereIsNoEndpointTheDirectorysOwnWordsArrive() {
    attempts.candidates();

    RpcException failure = rpcFailureOf(call("find"));

    assertThat(failure).hasMessage("no endpoint for demo.Greeting");
    assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
  }

  @Test
  void anAttemptThatThrowsInsteadOfEndingIsAFailedAttempt() {
    attempts.thenAlways(thrown(new IllegalStateException("broken")));

    RpcException failure = rpcFailureOf(settle(call("greet")));

    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(failure).hasStackTraceContaining("java.lang.IllegalStateException: broken");
    assertThat(attempts.made()).hasSize(1);
  }

  @Test
  void anAttemptWhoseStageFailsAgainstItsPromiseIsAFailedAttempt() {
    CompletableFuture<Attempt> broken = new CompletableFuture<>();
    attempts.thenAlways(attempt -> broken);

    CompletableFuture<Reply> outcome = call("greet");
    broken.completeExceptionally(new IllegalStateException("broken"));

    RpcException failure = rpcFailureOf(settle(outcome));
    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(failure).hasStackTraceContaining("java.lang.IllegalStateException: broken");
    assertThat(attempts.made()).hasSize(1);
  }

  @Test
  void argumentsThatCannotTravelEndTheCallWithThatVeryFailure() {
    RpcException refusal = RpcException.notExecuted(Code.INVALID_ARGUMENT, "Greeting.name: null cannot travel");
    attempts.thenAlways(thrown(refusal));

    assertThat(rpcFailureOf(settle(call("greet")))).isSameAs(refusal);
    assertThat(attempts.made()).hasSize(1);
  }

  @Test
  void aStageThatIsNoCompletableFutureWorksToo() {
    attempts.then(attempt -> CompletableFuture.completedStage(Attempt.Answered.with(Reply.of("at once"))));
    assertThat(valueOf(call("greet"))).isEqualTo("at once");

    CompletableFuture<Attempt> later = new CompletableFuture<>();
    attempts.then(attempt -> later.minimalCompletionStage());
    CompletableFuture<Reply> outcome = call("greet");
    later.complete(Attempt.Answered.with(Reply.of("later")));
    assertThat(valueOf(outcome)).isEqualTo("later");
  }

  @Test
  void withoutRetryBudgetThereIsOneAttempt() {
    attempts.thenAlways(notExecuted("connection refused"));
    attempts.budget().allow(0);

    settle(call("find"));

    assertThat(attempts.made()).hasSize(1);
  }

  @Test
  void everyCallIsCountedByTheRetryBudgetOnce() {
    attempts.thenAlways(notExecuted("connection refused"));

    settle(call("find"));
    settle(call("greet"));

    assertThat(attempts.budget().calls()).isEqualTo(2);
  }

  @Test
  void everyOfManyCallsAtOnceHasItsOwnOutcome() throws Exception {
    ExecutorService provider = Executors.newFixedThreadPool(4);
    ExecutorService callers = Executors.newFixedThreadPool(4);
    attempts.thenAlways(attempt -> CompletableFuture.supplyAsync(
        () -> Attempt.Answered.with(Reply.of(attempt.invocation().arguments().get(0))), provider));
    Invoker invoker = invoker();
    AtomicInteger outcomes = new AtomicInteger();
    try {
      List<CompletableFuture<Void>> calls = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        String argument = "caller-" + i;
        calls.add(CompletableFuture.supplyAsync(() -> Calls.of("find", argument, attempts.clock()), callers)
            .thenCompose(call -> invoker.invoke(call))
            .thenAccept(reply -> {
              assertThat(reply.value()).isEqualTo(argument);
              outcomes.incrementAndGet();
            }));
      }
      CompletableFuture.allOf(calls.toArray(new CompletableFuture<?>[0])).get(30, TimeUnit.SECONDS);
    } finally {
      callers.shutdownNow();
      provider.shutdownNow();
    }
    assertThat(outcomes).hasValue(20_000);
  }

  @Test
  void cancellationAndReplyAtTheSameMomentGiveOneOutcome() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      for (int i = 0; i < 2_000; i++) {
        CompletableFuture<Attempt> stage = new CompletableFuture<>();
        attempts.then(attempt -> {
          attempt.invocation().cancellation().onCancel(() -> stage.complete(
              new Attempt.MaybeExecuted(RpcException.maybeExecuted(Code.CANCELLED, "the call was cancelled"))));
          return stage;
        });
        Invocation call = Calls.of("find", attempts.clock());
        AtomicInteger outcomes = new AtomicInteger();
        CompletableFuture<Reply> outcome = call(call);
        CompletableFuture<?> seen = outcome.handle((reply, failure) -> outcomes.incrementAndGet());
        CompletableFuture<Void> cancelled = CompletableFuture.runAsync(() -> cancel(call), other);
        stage.complete(Attempt.Answered.with(Reply.of("hello")));
        cancelled.get(10, TimeUnit.SECONDS);
        seen.get(10, TimeUnit.SECONDS);
        assertThat(outcomes).hasValue(1);
      }
    } finally {
      other.shutdownNow();
    }
  }

  /** A new cluster over {@link #attempts}. */
  protected final Invoker invoker() {
    return factory().create(Options.none()).over(attempts);
  }

  /** Starts a call of a method of {@link Calls.Greeting}. */
  protected final CompletableFuture<Reply> call(String method) {
    return call(Calls.of(method, attempts.clock()));
  }

  /** Starts that call. An exception thrown instead of a failed stage fails the test. */
  protected final CompletableFuture<Reply> call(Invocation invocation) {
    return invoker().invoke(invocation).toCompletableFuture();
  }

  /** As the caller does who gives up. */
  protected final void cancel(Invocation call) {
    call.cancellation().cancel(RpcException.maybeExecuted(Code.CANCELLED, "the caller gave up"));
  }

  /** Lets so much time pass that every call has ended. */
  protected final CompletableFuture<Reply> settle(CompletableFuture<Reply> outcome) {
    attempts.scheduler().advance(Calls.TIMEOUT.multipliedBy(2));
    return outcome;
  }

  /** What a call replied that must have ended. */
  protected static @Nullable Object valueOf(CompletableFuture<Reply> outcome) {
    assertThat(outcome).isCompleted();
    return outcome.join().value();
  }

  /** Why a call failed that must have ended. */
  protected Throwable failureOf(CompletableFuture<Reply> outcome) {
    assertThat(outcome).isCompletedExceptionally();
    Throwable[] failure = new Throwable[1];
    try {
      outcome.join();
    } catch (CompletionException e) {
      failure[0] = e.getCause();
    } catch (CancellationException e) {
      failure[0] = e;
    }
    assertThat(failure[0]).isNotNull();
    return failure[0];
  }

  /** As {@link #failureOf}, for a failure of the framework's own. */
  protected RpcException rpcFailureOf(CompletableFuture<Reply> outcome) {
    Throwable failure = failureOf(outcome);
    assertThat(failure).isInstanceOf(RpcException.class);
    return (RpcException) failure;
  }
}
