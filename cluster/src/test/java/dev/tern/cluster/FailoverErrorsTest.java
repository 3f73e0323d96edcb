package dev.tern.cluster;

import static dev.tern.tck.ScriptedAttempts.ended;
import static dev.tern.tck.ScriptedAttempts.maybeExecuted;
import static dev.tern.tck.ScriptedAttempts.notExecuted;
import static dev.tern.tck.ScriptedAttempts.thrown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.RpcException.Origin;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Options;
import dev.tern.api.spi.Reply;
import dev.tern.tck.Calls;
import dev.tern.tck.ScriptedAttempts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the one exception of a failed call says: what happened, to whom, and whether it ran. */
class FailoverErrorsTest {
  private final ScriptedAttempts attempts = new ScriptedAttempts("10.0.0.7:9000", "10.0.0.8:9000", "10.0.0.9:9000");

  @Test
  void aCallThatTookTooLongShowsWhereItsTimeWent() {
    attempts.then(attempts.after(Duration.ofMillis(3), notExecuted("connection refused"))).then(attempts.silent());

    RpcException failure = failureOf(settle(call("greet")));

    assertThat(failure).hasToString("""
        dev.tern.api.RpcException: DEADLINE_EXCEEDED: demo.Greeting/greet took longer than 500 ms, in 2 attempts
          10.0.0.7:9000  not executed, 3 ms: connection refused
          10.0.0.8:9000  maybe executed, 497 ms: no answer""");
    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(failure.origin()).isEqualTo(Origin.LOCAL);
  }

  @Test
  void aCallThatFailedEverywhereListsEveryProvider() {
    attempts.then(maybeExecuted("connection reset")).then(notExecuted("connection refused"))
        .then(ended(new Attempt.NotExecuted(new RpcException(Code.RESOURCE_EXHAUSTED, Execution.NOT_EXECUTED,
            Origin.PROVIDER, "too many calls", null, List.of()))));

    RpcException failure = failureOf(call("find"));

    assertThat(failure).hasMessage("""
        demo.Greeting/find failed, in 3 attempts
          10.0.0.7:9000  maybe executed, 0 ms: connection reset
          10.0.0.8:9000  not executed, 0 ms: connection refused
          10.0.0.9:9000  not executed, 0 ms: too many calls""");
    assertThat(failure.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(failure.origin()).isEqualTo(Origin.PROVIDER);
  }

  @Test
  void theLastFailureIsTheCauseAndTheOthersAreSuppressed() {
    attempts.then(notExecuted("first")).then(notExecuted("second")).then(notExecuted("third"));

    RpcException failure = failureOf(call("find"));

    assertThat(failure).hasCause(failure.attempts().get(2).failure());
    assertThat(failure.getSuppressed())
        .containsExactly(failure.attempts().get(0).failure(), failure.attempts().get(1).failure());
  }

  @Test
  void oneFailedAttemptHasTheSameShape() {
    attempts.then(maybeExecuted("connection reset"));

    assertThat(failureOf(call("greet"))).hasMessage("""
        demo.Greeting/greet failed, in 1 attempt
          10.0.0.7:9000  maybe executed, 0 ms: connection reset""");
  }

  @Test
  void aCallIsNotExecutedOnlyIfEveryAttemptWas() {
    attempts.then(notExecuted("connection refused")).then(maybeExecuted("connection reset"))
        .then(notExecuted("connection refused"));
    assertThat(failureOf(call("find")).execution()).isEqualTo(Execution.MAYBE_EXECUTED);

    attempts.thenAlways(notExecuted("connection refused"));
    assertThat(failureOf(call("find")).execution()).isEqualTo(Execution.NOT_EXECUTED);
  }

  @Test
  void anEmptyRetryBudgetIsNamed() {
    attempts.then(notExecuted("connection refused"));
    attempts.budget().allow(0);

    RpcException failure = failureOf(call("find"));

    assertThat(failure).hasMessage("""
        demo.Greeting/find failed, in 1 attempt
          10.0.0.7:9000  not executed, 0 ms: connection refused
          not tried again: too many calls of this service fail, its retry budget is used up""");
    assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void endpointsThatVanishAfterAFailureAreToldBesideIt() {
    attempts.then(attempt -> {
      attempts.candidates();
      return notExecuted("connection refused").take(attempt);
    });

    RpcException failure = failureOf(call("find"));

    assertThat(failure).hasMessage("""
        demo.Greeting/find failed, in 1 attempt
          10.0.0.7:9000  not executed, 0 ms: connection refused
          then: no endpoint for demo.Greeting""");
    assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(failure.getSuppressed()).singleElement()
        .satisfies(beside -> assertThat(beside).hasMessage("no endpoint for demo.Greeting"));
  }

  @Test
  void anAttemptThatBrokeNamesTheExceptionButNotItsMessage() {
    attempts.then(thrown(new IllegalStateException("secret")));

    RpcException failure = failureOf(call("greet"));

    assertThat(failure).hasMessage("""
        demo.Greeting/greet failed, in 1 attempt
          10.0.0.7:9000  maybe executed, 0 ms: the attempt broke: java.lang.IllegalStateException""");
    assertThat(failure.code()).isEqualTo(Code.INTERNAL);
    assertThat(failure).hasRootCauseMessage("secret");
  }

  @Test
  void aCallCancelledByItsCallerSaysSo() {
    attempts.then(attempts.silent());
    Invocation call = Calls.of("greet", attempts.clock());

    CompletableFuture<Reply> outcome = call(call);
    attempts.scheduler().advance(Duration.ofMillis(20));
    call.cancellation().cancel(RpcException.maybeExecuted(Code.CANCELLED, "the caller gave up"));

    assertThat(failureOf(outcome)).hasMessage("""
        demo.Greeting/greet was cancelled, in 1 attempt
          10.0.0.7:9000  maybe executed, 20 ms: the call was cancelled""");
    assertThat(failureOf(outcome).code()).isEqualTo(Code.CANCELLED);
  }

  @Test
  void aCallCancelledByItsDeadlineTookTooLong() {
    attempts.then(attempts.silent());
    Invocation call = Calls.of("greet", attempts.clock());

    CompletableFuture<Reply> outcome = call(call);
    call.cancellation().cancel(RpcException.maybeExecuted(Code.DEADLINE_EXCEEDED, "the deadline passed"));

    assertThat(failureOf(outcome))
        .hasMessageStartingWith("demo.Greeting/greet took longer than 500 ms, in 1 attempt\n");
    assertThat(failureOf(outcome).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
  }

  @Test
  void aDeadlineThatTheTransportNoticesFirstIsStillTheDeadlineOfTheCall() {
    attempts.then(attempts.after(Duration.ofMillis(499), ended(new Attempt.MaybeExecuted(
        RpcException.maybeExecuted(Code.DEADLINE_EXCEEDED, "no answer")))));

    assertThat(failureOf(settle(call("findOnce")))).hasMessage("""
        demo.Greeting/findOnce took longer than 500 ms, in 1 attempt
          10.0.0.7:9000  maybe executed, 499 ms: no answer""");
  }

  @Test
  void anAttemptsOwnLimitIsNotTheDeadlineOfTheCall() {
    attempts.then(attempts.silent()).thenAlways(notExecuted("connection refused"));

    RpcException failure = failureOf(settle(call("find")));

    assertThat(failure).hasMessageStartingWith("""
        demo.Greeting/find failed, in 3 attempts
          10.0.0.7:9000  maybe executed, 200 ms: no answer
        """);
    assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
  }

  @Test
  void aCallThatWasLateBeforeItBeganSaysSo() {
    Invocation late = Calls.of("find", attempts.clock());
    attempts.clock().advance(Duration.ofSeconds(1));

    assertThat(failureOf(call(late)))
        .hasMessage("demo.Greeting/find took longer than 500 ms, before its first attempt");
  }

  @Test
  void aCallCancelledBeforeItBeganSaysSo() {
    Invocation call = Calls.of("find", attempts.clock());
    RpcException why = RpcException.maybeExecuted(Code.CANCELLED, "the caller gave up");
    call.cancellation().cancel(why);

    assertThat(failureOf(call(call))).hasMessage("demo.Greeting/find was cancelled, before its first attempt")
        .hasCause(why);
  }

  @Test
  void aPickThatBreaksEndsTheCallAndNamesTheException() {
    attempts.breakPicksWith(new IllegalStateException("a bug in a load balancer"));

    RpcException failure = failureOf(call("find"));

    assertThat(failure).hasMessage("demo.Greeting/find failed, before its first attempt\n"
        + "  then: java.lang.IllegalStateException");
    assertThat(failure.code()).isEqualTo(Code.INTERNAL);
    assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    assertThat(failure).hasRootCauseMessage("a bug in a load balancer");
  }

  private CompletableFuture<Reply> call(String method) {
    return call(Calls.of(method, attempts.clock()));
  }

  private CompletableFuture<Reply> call(Invocation invocation) {
    return new FailoverFactory().create(Options.none()).over(attempts).invoke(invocation).toCompletableFuture();
  }

  private CompletableFuture<Reply> settle(CompletableFuture<Reply> outcome) {
    attempts.scheduler().advance(Duration.ofSeconds(1));
    return outcome;
  }

  private static RpcException failureOf(CompletableFuture<Reply> outcome) {
    assertThat(outcome).isCompletedExceptionally();
    return (RpcException) outcome.handle((reply, failure) -> failure).join();
  }
}
