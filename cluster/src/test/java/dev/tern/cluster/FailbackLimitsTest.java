package dev.tern.cluster;

import static dev.tern.tck.ScriptedAttempts.answered;
import static dev.tern.tck.ScriptedAttempts.notExecuted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.api.Execution;
import dev.tern.api.FailbackKeys;
import dev.tern.api.FailbackStatus;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Options;
import dev.tern.api.spi.Reply;
import dev.tern.tck.Calls;
import dev.tern.tck.ScriptedAttempts;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** How much failback takes over and tries at once, what it may spend, and how it ends. */
class FailbackLimitsTest {
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final ScriptedAttempts attempts = new ScriptedAttempts("10.0.0.7:9000", "10.0.0.8:9000", "10.0.0.9:9000");
  private final ToldTasks told = new ToldTasks();

  private Cluster cluster(String options) {
    return told.failback(Options.parse("cluster", "failback?" + options));
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

  private static RpcException failureOf(CompletableFuture<Reply> outcome) {
    return (RpcException) catchThrowableOfType(CompletionException.class, outcome::join).getCause();
  }

  @Test
  void aQueueThatIsFullRefusesAndSaysSo() {
    Cluster cluster = cluster("queue=2");
    Invoker invoker = cluster.over(attempts);
    attempts.thenAlways(notExecuted("connection refused"));
    assertThat(call(invoker, "greet", "a")).isCompleted();
    assertThat(call(invoker, "greet", "b")).isCompleted();

    RpcException failure = failureOf(call(invoker, "greet", "c"));

    assertThat(failure).hasMessage("demo.Greeting/greet failed, in 1 attempt\n"
        + "  10.0.0.7:9000  not executed, 0 ms: connection refused\n"
        + "  failback does not try it again: its queue is full, 2 calls wait");
    assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    assertThat(failure.attempts()).hasSize(1);
    assertThat(status(cluster).refused()).isEqualTo(1);
    attempts.thenAlways(answered("hello"));
    pass(EVERY);
    assertThat(told.delivered()).isEqualTo(2);
    attempts.thenAlways(notExecuted("connection refused"));
    assertThat(call(invoker, "greet", "d")).as("there is room again").isCompleted();
  }

  @Test
  void aQueueTakesNoMoreBytesThanItMay() {
    Cluster cluster = cluster("queue_bytes=1024");
    Invoker invoker = cluster.over(attempts);
    attempts.thenAlways(notExecuted("connection refused"));
    assertThat(call(invoker, "greet", "a".repeat(600))).isCompleted();

    assertThat(failureOf(call(invoker, "greet", "b".repeat(600)))).hasMessageContaining(
        "its queue is full, 1 calls wait, with 606 bytes of at most 1024");
    assertThat(call(invoker, "greet", "c".repeat(100))).isCompleted();
    assertThat(status(cluster).pending()).isEqualTo(2);
    assertThat(status(cluster).pendingBytes()).isEqualTo(606 + 106);
  }

  @Test
  void withoutRetryBudgetATaskWaitsAndLosesNoTry() {
    Cluster cluster = cluster("retries=1");
    attempts.then(notExecuted("connection refused")).then(answered("hello"));
    call(cluster.over(attempts), "find", "Ada");
    attempts.budget().allow(0);

    pass(EVERY.multipliedBy(10));
    assertThat(attempts.made()).hasSize(1);
    assertThat(status(cluster).pending()).isEqualTo(1);
    attempts.budget().allow(1);
    pass(Duration.ofMillis(100));

    assertThat(told.delivered()).isEqualTo(1);
    assertThat(attempts.budget().calls()).as("a try is no call").isEqualTo(1);
  }

  @Test
  void aTryWithoutAnyProviderCostsNothingAndIsNone() {
    attempts.candidates();
    call(cluster("every=5s").over(attempts), "find", "Ada");

    pass(EVERY.multipliedBy(30));

    assertThat(attempts.budget().asked()).isZero();
    assertThat(told.lost).isEmpty();
    attempts.candidates("10.0.0.7:9000");
    attempts.then(answered("hello"));
    pass(EVERY);
    assertThat(told.delivered()).isEqualTo(1);
  }

  @Test
  void noMoreThanSixtyFourTriesAreUnderWayAtOnce() {
    Cluster cluster = cluster("queue=200");
    Invoker invoker = cluster.over(attempts);
    attempts.thenAlways(notExecuted("refused"));
    for (int i = 0; i < 200; i++) {
      call(invoker, "find", "x" + i);
    }
    attempts.thenAlways(attempts.after(Duration.ofMillis(100), answered("hello")));

    pass(EVERY);
    assertThat(attempts.made()).hasSize(200 + 64);
    pass(Duration.ofMillis(100));
    assertThat(told.delivered()).isEqualTo(64);
    assertThat(attempts.made()).hasSize(200 + 128);
    pass(Duration.ofMillis(300));
    assertThat(told.delivered()).isEqualTo(200);
  }

  @Test
  void thousandsOfTasksThatFailOnTheSpotDoNotDeepenTheStack() {
    Cluster cluster = cluster("queue=20000&retries=2");
    Invoker invoker = cluster.over(attempts);
    attempts.candidates();
    for (int i = 0; i < 20_000; i++) {
      call(invoker, "find", "x");
    }

    cluster.close();

    assertThat(status(cluster).lost()).isEqualTo(20_000);
  }

  @Test
  void whoeverClosesTriesOnceMoreAndTellsWhatIsLost() {
    Cluster cluster = cluster("drain=2s");
    Invoker invoker = cluster.over(attempts);
    attempts.thenAlways(notExecuted("refused"));
    String first = call(invoker, "find", "a").join().attachments().get(FailbackKeys.TASK_ID);
    String second = call(invoker, "find", "b").join().attachments().get(FailbackKeys.TASK_ID);
    attempts.budget().allow(0); // each may be tried once more, whatever failed before
    attempts.then(answered("hello"));

    cluster.close();

    assertThat(told.events).containsExactly("accepted " + first, "accepted " + second, "delivered " + first, "lost " + second);
    assertThat(attempts.made()).hasSize(4);
    assertThat(failureOf(call(invoker, "find", "c"))).hasMessageContaining(
        "failback does not try it again: the client is closing");
    pass(EVERY.multipliedBy(3));
    assertThat(attempts.made()).hasSize(5);
  }

  @Test
  void aCallThatIsTakenOverAfterTheEndIsRefused() {
    Cluster cluster = cluster("drain=1ms");
    Invoker invoker = cluster.over(attempts);
    attempts.thenAlways(notExecuted("refused"));
    Object closes = new Object() {
      @Override
      public String toString() { // asked when it is encoded
        cluster.close();
        return "Ada";
      }
    };

    assertThat(failureOf(call(invoker, "find", closes))).hasMessageContaining(
        "failback does not try it again: the client was closed");

    assertThat(told.events).containsExactly("refused");
    assertThat(status(cluster).pendingBytes()).isZero();
  }

  @Test
  void thoseThatFailTogetherComeBackOneAfterTheOther() {
    Cluster cluster = cluster("every=5s");
    Invoker invoker = cluster.over(attempts);
    attempts.thenAlways(notExecuted("refused"));
    told.random = () -> 0; // a fifth less
    call(invoker, "find", "early");
    told.random = () -> -1; // a fifth more
    call(invoker, "find", "late");
    attempts.thenAlways(answered("hello"));

    pass(Duration.ofMillis(3_999));
    assertThat(told.delivered()).isZero();
    pass(Duration.ofMillis(1));
    assertThat(told.delivered()).isEqualTo(1);
    pass(Duration.ofMillis(1_990));
    assertThat(told.delivered()).isEqualTo(1);
    pass(Duration.ofMillis(10));
    assertThat(told.delivered()).isEqualTo(2);
  }

  @Test
  void anErrorWhileItIsEncodedReachesTheCaller() {
    Cluster cluster = cluster("queue=1");
    Invoker invoker = cluster.over(attempts);
    attempts.thenAlways(notExecuted("refused"));
    Object deep = new Object() {
      @Override
      public String toString() {
        throw new StackOverflowError();
      }
    };

    RpcException failure = failureOf(call(invoker, "find", deep));

    assertThat(failure.getSuppressed()).hasAtLeastOneElementOfType(StackOverflowError.class);
    assertThat(call(invoker, "find", "Ada")).as("its room is given back").isCompleted();
  }

  @Test
  void closingWaitsForTriesUnderWayUpToItsLimit() throws Exception {
    Cluster cluster = cluster("drain=200ms");
    Invoker invoker = cluster.over(attempts);
    attempts.thenAlways(notExecuted("refused"));
    String quick = call(invoker, "find", "quick").join().attachments().get(FailbackKeys.TASK_ID);
    String slow = call(invoker, "find", "slow").join().attachments().get(FailbackKeys.TASK_ID);
    attempts.then(attempts.after(Duration.ofMillis(100), answered("hello"))).then(attempts.silent());

    cluster.closing();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(cluster::close);
    pass(Duration.ofMillis(150));
    assertThat(told.delivered()).isEqualTo(1);
    assertThat(closed).isNotDone();
    pass(Duration.ofMillis(50));

    closed.join();
    assertThat(told.events).contains("delivered " + quick, "lost " + slow);
    assertThat(attempts.made().get(3).invocation().cancellation().isCancelled()).isTrue();
  }
}
