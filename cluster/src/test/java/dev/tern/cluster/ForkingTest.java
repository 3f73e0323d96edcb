package dev.tern.cluster;

import static dev.tern.tck.ScriptedAttempts.answered;
import static dev.tern.tck.ScriptedAttempts.answeredWithFailure;
import static dev.tern.tck.ScriptedAttempts.maybeExecuted;
import static dev.tern.tck.ScriptedAttempts.notExecuted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Options;
import dev.tern.api.spi.Reply;
import dev.tern.tck.Calls;
import dev.tern.tck.ClusterContract;
import dev.tern.tck.ScriptedAttempts.Made;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForkingTest extends ClusterContract {
  private static final Duration DELAY = Duration.ofMillis(50);

  @Override
  protected ClusterFactory factory() {
    return new ForkingFactory();
  }

  @Override
  protected int mostAttempts() {
    return 2;
  }

  @Test
  void aCallThatIsAnsweredInTimeAsksOneProvider() {
    attempts.thenAlways(attempts.after(Duration.ofMillis(49), answered("hello")));

    CompletableFuture<Reply> outcome = forking("").invoke(Calls.of("find", attempts.clock())).toCompletableFuture();
    attempts.scheduler().advance(Duration.ofMillis(400));

    assertThat(valueOf(outcome)).isEqualTo("hello");
    assertThat(attempts.made()).hasSize(1);
    assertThat(attempts.budget().asked()).isZero();
  }

  @Test
  void aLateCallAsksAnotherProviderAndTakesTheFirstAnswer() {
    attempts.then(attempts.silent()).then(attempts.after(Duration.ofMillis(5), answered("eight")));

    CompletableFuture<Reply> outcome = start("find");
    attempts.scheduler().advance(Duration.ofMillis(55));

    assertThat(valueOf(outcome)).isEqualTo("eight");
    assertThat(attempts.places()).containsExactly("10.0.0.7:9000", "10.0.0.8:9000");
    assertThat(attempts.made()).extracting(made -> made.invocation().previousAttempts()).containsExactly(0, 1);
    assertThat(attempts.budget().asked()).isEqualTo(1);
  }

  @Test
  void theFirstProviderMayStillWin() {
    attempts.then(attempts.after(Duration.ofMillis(60), answered("seven"))).then(attempts.silent());

    CompletableFuture<Reply> outcome = start("find");
    attempts.scheduler().advance(Duration.ofMillis(60));

    assertThat(valueOf(outcome)).isEqualTo("seven");
    assertThat(attempts.made()).hasSize(2);
    assertThat(cancelled(1)).isTrue();
    assertThat(cancelled(0)).isFalse();
  }

  @Test
  void whoeverComesSecondIsCancelledAndTheCallItselfIsNot() {
    attempts.then(attempts.silent()).then(answered("eight"));

    CompletableFuture<Reply> outcome = start("find");
    attempts.scheduler().advance(DELAY);

    assertThat(valueOf(outcome)).isEqualTo("eight");
    assertThat(cancelled(0)).isTrue();
    assertThat(cancelled(1)).isFalse();
  }

  @Test
  void aCancelledCallCancelsAllItsAttempts() {
    attempts.thenAlways(attempts.silent());
    Invocation call = Calls.of("find", attempts.clock());

    CompletableFuture<Reply> outcome = forking("").invoke(call).toCompletableFuture();
    attempts.scheduler().advance(DELAY);
    cancel(call);

    assertThat(rpcFailureOf(outcome).code()).isEqualTo(Code.CANCELLED);
    assertThat(cancelled(0)).isTrue();
    assertThat(cancelled(1)).isTrue();
    assertThat(rpcFailureOf(outcome).attempts()).hasSize(2);
  }

  @Test
  void aPickThatBreaksDoesNotEndWhatIsUnderWay() {
    attempts.then(attempts.after(Duration.ofMillis(100), answered("seven"))).then(made -> {
      attempts.breakPicksWith(new IllegalStateException("open everywhere"));
      return notExecuted("refused").take(made);
    });

    CompletableFuture<Reply> outcome =
        forking("&at_most=3").invoke(Calls.of("find", attempts.clock())).toCompletableFuture();
    attempts.scheduler().advance(DELAY);
    assertThat(outcome).isNotDone();
    assertThat(cancelled(0)).isFalse();
    attempts.scheduler().advance(Duration.ofMillis(100));
    assertThat(valueOf(outcome)).isEqualTo("seven");
  }

  @Test
  void theFailureOfOneDoesNotEndTheOther() {
    attempts.then(attempts.after(Duration.ofMillis(100), answered("seven"))).then(maybeExecuted("connection reset"));

    CompletableFuture<Reply> outcome = start("find");
    attempts.scheduler().advance(DELAY);
    assertThat(outcome).isNotDone();
    attempts.scheduler().advance(DELAY);

    assertThat(valueOf(outcome)).isEqualTo("seven");
  }

  @Test
  void theFailureOfAllListsAll() {
    attempts.then(attempts.after(Duration.ofMillis(100), maybeExecuted("connection reset")))
        .then(notExecuted("connection refused"));

    CompletableFuture<Reply> outcome = start("find");
    attempts.scheduler().advance(Duration.ofMillis(100));

    assertThat(rpcFailureOf(outcome)).hasMessage("""
        demo.Greeting/find failed, in 2 attempts
          10.0.0.8:9000  not executed, 0 ms: connection refused
          10.0.0.7:9000  maybe executed, 100 ms: connection reset""");
  }

  @Test
  void aProviderThatFailsIsReplacedAtOnce() {
    attempts.then(maybeExecuted("connection reset")).then(answered("eight"));

    assertThat(valueOf(start("find"))).isEqualTo("eight");
    assertThat(attempts.scheduler().waiting()).isZero();
  }

  @Test
  void aFailureThatTheServiceAnsweredWithIsAnAnswer() {
    attempts.then(attempts.silent()).then(answeredWithFailure(new IllegalStateException("declared")));

    CompletableFuture<Reply> outcome = start("find");
    attempts.scheduler().advance(DELAY);

    assertThat(failureOf(outcome)).hasMessage("declared");
    assertThat(cancelled(0)).isTrue();
  }

  @Test
  void aMethodThatIsNotIdempotentIsNeverAskedOfTwoProvidersAtOnce() {
    attempts.then(attempts.after(Duration.ofMillis(300), answered("seven")));

    CompletableFuture<Reply> outcome = start("greet");
    attempts.scheduler().advance(Duration.ofMillis(300));

    assertThat(valueOf(outcome)).isEqualTo("seven");
    assertThat(attempts.made()).hasSize(1);
  }

  @Test
  void butWhatWasNotExecutedMayGoElsewhere() {
    attempts.then(notExecuted("connection refused")).then(answered("eight"));

    assertThat(valueOf(start("greet"))).isEqualTo("eight");
  }

  @Test
  void thereAreNoMoreAttemptsThanAsked() {
    attempts.thenAlways(attempts.silent());

    CompletableFuture<Reply> outcome = forking("&at_most=3").invoke(Calls.of("find", attempts.clock()))
        .toCompletableFuture();
    attempts.scheduler().advance(Duration.ofMillis(99));
    assertThat(attempts.made()).hasSize(2);
    settle(outcome);

    assertThat(attempts.places()).containsExactly("10.0.0.7:9000", "10.0.0.8:9000", "10.0.0.9:9000");
    assertThat(rpcFailureOf(outcome).attempts()).hasSize(3);
  }

  @Test
  void oneProviderAloneIsAskedOnce() {
    attempts.candidates("10.0.0.7:9000");
    attempts.thenAlways(attempts.silent());

    CompletableFuture<Reply> outcome = settle(start("find"));

    assertThat(rpcFailureOf(outcome).attempts()).hasSize(1);
    assertThat(attempts.budget().asked()).isZero();
  }

  /** Ten at the start, then one for every twenty calls. */
  @Test
  void onlyAShareOfTheCallsMayAskAnotherBecauseTheyAreLate() {
    attempts.thenAlways(attempts.after(Duration.ofMillis(100), answered("hello")));
    Invoker invoker = forking("&share=0.05");

    for (int i = 0; i < 1_000; i++) {
      invoker.invoke(Calls.of("find", attempts.clock()));
      attempts.scheduler().advance(Duration.ofMillis(100));
    }

    assertThat(attempts.made().size()).isBetween(1_000 + 10 + 48, 1_000 + 10 + 50);
  }

  @Test
  void theRetryBudgetHasAWordInIt() {
    attempts.thenAlways(attempts.after(Duration.ofMillis(100), answered("hello")));
    attempts.budget().allow(1);
    Invoker invoker = forking("");

    for (int i = 0; i < 5; i++) {
      invoker.invoke(Calls.of("find", attempts.clock()));
      attempts.scheduler().advance(Duration.ofMillis(100));
    }

    assertThat(attempts.made().size()).isEqualTo(6);
  }

  /** A silent provider must not fail its third of the calls just because only a twentieth may be hedged. */
  @Test
  void whereTheShareIsUsedUpAnotherIsStillAskedInTimeForASecondAttempt() {
    attempts.then(attempts.silent()).then(answered("eight"));

    CompletableFuture<Reply> outcome = forking("&share=0").invoke(Calls.of("find", attempts.clock()))
        .toCompletableFuture();
    attempts.scheduler().advance(Duration.ofMillis(199));
    assertThat(attempts.made()).hasSize(1);
    attempts.scheduler().advance(Duration.ofMillis(1));

    assertThat(valueOf(outcome)).isEqualTo("eight");
  }

  @Test
  void withoutADelayItIsLearntFromTheMethodsOwnCalls() {
    Invoker invoker = factory().create(Options.none()).over(attempts);
    for (int i = 0; i < 200; i++) {
      attempts.then(attempts.after(Duration.ofMillis(i % 10 + 1), answered("hello")));
      invoker.invoke(Calls.of("find", attempts.clock()));
      attempts.scheduler().advance(Duration.ofMillis(10));
    }
    int before = attempts.made().size();
    attempts.thenAlways(attempts.silent());

    invoker.invoke(Calls.of("find", attempts.clock()));
    attempts.scheduler().advance(Duration.ofMillis(7));
    assertThat(attempts.made().size()).isEqualTo(before + 1);
    attempts.scheduler().advance(Duration.ofMillis(6));

    assertThat(attempts.made().size()).isEqualTo(before + 2);
  }

  @Test
  void beforeAnythingIsLearntAnotherIsAskedInTimeForASecondAttempt() {
    attempts.then(attempts.silent()).then(answered("eight"));

    CompletableFuture<Reply> outcome = call("find");
    attempts.scheduler().advance(Duration.ofMillis(200));

    assertThat(valueOf(outcome)).isEqualTo("eight");
  }

  @Test
  void aStreamedRequestIsRefused() {
    assertThatThrownBy(() -> factory().create(Options.none()).check(Calls.method("join")))
        .hasMessageStartingWith("cluster \"forking\" cannot carry a streamed request");
    factory().create(Options.none()).check(Calls.method("find"));
    factory().create(Options.none()).check(Calls.method("greet"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "forking?delay=0s    | option delay=0s (expected: 1ms to 1h",
      "forking?delay=soon  | option delay=soon (expected: 1ms to 1h",
      "forking?share=5     | option share=5 (expected: 0 to 1",
      "forking?share=NaN   | option share=NaN (expected: 0 to 1",
      "forking?at_most=1   | option at_most=1 (expected: 2 to 5",
      "forking?at_most=two | option at_most=two (expected: 2 to 5"})
  void aWrongOptionIsRefusedWithWhatIsExpected(String text, String refusal) {
    assertThatThrownBy(() -> factory().create(Options.parse("cluster", text)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("cluster \"forking\": " + refusal);
  }

  private boolean cancelled(int attempt) {
    Made made = attempts.made().get(attempt);
    RpcException cause = made.invocation().cancellation().cause();
    return cause != null && cause.code() == Code.CANCELLED;
  }

  private CompletableFuture<Reply> start(String method) {
    return forking("").invoke(Calls.of(method, attempts.clock())).toCompletableFuture();
  }

  private Invoker forking(String options) {
    return factory().create(Options.parse("cluster", "forking?delay=50ms" + options)).over(attempts);
  }
}
