package dev.tern.cluster;

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
import dev.tern.api.spi.Reply;
import dev.tern.tck.ClusterContract;
import dev.tern.tck.ScriptedAttempts.Made;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether and where a failed call is tried again, and how long each attempt may take. */
class FailoverTest extends ClusterContract {
  @Override
  protected ClusterFactory factory() {
    return new FailoverFactory();
  }

  @Override
  protected int mostAttempts() {
    return 3;
  }

  @ParameterizedTest
  @ValueSource(strings = {"greet", "find", "join"})
  void aCallThatCertainlyDidNotRunIsTriedOnAnotherProviderAtOnce(String method) {
    attempts.then(notExecuted("connection refused")).then(notExecuted("connection refused")).then(answered("hello"));

    assertThat(valueOf(call(method))).isEqualTo("hello");
    assertThat(attempts.places()).containsExactly("10.0.0.7:9000", "10.0.0.8:9000", "10.0.0.9:9000");
  }

  @Test
  void aCallThatMayHaveReachedTheProviderIsNotRepeatedUnlessItsMethodIsIdempotent() {
    attempts.then(maybeExecuted("connection reset")).then(answered("hello"));
    assertThat(rpcFailureOf(call("greet")).execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(attempts.made()).hasSize(1);

    attempts.then(maybeExecuted("connection reset")).then(answered("hello again"));
    assertThat(valueOf(call("find"))).isEqualTo("hello");
    assertThat(valueOf(call("find"))).isEqualTo("hello again");
    assertThat(attempts.made()).hasSize(4);
  }

  @Test
  void aStreamedRequestThatMayHaveBeenSentIsNotRepeatedEvenIfItsMethodIsIdempotent() {
    attempts.then(maybeExecuted("connection reset"));

    rpcFailureOf(call("join"));

    assertThat(attempts.made()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(value = Code.class, names = {"INVALID_ARGUMENT", "RESOURCE_EXHAUSTED"})
  void anArgumentThatCannotTravelIsNotTriedOnAnotherProvider(Code code) {
    attempts.then(thrown(RpcException.notExecuted(code, "it cannot travel")));

    rpcFailureOf(call("find"));

    assertThat(attempts.made()).hasSize(1);
  }

  @Test
  void anErrorOfThisJvmIsNotTriedOnAnotherProviderAndLeavesOpenWhetherTheCallRan() {
    attempts.then(attempt -> {
      throw new StackOverflowError();
    });

    RpcException failure = rpcFailureOf(call("find"));

    assertThat(attempts.made()).hasSize(1);
    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(failure).hasRootCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void aProviderThatIsFullSendsTheCallToAnother() {
    attempts.then(ended(new Attempt.NotExecuted(new RpcException(Code.RESOURCE_EXHAUSTED, Execution.NOT_EXECUTED,
        RpcException.Origin.PROVIDER, "the provider's queue is full", null, List.of())))).then(answered("hello"));

    assertThat(valueOf(call("greet"))).isEqualTo("hello");
  }

  @Test
  void aRetryOfWhatReachedNobodyResendsTheSameInvocation() {
    attempts.then(notExecuted("connection refused")).then(answered("hello"));

    call("greet");

    assertThat(attempts.made()).extracting(Made::invocation).containsOnly(attempts.made().get(0).invocation());
  }

  @ParameterizedTest
  @ValueSource(strings = {"find:3", "findOnce:1", "findStubbornly:11"})
  void theMethodSaysHowOftenACallMayBeTriedAgain(String methodAndAttempts) {
    String[] parts = methodAndAttempts.split(":");
    attempts.candidates(
        IntStream.rangeClosed(1, 20).mapToObj(i -> "10.0.0." + i + ":9000").toArray(String[]::new));
    attempts.thenAlways(notExecuted("connection refused"));

    RpcException failure = rpcFailureOf(call(parts[0]));

    assertThat(attempts.made()).hasSize(Integer.parseInt(parts[1]));
    assertThat(failure.attempts()).hasSize(Integer.parseInt(parts[1]));
  }

  @Test
  void aFailureThatTheProviderAnsweredWithIsNotTriedElsewhereWhateverItsCodeNorWrapped() {
    RpcException answered = new RpcException(Code.UNAVAILABLE, "said the provider");
    attempts.thenAlways(answeredWithFailure(answered));

    CompletableFuture<Reply> outcome = call("find");

    assertThat(outcome.handle((reply, failure) -> failure)).isCompletedWithValue(answered);
    assertThat(attempts.made()).hasSize(1);
  }

  @Test
  void theProvidersOwnFailureEndsTheCallAfterARetryToo() {
    IllegalStateException declared = new IllegalStateException("declared");
    attempts.then(notExecuted("connection refused")).then(answeredWithFailure(declared));

    assertThat(failureOf(call("greet"))).isSameAs(declared);
  }

  @Test
  void anIdempotentAttemptIsLimitedSoThatAnotherFits() {
    attempts.thenAlways(attempts.silent());

    settle(call("find"));

    assertThat(attempts.made()).extracting(Made::limit)
        .containsExactly(Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofMillis(100));
  }

  @Test
  void theLastAttemptAllowedHasAllTheTimeThatIsLeft() {
    attempts.then(notExecuted("connection refused")).then(notExecuted("connection refused")).then(attempts.silent());

    settle(call("find"));

    assertThat(attempts.made()).extracting(Made::limit)
        .containsExactly(Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofMillis(500));
  }

  @ParameterizedTest
  @ValueSource(strings = {"greet", "join", "findOnce"})
  void anAttemptThatNoOtherMayFollowHasAllTheTime(String method) {
    attempts.thenAlways(attempts.silent());

    settle(call(method));

    assertThat(attempts.made()).extracting(Made::limit).containsExactly(Duration.ofMillis(500));
  }

  @Test
  void aSilentProviderCostsAnIdempotentCallItsLimitNotItsDeadline() {
    attempts.then(attempts.silent()).then(answered("hello"));

    CompletableFuture<?> outcome = call("find");
    attempts.scheduler().advance(Duration.ofMillis(199));
    assertThat(outcome).isNotDone();
    attempts.scheduler().advance(Duration.ofMillis(1));

    assertThat(outcome).isCompleted();
  }

  @Test
  void aSilentProviderThatIsLeftOutMeanwhileIsGivenUpForTheLastOneLeft() {
    attempts.candidates("10.0.0.7:9000", "10.0.0.8:9000");
    attempts.then(attempts.silent()).then(answered("hello"));

    CompletableFuture<?> outcome = call("find");
    attempts.candidates("10.0.0.8:9000");
    attempts.scheduler().advance(Duration.ofMillis(200));

    assertThat(outcome).isCompleted();
    assertThat(attempts.places()).hasSize(2).last().asString().contains("10.0.0.8");
  }

  @Test
  void aSlowProviderIsWaitedForWhereTheBudgetPaysForNoOther() {
    attempts.budget().allow(0);
    attempts.then(attempts.after(Duration.ofMillis(450), answered("late, but there")));

    CompletableFuture<?> outcome = call("find");
    attempts.scheduler().advance(Duration.ofMillis(450));

    assertThat(outcome).isCompletedWithValueMatching(reply -> "late, but there".equals(((Reply) reply).value()));
    assertThat(attempts.made()).hasSize(1);
  }

  @Test
  void aSlowProviderIsWaitedForWhereThereIsNoOther() {
    attempts.candidates("10.0.0.7:9000");
    attempts.then(attempts.after(Duration.ofMillis(450), answered("late, but there")));

    CompletableFuture<?> outcome = call("find");
    attempts.scheduler().advance(Duration.ofMillis(450));

    assertThat(outcome).isCompleted();
    assertThat(attempts.made()).hasSize(1);
    assertThat(attempts.budget().asked()).isZero();
  }

  @Test
  void givingUpASlowProviderTakesOneToken() {
    attempts.then(attempts.silent()).then(answered("hello"));

    CompletableFuture<?> outcome = call("find");
    attempts.scheduler().advance(Duration.ofMillis(200));

    assertThat(outcome).isCompleted();
    assertThat(attempts.budget().asked()).isEqualTo(1);
  }

  @Test
  void whatAProviderWouldSayAgainIsAskedOfOthersButNotTwice() {
    attempts.candidates("10.0.0.7:9000", "10.0.0.8:9000");
    attempts.thenAlways(ended(new Attempt.NotExecuted(RpcException.notExecuted(Code.UNIMPLEMENTED, "no such group"))));

    CompletableFuture<?> outcome = call("find");

    assertThat(outcome).isCompletedExceptionally();
    assertThat(attempts.places()).containsExactly("10.0.0.7:9000", "10.0.0.8:9000");
  }

  @Test
  void theBudgetIsAskedOncePerRetryAndNeverForTheFirstAttempt() {
    attempts.then(answered("hello"));
    call("find");
    assertThat(attempts.budget().asked()).isZero();

    attempts.thenAlways(notExecuted("connection refused"));
    call("find");
    assertThat(attempts.budget().asked()).isEqualTo(2);
    assertThat(attempts.budget().calls()).isEqualTo(2);
  }

  @Test
  void aWholeOutageIsNotMultipliedOnceTheBudgetIsUsedUp() {
    attempts.thenAlways(notExecuted("connection refused"));
    attempts.budget().allow(7);

    for (int i = 0; i < 100; i++) {
      call("find");
    }

    assertThat(attempts.made()).hasSize(107);
  }

  @Test
  void attemptsThatThrowCountAsFailedOnes() {
    attempts.then(thrown(new IllegalStateException("broken"))).then(answered("hello"));

    assertThat(valueOf(call("find"))).isEqualTo("hello");
  }

  @Test
  void aCallThatItsCallerCompletedIsNotTriedAgain() {
    CompletableFuture<Attempt> first = new CompletableFuture<>();
    attempts.then(attempt -> first);

    CompletableFuture<?> outcome = call("find");
    outcome.cancel(true);
    first.complete(new Attempt.NotExecuted(RpcException.notExecuted(Code.UNAVAILABLE, "connection refused")));

    assertThat(attempts.made()).hasSize(1);
  }
}
