package dev.tern.cluster;

import static dev.tern.tck.ScriptedAttempts.answered;
import static dev.tern.tck.ScriptedAttempts.ended;
import static dev.tern.tck.ScriptedAttempts.maybeExecuted;
import static dev.tern.tck.ScriptedAttempts.notExecuted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Attachments;
import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.Retries;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Options;
import dev.tern.api.spi.Pushback;
import dev.tern.api.spi.Reply;
import dev.tern.tck.Calls;
import dev.tern.tck.ScriptedAttempts;
import dev.tern.tck.ScriptedAttempts.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps one failure from becoming many: marks on the wire, pushback, and what a call says to the one above it. */
class RetryRulesTest {
  private final ScriptedAttempts attempts =
      new ScriptedAttempts("10.0.0.7:9000", "10.0.0.8:9000", "10.0.0.9:9000");

  @Test
  void everyAttemptSaysHowManyMayHaveReachedAProviderBefore() {
    attempts.thenAlways(maybeExecuted("connection reset"));

    settle(call("failover"));

    assertThat(attempts.made()).extracting(made -> made.invocation().previousAttempts()).containsExactly(0, 1, 2);
  }

  @Test
  void anAttemptThatCertainlyReachedNobodyCountsForNothing() {
    attempts.then(notExecuted("connection refused")).then(maybeExecuted("connection reset")).then(answered("hello"));

    settle(call("failover"));

    assertThat(attempts.made()).extracting(made -> made.invocation().previousAttempts()).containsExactly(0, 0, 1);
  }

  @Test
  void whatAProviderTurnedAwayDoesCountAsItHadWorkWithIt() {
    attempts.then(turnedAway(null)).then(answered("hello"));

    settle(call("failover"));

    assertThat(attempts.made()).extracting(made -> made.invocation().previousAttempts()).containsExactly(0, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"failover", "forking", "available"})
  void aCallMadeForARepeatedOneIsNotRepeatedItself(String mode) {
    attempts.thenAlways(turnedAway(null));

    RpcException failure = inContext("2", () -> settle(call(mode)));

    assertThat(attempts.made()).hasSize(1);
    assertThat(failure).hasMessageEndingWith("not tried again: the call that it was made for is a retry itself");
    assertThat(attempts.budget().asked()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"failover", "forking"})
  void aCallMadeForARepeatedOneGivesNoSlowAttemptUp(String mode) {
    attempts.thenAlways(attempts.silent());

    inContext("1", () -> settle(call(mode)));

    assertThat(attempts.made()).hasSize(1);
    assertThat(attempts.budget().asked()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"failover", "forking", "available"})
  void butItDoesGoElsewhereFromWhereItReachedNobody(String mode) {
    attempts.then(notExecuted("connection refused")).then(answered("hello"));

    assertThat(inContext("1", () -> settle(call(mode)))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "one", "99999999999"})
  void aMarkThatIsNoNumberIsNone(String text) {
    attempts.then(turnedAway(null)).then(answered("hello"));

    assertThat(inContext(text, () -> settle(call("failover")))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"failover", "forking", "available"})
  void aProviderThatAsksForNoRetryIsObeyed(String mode) {
    attempts.thenAlways(turnedAway(Pushback.NEVER));

    RpcException failure = settle(call(mode));

    assertThat(attempts.made()).hasSize(1);
    assertThat(failure).hasMessageEndingWith("not tried again: 10.0.0.7:9000 asked for no retry");
    assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
  }

  @Test
  void aProviderThatAsksForTimeDelaysNobodyElse() {
    attempts.then(turnedAway(new Pushback(10_000))).then(answered("hello"));

    assertThat(settled(call("failover")).getNow(null)).isEqualTo("hello");
    assertThat(attempts.scheduler().delays()).isEmpty();
  }

  @Test
  void aProviderThatAsksForTimeIsNotTriedBefore() {
    attempts.candidates("10.0.0.7:9000");
    attempts.then(turnedAway(new Pushback(300))).then(answered("hello"));

    CompletableFuture<Object> call = settled(call("failover"));
    attempts.scheduler().advance(Duration.ofMillis(299));
    assertThat(attempts.made()).hasSize(1);
    attempts.scheduler().advance(Duration.ofMillis(1));

    assertThat(call.getNow(null)).isEqualTo("hello");
  }

  @Test
  void theOneThatAskedForLessTimeIsTriedFirst() {
    attempts.candidates("10.0.0.7:9000", "10.0.0.8:9000");
    attempts.then(turnedAway(new Pushback(450))).then(turnedAway(new Pushback(200))).then(answered("hello"));

    call("failover");
    attempts.scheduler().advance(Duration.ofMillis(200));

    assertThat(attempts.places()).containsExactly("10.0.0.7:9000", "10.0.0.8:9000", "10.0.0.8:9000");
  }

  @Test
  void moreTimeThanIsLeftEndsTheCallAtOnce() {
    attempts.candidates("10.0.0.7:9000");
    attempts.then(turnedAway(new Pushback(501)));

    CompletableFuture<Reply> call = call("failover");

    assertThat(call).isCompletedExceptionally();
    assertThat(attempts.made()).hasSize(1);
  }

  @Test
  void pushbackIsReadAsGrpcWritesIt() {
    assertThat(Pushback.of(Headers.empty())).isNull();
    assertThat(Pushback.of(trailer("250"))).isEqualTo(new Pushback(250));
    assertThat(Pushback.of(trailer("0"))).isEqualTo(new Pushback(0));
    assertThat(List.of("-1", "", "soon", "1e3", "12345678901", "\u0661")).allSatisfy(text ->
        assertThat(Pushback.of(trailer(text))).isEqualTo(Pushback.NEVER));
  }

  @Test
  void theCallAboveIsToldThatItsOwnRetriesWouldMultiplyOurs() {
    attempts.thenAlways(maybeExecuted("connection reset"));
    RpcContext above = context(null);

    RpcException failure = in(above, () -> settle(call("failover")));

    assertThat(failure.attempts()).hasSize(3);
    assertThat(Retries.areSpent(above)).isTrue();
  }

  @Test
  void theCallAboveIsToldSoToWhenTheBudgetAllowedNoRetry() {
    attempts.thenAlways(maybeExecuted("connection reset"));
    attempts.budget().allow(0);
    RpcContext above = context(null);

    in(above, () -> settle(call("failover")));

    assertThat(Retries.areSpent(above)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"failover", "failfast", "broadcast"})
  void theCallAboveMayRetryWhatWasNotRepeatedHere(String mode) {
    RpcContext above = context(null);
    attempts.thenAlways(maybeExecuted("connection reset"));
    in(above, () -> settle(call(mode, "greet")));
    attempts.thenAlways(notExecuted("connection refused"));
    in(above, () -> settle(call(mode, "greet")));

    assertThat(Retries.areSpent(above)).isFalse();
  }

  private static Headers trailer(String value) {
    return Headers.of(Map.of(Headers.RETRY_PUSHBACK, value));
  }

  private static Step turnedAway(@Nullable Pushback pushback) {
    return ended(new Attempt.NotExecuted(new RpcException(Code.RESOURCE_EXHAUSTED, Execution.NOT_EXECUTED,
        RpcException.Origin.PROVIDER, "the provider's queue is full", null, List.of()), pushback));
  }

  private RpcContext context(@Nullable String mark) {
    return RpcContext.serving("demo.Shop", "buy",
        Attachments.received(name -> name.equals(Headers.PREVIOUS_ATTEMPTS) ? mark : null), null, attempts.clock(),
        new Cancellation(), Runnable::run);
  }

  private @Nullable RpcException inContext(String mark, Supplier<@Nullable RpcException> call) {
    return in(context(mark), call);
  }

  private static @Nullable RpcException in(RpcContext context, Supplier<@Nullable RpcException> call) {
    return context.detached().supply(call); // however far the work goes from where it came
  }

  private CompletableFuture<Reply> call(String mode) {
    return call(mode, "find");
  }

  private CompletableFuture<Reply> call(String mode, String method) {
    Invocation call = Calls.of(method, attempts.clock());
    return ServiceLoader.load(ClusterFactory.class).stream().map(ServiceLoader.Provider::get)
        .filter(factory -> factory.name().equals(mode)).findFirst().orElseThrow()
        .create(Options.none()).over(attempts).invoke(call).toCompletableFuture();
  }

  private static CompletableFuture<Object> settled(CompletableFuture<Reply> call) {
    return call.thenApply(Reply::value);
  }

  /** Null if it succeeded. */
  private @Nullable RpcException settle(CompletableFuture<Reply> call) {
    attempts.scheduler().advance(Calls.TIMEOUT.multipliedBy(2));
    assertThat(call).isDone();
    try {
      call.join();
      return null;
    } catch (CompletionException e) {
      return (RpcException) e.getCause();
    }
  }
}
