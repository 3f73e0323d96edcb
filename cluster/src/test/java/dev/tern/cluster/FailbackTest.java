package dev.tern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.FailbackKeys;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Options;
import dev.tern.api.spi.Reply;
import dev.tern.tck.Calls;
import dev.tern.tck.ScriptedAttempts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FailbackTest {
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final ScriptedAttempts attempts = new ScriptedAttempts("10.0.0.1:9000");
  private final List<String> told = new ArrayList<>();
  private final OpenJournals journals = new OpenJournals();

  @TempDir
  private Path folder;

  private final FailbackListener listener = new FailbackListener() {
    @Override
    public void accepted(String method, String taskId) {
      tell("accepted " + method);
    }

    @Override
    public void delivered(String method, String taskId, @Nullable Throwable failure) {
      tell("delivered" + (failure == null ? "" : " " + failure.getMessage()));
    }

    @Override
    public void lost(String method, String taskId, RpcException failure) {
      tell("lost " + failure.code());
    }

    @Override
    public void refused(String method, RpcException failure) {
      tell("refused " + failure.code());
    }
  };

  private void tell(String what) {
    synchronized (told) {
      told.add(what);
    }
  }

  private Failback failback(String options) {
    return new Failback(FailbackSettings.of(Options.parse("cluster", "failback" + options)), journals,
        new FailbackReport(List.of(listener)));
  }

  private static CompletableFuture<Reply> invoke(Invoker invoker, Invocation call) {
    return invoker.invoke(call).toCompletableFuture();
  }

  private CompletableFuture<Reply> call(Invoker invoker, String method) {
    return invoke(invoker, Calls.of(method, attempts.clock()));
  }

  private static RpcException failure(CompletableFuture<Reply> outcome) {
    try {
      outcome.join();
      throw new AssertionError("it was answered");
    } catch (CompletionException e) {
      return (RpcException) e.getCause();
    }
  }

  @Test
  void aCallThatIsAnsweredIsLikeAnyOther() {
    attempts.then(ScriptedAttempts.answered("hello"));
    assertThat(call(failback("").over(attempts), "find").join().value()).isEqualTo("hello");
    assertThat(attempts.made().get(0).invocation().attachments().get(FailbackKeys.IDEMPOTENCY_KEY)).isNotNull();
    assertThat(told).isEmpty();
  }

  @Test
  void aCallThatFailsReturnsNothingWithAnIdAndIsTriedLaterUnderADeadlineOfItsOwn() {
    attempts.method("findOnce").then(ScriptedAttempts.notExecuted("refused")).then(ScriptedAttempts.notExecuted("refused"))
        .then(ScriptedAttempts.answered("late"));
    Reply reply = call(failback("").over(attempts), "findOnce").join();
    assertThat(reply.value()).isNull();
    assertThat(reply.attachments().get(FailbackKeys.TASK_ID)).matches("[0-9a-f-]{36}");
    assertThat(told).containsExactly("accepted demo.Greeting/findOnce");
    attempts.scheduler().advance(EVERY);
    assertThat(attempts.made()).hasSize(2);
    attempts.scheduler().advance(EVERY);
    assertThat(told).containsExactly("accepted demo.Greeting/findOnce", "delivered");
    assertThat(attempts.made()).hasSize(3);
    assertThat(attempts.made().get(2).invocation().deadline().remainingNanos(attempts.clock())).isPositive();
    assertThat(attempts.made().stream().map(made -> made.invocation().attachments().get(FailbackKeys.IDEMPOTENCY_KEY))
        .collect(Collectors.toSet())).as("one key for all tries").hasSize(1);
    assertThat(attempts.made()).extracting(made -> made.invocation().previousAttempts()).containsExactly(0, 1, 2);
    attempts.scheduler().advance(Duration.ofMinutes(1));
    assertThat(attempts.made()).as("done is done").hasSize(3);
  }

  @Test
  void providersThatCameMeanwhileAreAsked() {
    attempts.method("findOnce").then(ScriptedAttempts.notExecuted("refused")).then(ScriptedAttempts.answered("late"));
    call(failback("").over(attempts), "findOnce").join();
    attempts.candidates("10.0.0.2:9000");
    attempts.scheduler().advance(EVERY);
    assertThat(attempts.places()).containsExactly("10.0.0.1:9000", "10.0.0.2:9000");
  }

  @Test
  void afterItsTriesATaskIsLostAndSaysSo() {
    attempts.method("findOnce").thenAlways(ScriptedAttempts.notExecuted("refused"));
    call(failback("?every=1s&retries=2").over(attempts), "findOnce").join();
    attempts.scheduler().advance(Duration.ofSeconds(10));
    assertThat(attempts.made()).hasSize(3);
    assertThat(told).containsExactly("accepted demo.Greeting/findOnce", "lost UNAVAILABLE");
  }

  @Test
  void whatMayHaveRunIsTakenOverOnlyIfItMayRunTwice() {
    Invoker invoker = failback("").over(attempts);
    attempts.then(ScriptedAttempts.maybeExecuted("lost"));
    assertThat(failure(call(invoker, "greet")).execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    attempts.method("findOnce").then(ScriptedAttempts.maybeExecuted("lost"));
    assertThat(call(invoker, "findOnce").join().value()).isNull();
  }

  @Test
  void aTaskThatIsNotIdempotentIsNotTriedAgainOnceItMayHaveRun() {
    attempts.method("greet").then(ScriptedAttempts.notExecuted("refused")).thenAlways(ScriptedAttempts.maybeExecuted("lost"));
    Invoker invoker = failback("?retries=5").over(attempts);
    attempts.budget().allow(0);
    assertThat(call(invoker, "greet").join().value()).isNull();
    attempts.budget().allow(100);
    attempts.scheduler().advance(Duration.ofMinutes(1));
    assertThat(attempts.made()).hasSize(2);
    assertThat(told).containsExactly("accepted demo.Greeting/greet", "lost UNAVAILABLE");
  }

  @Test
  void aProvidersOwnAnswerIsFinalForTheCallerAndForATask() {
    RpcException answer = RpcException.notExecuted(Code.FAILED_PRECONDITION, "closed today");
    attempts.method("findOnce").then(ScriptedAttempts.answeredWithFailure(answer));
    Invoker invoker = failback("").over(attempts);
    assertThat(failure(call(invoker, "findOnce"))).isSameAs(answer);
    attempts.then(ScriptedAttempts.notExecuted("refused")).then(ScriptedAttempts.answeredWithFailure(answer));
    call(invoker, "findOnce").join();
    attempts.scheduler().advance(EVERY);
    assertThat(told).containsExactly("accepted demo.Greeting/findOnce", "delivered closed today");
  }

  @Test
  void aCallerWhoGivesUpIsNotReplaced() {
    attempts.then(attempts.silent());
    Invocation call = Calls.of("find", attempts.clock());
    CompletableFuture<Reply> outcome = invoke(failback("").over(attempts), call);
    call.cancellation().cancel(RpcException.maybeExecuted(Code.CANCELLED, "the caller gave up"));
    assertThat(failure(outcome).code()).isEqualTo(Code.CANCELLED);
    assertThat(told).isEmpty();
  }

  @Test
  void aCallThatNobodyAnswersIsTakenOverBeforeItsCallerStopsWaiting() {
    attempts.method("findOnce").thenAlways(attempts.silent());
    CompletableFuture<Reply> outcome = call(failback("").over(attempts), "findOnce");
    attempts.scheduler().advance(Calls.TIMEOUT.minusMillis(40));
    assertThat(outcome).isCompleted();
    assertThat(told).containsExactly("accepted demo.Greeting/findOnce");
  }

  @Test
  void aThousandCallsAndAQueueOfAHundredGiveNineHundredRefusalsAndAHundredDeliveries() {
    attempts.method("findOnce").thenAlways(ScriptedAttempts.notExecuted("refused"));
    Invoker invoker = failback("?queue=100").over(attempts);
    int refused = 0;
    for (int i = 0; i < 1_000; i++) {
      CompletableFuture<Reply> outcome = call(invoker, "findOnce");
      if (outcome.isCompletedExceptionally()) {
        refused++;
        assertThat(failure(outcome)).hasMessageEndingWith("\n  not taken over by failback: its queue of 100 calls is full");
        assertThat(failure(outcome).execution()).isEqualTo(Execution.NOT_EXECUTED);
      }
    }
    assertThat(refused).isEqualTo(900);
    attempts.thenAlways(ScriptedAttempts.answered("late"));
    attempts.scheduler().advance(EVERY);
    assertThat(told.stream().filter("delivered"::equals)).hasSize(100);
    assertThat(told.stream().filter("refused UNAVAILABLE"::equals)).hasSize(900);
  }

  @Test
  void whenTheRetryBudgetIsUsedUpATaskWaitsAndLosesNoTry() {
    attempts.method("findOnce").then(ScriptedAttempts.notExecuted("refused"));
    call(failback("?retries=1").over(attempts), "findOnce").join();
    attempts.budget().allow(0);
    attempts.scheduler().advance(Duration.ofMinutes(1));
    assertThat(attempts.made()).hasSize(1);
    attempts.budget().allow(100);
    attempts.then(ScriptedAttempts.answered("late"));
    attempts.scheduler().advance(EVERY);
    assertThat(told).containsExactly("accepted demo.Greeting/findOnce", "delivered");
  }

  @Test
  void closingTriesOnceMoreAndCountsTheRestAsLost() {
    Failback failback = failback("?drain=100ms");
    attempts.method("findOnce").then(ScriptedAttempts.notExecuted("refused")).then(ScriptedAttempts.notExecuted("refused"));
    Invoker invoker = failback.over(attempts);
    call(invoker, "findOnce").join();
    call(invoker, "findOnce").join();
    attempts.then(ScriptedAttempts.answered("at last")).then(ScriptedAttempts.notExecuted("still refused"));
    failback.close();
    assertThat(told).endsWith("delivered", "lost CANCELLED");
    attempts.then(ScriptedAttempts.notExecuted("refused"));
    assertThat(failure(call(invoker, "findOnce"))).hasMessageEndingWith("not taken over by failback: the client is closing");
  }

  @Test
  void withAJournalNothingIsLostByAnEndAndTheNextStartDelivers() throws Exception {
    attempts.method("findOnce").thenAlways(ScriptedAttempts.notExecuted("refused"));
    Failback failback = failback("?drain=0s&journal=" + folder);
    CompletableFuture<Reply> outcome =
        invoke(failback.over(attempts), Calls.of("findOnce", "Grace", attempts.clock()));
    String id = outcome.get(10, TimeUnit.SECONDS).attachments().get(FailbackKeys.TASK_ID);
    failback.close();
    assertThat(told).containsExactly("accepted demo.Greeting/findOnce");

    ScriptedAttempts later = new ScriptedAttempts("10.0.0.9:9000").method("findOnce")
        .thenAlways(ScriptedAttempts.answered("at last"));
    Failback next = failback("?journal=" + folder);
    next.over(later);
    later.scheduler().advance(Duration.ofMillis(10));
    assertThat(told).endsWith("delivered");
    Invocation replayed = later.made().get(0).invocation();
    assertThat(replayed.arguments()).containsExactly("Grace");
    assertThat(replayed.attachments().get(FailbackKeys.IDEMPOTENCY_KEY)).isEqualTo(id);
    next.close();
    failback("?journal=" + folder).over(later);
    later.scheduler().advance(Duration.ofMinutes(1));
    assertThat(later.made()).as("done is forgotten").hasSize(1);
  }

  @Test
  void aTaskThatCannotBeReadAnyMoreIsPutAside() throws Exception {
    attempts.method("findOnce").thenAlways(ScriptedAttempts.notExecuted("refused"));
    Failback failback = failback("?drain=0s&journal=" + folder);
    invoke(failback.over(attempts), Calls.of("findOnce", "unreadable", attempts.clock())).get(10, TimeUnit.SECONDS);
    failback.close();
    Failback next = failback("?drain=0s&journal=" + folder);
    next.over(attempts);
    next.close();
    assertThat(folder.resolve("demo.Greeting.findOnce.journal.unreadable")).isNotEmptyFile();
    assertThat(folder.resolve("demo.Greeting.findOnce.journal")).exists();
  }

  @Test
  void twoProxiesOfOneClientShareAJournal() throws Exception {
    attempts.method("findOnce").thenAlways(ScriptedAttempts.notExecuted("refused"));
    Failback one = failback("?drain=0s&journal=" + folder);
    Failback other = failback("?drain=0s&journal=" + folder);
    Invoker first = one.over(attempts);
    Invoker second = other.over(attempts);
    call(first, "findOnce").get(10, TimeUnit.SECONDS);
    one.close();
    assertThat(call(second, "findOnce").get(10, TimeUnit.SECONDS).value()).as("still open").isNull();
    other.close();
    assertThat(told).containsOnly("accepted demo.Greeting/findOnce");
  }

  @Test
  void streamsAndWrongOptionsAreRefused() {
    assertThatThrownBy(() -> failback("").check(Calls.method("join"))).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cluster \"failback\" cannot carry streams: what would be tried again later is one request. Choose another"
            + " mode for it.");
    assertThatThrownBy(() -> failback("?queue=0")).hasMessage("cluster \"failback\": option queue=0 (expected: 1 to 1000000)");
  }
}
