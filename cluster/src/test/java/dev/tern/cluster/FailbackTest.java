package dev.tern.cluster;

import static dev.tern.tck.ScriptedAttempts.answered;
import static dev.tern.tck.ScriptedAttempts.answeredWithFailure;
import static dev.tern.tck.ScriptedAttempts.ended;
import static dev.tern.tck.ScriptedAttempts.maybeExecuted;
import static dev.tern.tck.ScriptedAttempts.notExecuted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.FailbackKeys;
import dev.tern.api.FailbackStatus;
import dev.tern.api.RpcException;
import dev.tern.api.ServiceId;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Options;
import dev.tern.api.spi.Reply;
import dev.tern.tck.Calls;
import dev.tern.tck.ClusterContract;
import dev.tern.tck.ScriptedAttempts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract's failures are those for which the caller gets an empty value, as the listener is told. */
class FailbackTest extends ClusterContract {
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final ToldTasks told = new ToldTasks();

  @Override
  protected ClusterFactory factory() {
    return new ClusterFactory() {
      @Override
      public String name() {
        return new FailbackFactory().name();
      }

      @Override
      public Cluster create(Options options) {
        return told.failback(options);
      }
    };
  }

  @Override
  protected int mostAttempts() {
    return 1;
  }

  @Override
  protected Throwable failureOf(CompletableFuture<Reply> outcome) {
    if (outcome.isCompletedExceptionally()) {
      return super.failureOf(outcome);
    }
    assertThat(valueOf(outcome)).isNull();
    return told.accepted.remove(0);
  }

  private Cluster cluster(String options) {
    return factory().create(Options.parse("cluster", "failback?" + options));
  }

  private static FailbackStatus status(Cluster cluster) {
    return cluster.failback().orElseThrow();
  }

  private CompletableFuture<Reply> call(Invoker invoker, String method, Object argument) {
    return invoker.invoke(Calls.of(method, argument, attempts.clock())).toCompletableFuture();
  }

  private void pass(Duration time) {
    attempts.scheduler().advance(time);
  }

  private List<String> keys() {
    return attempts.made().stream().map(made -> made.invocation().attachments().get(FailbackKeys.IDEMPOTENCY_KEY)).toList();
  }

  @Test
  void aCallThatFailsReturnsAnEmptyValueWithItsTaskAndArrivesLater() {
    Cluster cluster = cluster("every=5s");
    Invoker invoker = cluster.over(attempts);
    attempts.then(notExecuted("connection refused")).then(notExecuted("connection refused")).then(answered("hello"));

    Reply reply = call(invoker, "greet", "Ada").join();

    assertThat(reply.value()).isNull();
    String id = reply.attachments().get(FailbackKeys.TASK_ID);
    assertThat(id).isNotNull();
    assertThat(status(cluster).pending()).isEqualTo(1);
    pass(EVERY.minusMillis(1));
    assertThat(attempts.made()).hasSize(1);
    pass(Duration.ofMillis(1));
    assertThat(attempts.made()).hasSize(2);
    pass(EVERY);
    assertThat(told.events).containsExactly("accepted " + id, "delivered " + id);
    assertThat(attempts.made()).hasSize(3).allSatisfy(
        made -> assertThat(made.invocation().arguments()).containsExactly("Ada"));
    assertThat(keys()).as("one key for all").hasSize(3).containsOnly(id);
    assertThat(status(cluster)).isEqualTo(
        new FailbackStatus(ServiceId.of("demo.Greeting"), "greet", 0, 0, 1, 0, 1, 0, 0, 0, null));
    pass(EVERY.multipliedBy(10));
    assertThat(attempts.made()).hasSize(3);
  }

  @Test
  void aCallThatSucceedsHasNoTask() {
    Cluster cluster = cluster("every=5s");
    attempts.thenAlways(answered("hello"));

    Reply reply = call(cluster.over(attempts), "greet", "Ada").join();

    assertThat(reply.attachments().get(FailbackKeys.TASK_ID)).isNull();
    assertThat(keys()).hasSize(1).doesNotContainNull();
    assertThat(told.events).isEmpty();
  }

  @Test
  void aKeyOfTheCallersOwnIsKept() {
    attempts.then(notExecuted("connection refused")).then(answered("hello"));
    Invocation call = Calls.of("greet", attempts.clock());

    call(call.withAttachments(call.attachments().with(FailbackKeys.IDEMPOTENCY_KEY, "order-17")));
    pass(EVERY);

    assertThat(keys()).containsExactly("order-17", "order-17");
  }

  @Test
  void eachTryLooksForProvidersAnewAndHasTheWholeTimeout() {
    attempts.candidates();
    Invoker invoker = invoker();
    assertThat(call(invoker, "greet", "Ada")).isCompleted();
    pass(EVERY);
    assertThat(attempts.made()).isEmpty();
    attempts.candidates("10.0.0.99:9000");
    attempts.then(attempts.silent()).then(answered("hello"));

    pass(EVERY);

    assertThat(attempts.places()).containsExactly("10.0.0.99:9000");
    assertThat(attempts.made().get(0).limit()).isEqualTo(Calls.TIMEOUT);
    assertThat(attempts.made().get(0).invocation().context().isEmpty()).isTrue();
  }

  @Test
  void whatIsTriedAgainIsWhatWasCalledWhateverTheCallerDoesWithItsArguments() {
    attempts.then(notExecuted("connection refused")).then(answered("hello"));
    StringBuilder argument = new StringBuilder("Ada");

    call(invoker(), "greet", argument);
    argument.append(" and others");
    pass(EVERY);

    assertThat(attempts.made().get(1).invocation().arguments()).containsExactly("Ada");
  }

  @Test
  void aFailureThatComesLaterCountsLikeOneThatComesAtOnce() {
    attempts.then(attempts.after(Duration.ofMillis(50), notExecuted("connection refused"))).then(answered("hello"));

    CompletableFuture<Reply> outcome = call("greet");
    assertThat(outcome).isNotDone();
    pass(Duration.ofMillis(50));
    assertThat(outcome).isCompleted();
    pass(EVERY);

    assertThat(told.delivered()).isEqualTo(1);
  }

  @Test
  void aTaskThatUsedUpItsTriesIsToldAsLostWithItsId() {
    Cluster cluster = cluster("every=5s&retries=3");
    attempts.thenAlways(notExecuted("connection refused"));

    String id = call(cluster.over(attempts), "find", "Ada").join().attachments().get(FailbackKeys.TASK_ID);
    pass(EVERY.multipliedBy(2));
    assertThat(told.lost).isEmpty();
    pass(EVERY);

    assertThat(told.events).containsExactly("accepted " + id, "lost " + id);
    assertThat(told.lost.get(0)).hasMessage(
        "demo.Greeting/find failed, in 1 attempt\n  10.0.0.7:9000  not executed, 0 ms: connection refused");
    assertThat(status(cluster).lost()).isEqualTo(1);
    assertThat(status(cluster).pending()).isZero();
    pass(EVERY.multipliedBy(5));
    assertThat(attempts.made()).hasSize(4);
  }

  @Test
  void whatMayHaveBeenExecutedFailsAtItsCallerUnlessItsMethodIsIdempotent() {
    attempts.thenAlways(maybeExecuted("connection reset"));

    RpcException failure = rpcFailureOf(call("greet"));
    pass(EVERY.multipliedBy(5));

    assertThat(failure.getMessage()).endsWith("  failback does not try it again: it may have been executed, and its method is"
        + " not idempotent");
    assertThat(attempts.made()).hasSize(1);
    assertThat(told.events).containsExactly("refused");
  }

  @Test
  void aLaterTryThatMayHaveBeenExecutedIsLostUnlessItsMethodIsIdempotent() {
    attempts.then(notExecuted("connection refused")).thenAlways(maybeExecuted("connection reset"));

    call(invoker(), "greet", "Ada");
    pass(EVERY.multipliedBy(5));

    assertThat(attempts.made()).hasSize(2);
    assertThat(told.lost).singleElement().satisfies(lost -> assertThat(lost.execution()).isEqualTo(Execution.MAYBE_EXECUTED));
  }

  @Test
  void anIdempotentCallIsRepeatedAndSaysHowOftenItMayHaveArrived() {
    attempts.then(maybeExecuted("connection reset")).then(notExecuted("connection refused"))
        .then(maybeExecuted("connection reset")).then(answered("hello"));

    call(invoker(), "find", "Ada");
    pass(EVERY.multipliedBy(3));

    assertThat(attempts.made()).extracting(made -> made.invocation().previousAttempts()).containsExactly(0, 1, 1, 2);
    assertThat(told.delivered()).isEqualTo(1);
  }

  @Test
  void whatAProviderAnsweredIsFinal() {
    attempts.then(answeredWithFailure(new IllegalStateException("declared")));
    assertThat(super.failureOf(call("find"))).hasMessage("declared");
    attempts.then(answeredWithFailure(new RpcException(Code.NOT_FOUND, "no such thing")));
    assertThat(super.failureOf(call("find"))).hasMessage("no such thing");
    assertThat(told.events).isEmpty();

    attempts.then(notExecuted("refused")).then(answeredWithFailure(new RpcException(Code.NOT_FOUND, "no such thing")));
    call("find");
    pass(EVERY);
    assertThat(told.lost).singleElement().satisfies(lost -> assertThat(lost.code()).isEqualTo(Code.NOT_FOUND));

    attempts.then(notExecuted("refused")).then(answeredWithFailure(new IllegalStateException("of a filter, not declared")))
        .then(answered("hello"));
    call("find");
    pass(EVERY);
    assertThat(told.delivered()).as("nobody answered it").isZero();
    pass(EVERY);
    assertThat(told.delivered()).isEqualTo(1);
    assertThat(attempts.made()).hasSize(7);
  }

  @Test
  void aCallerWhoGivesUpIsToldSoAndNothingComesLater() {
    attempts.thenAlways(attempts.silent());
    Invocation call = Calls.of("find", attempts.clock());

    CompletableFuture<Reply> outcome = call(call);
    cancel(call);

    assertThat(super.failureOf(outcome)).isInstanceOf(RpcException.class);
    pass(EVERY.multipliedBy(5));
    assertThat(attempts.made()).hasSize(1);
  }

  @Test
  void aMethodThatAsksForRetriesHasThemBeforeItsCallerGetsAnEmptyValue() {
    attempts.then(notExecuted("refused")).then(answered("hello"));

    assertThat(valueOf(call("findStubbornly"))).isEqualTo("hello");
    assertThat(told.events).isEmpty();
  }

  @Test
  void anAttemptThatNeverEndsIsEndedSoonAfterItsDeadline() {
    attempts.then(notExecuted("refused")).then(made -> new CompletableFuture<>()).then(answered("hello"));

    call(invoker(), "find", "Ada");
    pass(EVERY.plus(Calls.TIMEOUT).plusMillis(100));
    assertThat(attempts.made().get(1).invocation().cancellation().isCancelled()).isTrue();
    pass(EVERY);

    assertThat(told.delivered()).isEqualTo(1);
  }

  @Test
  void whatCannotBeDecodedAgainIsLostAndSaysSo() {
    attempts.then(notExecuted("refused"));

    call(invoker(), "find", ScriptedAttempts.UNREADABLE);
    pass(EVERY);

    assertThat(told.lost).singleElement().satisfies(lost -> assertThat(lost).hasMessageContaining("cannot be decoded"));
  }

  @Test
  void aListenerThatThrowsChangesNothing() {
    told.broken = true;
    attempts.then(notExecuted("refused")).then(answered("hello"));

    assertThat(call("find")).isCompleted();
    pass(EVERY);

    assertThat(told.delivered()).isEqualTo(1);
  }

  @Test
  void streamsAndCallsWithoutTheirInterfaceAreRefused() {
    Cluster cluster = cluster("every=5s");
    assertThatThrownBy(() -> cluster.check(Calls.method("join"))).hasMessage("cluster \"failback\" cannot carry a method that"
        + " streams: only one request with one reply can be kept and sent again. Choose another mode for it, such as failover.");
    assertThatThrownBy(() -> cluster.check(MethodContract.untyped(ServiceId.of("demo.Greeting"), "greet", false, null)))
        .hasMessageContaining("cannot carry a call without its interface");
    cluster.check(Calls.method("greet"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"queue=0|1 to 1000000", "every=1ms|10ms to 24h", "retries=0|1 to 1000000",
      "drain=0s|1ms to 1h", "journal=%20|a directory", "queue_bytes=1|1024 to 536870912"})
  void aWrongOptionIsRefused(String option, String expected) {
    assertThatThrownBy(() -> cluster(option)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"greet", "find"})
  void aPickThatBreaksReachesNobodyAndIsTriedAgain(String method) {
    attempts.then(notExecuted("refused")).then(answered("hello"));
    call(method);
    attempts.breakPicksWith(new IllegalStateException("broken"));
    pass(EVERY);
    assertThat(attempts.made()).hasSize(1);
    assertThat(told.lost).isEmpty();
    pass(EVERY.multipliedBy(2));
    assertThat(told.lost).singleElement().satisfies(lost -> assertThat(lost.execution()).isEqualTo(Execution.NOT_EXECUTED));
  }

  @Test
  void argumentsThatProvidersRefuseToDecodeAreNotKept() {
    attempts.thenAlways(ended(new Attempt.NotExecuted(RpcException.notExecuted(Code.INVALID_ARGUMENT, "field 3"))));

    assertThat(super.failureOf(call("find"))).isInstanceOf(RpcException.class);
    assertThat(told.events).isEmpty();
  }
}
