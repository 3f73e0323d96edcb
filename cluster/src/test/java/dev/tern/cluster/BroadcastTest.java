package dev.tern.cluster;

import static dev.tern.tck.ScriptedAttempts.answered;
import static dev.tern.tck.ScriptedAttempts.answeredWithFailure;
import static dev.tern.tck.ScriptedAttempts.ended;
import static dev.tern.tck.ScriptedAttempts.maybeExecuted;
import static dev.tern.tck.ScriptedAttempts.notExecuted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.AttachmentKey;
import dev.tern.api.Attachments;
import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.ProviderReply;
import dev.tern.api.Replied;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Options;
import dev.tern.api.spi.Reply;
import dev.tern.tck.Calls;
import dev.tern.tck.ClusterContract;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract speaks of one outcome among several providers, so it is asked of a broadcast to one. */
class BroadcastTest extends ClusterContract {
  @BeforeEach
  void oneProvider() {
    attempts.candidates("10.0.0.7:9000");
  }

  private void threeProviders() {
    attempts.candidates("10.0.0.7:9000", "10.0.0.8:9000", "10.0.0.9:9000");
  }

  @Override
  protected ClusterFactory factory() {
    return new BroadcastFactory();
  }

  @Override
  protected int mostAttempts() {
    return 1;
  }

  @Test
  void everyProviderIsCalledBeforeAnyAnswers() {
    threeProviders();
    attempts.thenAlways(attempts.after(Duration.ofMillis(100), answered("hello")));

    CompletableFuture<Reply> outcome = call("greet");

    assertThat(attempts.places()).containsExactly("10.0.0.7:9000", "10.0.0.8:9000", "10.0.0.9:9000");
    attempts.scheduler().advance(Duration.ofMillis(100));
    assertThat(valueOf(outcome)).isEqualTo("hello");
    assertThat(attempts.budget().asked()).isZero();
    assertThat(attempts.made()).allSatisfy(made -> assertThat(made.invocation().previousAttempts()).isZero());
  }

  @Test
  void theCallEndsWithItsLastProviderAndReturnsWhatTheFirstSaid() {
    threeProviders();
    attempts.then(attempts.after(Duration.ofMillis(50), answered("seven")))
        .then(attempts.after(Duration.ofMillis(100), answered("eight"))).then(answered("nine"));

    CompletableFuture<Reply> outcome = call("greet");
    attempts.scheduler().advance(Duration.ofMillis(99));
    assertThat(outcome).isNotDone();
    attempts.scheduler().advance(Duration.ofMillis(1));

    assertThat(valueOf(outcome)).isEqualTo("seven");
  }

  @Test
  void whoeverAsksIsToldWhatEachProviderSaid() {
    threeProviders();
    attempts.then(answered("seven")).then(notExecuted("connection refused")).then(answered("nine"));

    Replied<Object> replied = RpcContext.replied(() -> valueOf(call("broadcast?fail=all", "greet")));

    assertThat(replied.value()).isEqualTo("seven");
    assertThat(replied.all()).extracting(reply -> reply.endpoint().toString())
        .containsExactly("10.0.0.7:9000", "10.0.0.8:9000", "10.0.0.9:9000");
    assertThat(replied.all()).extracting(ProviderReply::value).containsExactly("seven", null, "nine");
    assertThat(replied.all()).extracting(ProviderReply::succeeded).containsExactly(true, false, true);
    assertThat(replied.all().get(1).failure()).hasMessage("connection refused");
    assertThat(replied.all().toString()).doesNotContain("seven");
  }

  @Test
  void whoeverAsksIsToldOfACallThatFailedToo() {
    threeProviders();
    AttachmentKey<String> shard = AttachmentKey.of("shard");
    RpcException refused = new RpcException(Code.UNAVAILABLE, Execution.MAYBE_EXECUTED, RpcException.Origin.PROVIDER,
        "closed for today", null, List.of(), Attachments.empty().with(shard, "8"));
    attempts.then(answered("seven")).then(ended(new Attempt.MaybeExecuted(refused)))
        .then(answeredWithFailure(new IllegalStateException("declared")));

    Replied<CompletableFuture<Reply>> replied = RpcContext.replied(() -> call("greet"));

    assertThat(replied.value()).isCompletedExceptionally();
    assertThat(replied.all()).extracting(ProviderReply::value).containsExactly("seven", null, null);
    assertThat(replied.all().get(1).failure()).isSameAs(refused);
    assertThat(replied.all().get(1).attachments().get(shard)).isEqualTo("8");
    assertThat(replied.all().get(2).failure()).hasMessage("declared");
  }

  @Test
  void oneFailureFailsTheCallWhichSaysWhereItFailed() {
    threeProviders();
    attempts.then(answered("seven")).then(notExecuted("connection refused")).then(maybeExecuted("connection reset"));

    RpcException failure = rpcFailureOf(call("greet"));

    assertThat(failure).hasMessage("""
        demo.Greeting/greet failed, in 2 attempts
          10.0.0.8:9000  not executed, 0 ms: connection refused
          10.0.0.9:9000  maybe executed, 0 ms: connection reset
          of 3 providers, 1 succeeded""");
    assertThat(failure.attempts()).hasSize(2);
  }

  @Test
  void aCallThatWasExecutedSomewhereNeverSaysThatItWasNot() {
    threeProviders();
    attempts.then(answered("seven")).then(notExecuted("connection refused")).then(notExecuted("connection refused"));

    assertThat(rpcFailureOf(call("greet")).execution()).isEqualTo(Execution.MAYBE_EXECUTED);
  }

  @Test
  void whereOneIsEnoughOnlyTheFailureOfAllFailsTheCall() {
    threeProviders();
    attempts.thenAlways(notExecuted("connection refused"));

    RpcException failure = rpcFailureOf(call("broadcast?fail=all", "greet"));

    assertThat(failure.attempts()).hasSize(3);
    assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void whatTheServiceItselfAnswersArrivesAsItIs() {
    threeProviders();
    Exception first = new IllegalStateException("declared");
    Exception second = new IllegalArgumentException("declared, too");
    attempts.then(answeredWithFailure(first)).then(answered("eight")).then(answeredWithFailure(second));

    assertThat(failureOf(call("greet"))).isSameAs(first).hasSuppressedException(second);
  }

  @Test
  void besideOtherFailuresItIsOneOfTheList() {
    threeProviders();
    attempts.then(answeredWithFailure(new IllegalStateException("declared"))).then(notExecuted("connection refused"))
        .then(answered("nine"));

    assertThat(rpcFailureOf(call("greet"))).hasMessageContaining(
        "10.0.0.7:9000  maybe executed, 0 ms: answered with java.lang.IllegalStateException");
  }

  @Test
  void theDeadlineEndsAllAndTellsWhoWasSilent() {
    threeProviders();
    attempts.then(answered("seven")).thenAlways(attempts.silent());

    RpcException failure = rpcFailureOf(settle(call("find")));

    assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(failure.attempts()).hasSize(2);
  }

  @Test
  void aMethodThatStreamsIsRefused() {
    assertThatThrownBy(() -> factory().create(Options.none()).check(Calls.method("join")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("cluster \"broadcast\" cannot carry a method that streams");
  }

  @Test
  void anUnknownWayToFailIsRefused() {
    assertThatThrownBy(() -> factory().create(Options.parse("cluster", "broadcast?fail=most")))
        .hasMessage("cluster \"broadcast\": option fail=most (expected: any or all)");
  }

  private CompletableFuture<Reply> call(String mode, String method) {
    Invocation call = Calls.of(method, attempts.clock());
    return factory().create(Options.parse("cluster", mode)).over(attempts).invoke(call).toCompletableFuture();
  }
}
