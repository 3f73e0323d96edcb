package dev.tern.cluster;

import static dev.tern.tck.ScriptedAttempts.answered;
import static dev.tern.tck.ScriptedAttempts.notExecuted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.api.Deadline;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Reply;
import dev.tern.tck.Calls;
import dev.tern.tck.ScriptedAttempts;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** When a call waits before it is tried again, and what ends the wait. */
class FailoverBackoffTest {
  private static final double LOWEST = 0;
  private static final double MIDDLE = 0.5;
  private static final double HIGHEST = Math.nextDown(1.0);

  private final ScriptedAttempts attempts = new ScriptedAttempts("10.0.0.7:9000", "10.0.0.8:9000");

  @Test
  void noCallWaitsWhileThereIsAProviderThatItHasNotTried() {
    attempts.then(notExecuted("connection refused")).then(answered("hello"));

    assertThat(call("find", Duration.ofSeconds(60), MIDDLE)).isCompleted();
    assertThat(attempts.scheduler().delays()).isEmpty();
  }

  @Test
  void onceAllAreTriedWaitsDoubleFromATenthOfASecondToOne() {
    attempts.thenAlways(notExecuted("connection refused"));

    CompletableFuture<Reply> outcome = call("findStubbornly", Duration.ofSeconds(60), MIDDLE);
    attempts.scheduler().advance(Duration.ofSeconds(60));

    assertThat(outcome).isCompletedExceptionally();
    assertThat(attempts.made()).hasSize(11);
    assertThat(attempts.scheduler().delays()).extracting(Duration::toMillis)
        .containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L, 1_000L, 1_000L, 1_000L);
  }

  @Test
  void aWaitIsUpToAFifthShorterOrLongerSoThatCallersDoNotReturnInStep() {
    attempts.thenAlways(notExecuted("connection refused"));

    call("find", Duration.ofSeconds(60), LOWEST);
    call("find", Duration.ofSeconds(60), HIGHEST);

    assertThat(attempts.scheduler().delays()).extracting(Duration::toMillis).containsExactly(80L, 120L);
  }

  @Test
  void theCallGoesOnWhenTheWaitIsOver() {
    attempts.then(notExecuted("connection refused")).then(notExecuted("connection refused")).then(answered("hello"));

    CompletableFuture<Reply> outcome = call("find", Duration.ofSeconds(1), MIDDLE);
    attempts.scheduler().advance(Duration.ofMillis(99));
    assertThat(outcome).isNotDone();
    attempts.scheduler().advance(Duration.ofMillis(1));

    assertThat(outcome).isCompletedWithValueMatching(reply -> "hello".equals(reply.value()));
  }

  @Test
  void aProviderThatAppearsDuringTheWaitIsTried() {
    attempts.then(notExecuted("connection refused")).then(notExecuted("connection refused")).then(answered("hello"));

    call("find", Duration.ofSeconds(1), MIDDLE);
    attempts.candidates("10.0.0.9:9000");
    attempts.scheduler().advance(Duration.ofMillis(100));

    assertThat(attempts.places()).containsExactly("10.0.0.7:9000", "10.0.0.8:9000", "10.0.0.9:9000");
  }

  @Test
  void cancellationDuringTheWaitEndsTheCallAtOnceAndForgetsTheTimer() {
    attempts.thenAlways(notExecuted("connection refused"));
    Invocation call = within(Duration.ofSeconds(1), "find", attempts);

    CompletableFuture<Reply> outcome = call(attempts, call, MIDDLE);
    assertThat(attempts.scheduler().waiting()).isEqualTo(1);
    call.cancellation().cancel(RpcException.maybeExecuted(Code.CANCELLED, "the caller gave up"));

    assertThat(failureOf(outcome)).hasMessage("demo.Greeting/find was cancelled, in 2 attempts\n"
        + "  10.0.0.7:9000  not executed, 0 ms: connection refused\n"
        + "  10.0.0.8:9000  not executed, 0 ms: connection refused");
    assertThat(failureOf(outcome).code()).isEqualTo(Code.CANCELLED);
    assertThat(failureOf(outcome).execution()).isEqualTo(Execution.NOT_EXECUTED);
    assertThat(attempts.scheduler().waiting()).isZero();
    attempts.scheduler().advance(Duration.ofSeconds(10));
    assertThat(attempts.made()).hasSize(2);
  }

  @Test
  void noWaitReachesBeyondTheDeadline() {
    attempts.thenAlways(notExecuted("connection refused"));

    CompletableFuture<Reply> outcome = call("find", Duration.ofMillis(100), MIDDLE);

    assertThat(failureOf(outcome).code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(attempts.scheduler().delays()).isEmpty();
    assertThat(attempts.budget().asked()).as("tokens for attempts that were made").isEqualTo(1);
  }

  @Test
  void aDeadlineThatPassesDuringAWaitThatEndsLateEndsTheCall() {
    attempts.thenAlways(notExecuted("connection refused"));

    CompletableFuture<Reply> outcome = call("find", Duration.ofMillis(105), MIDDLE);
    assertThat(attempts.scheduler().waiting()).isEqualTo(1);
    attempts.clock().advance(Duration.ofMillis(110));
    attempts.scheduler().advance(Duration.ZERO);

    assertThat(failureOf(outcome))
        .hasMessageStartingWith("demo.Greeting/find took longer than 105 ms, in 2 attempts\n");
    assertThat(failureOf(outcome).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(attempts.made()).hasSize(2);
  }

  @Test
  void aSchedulerThatRefusesEndsTheCall() {
    attempts.thenAlways(notExecuted("connection refused"));
    attempts.candidates("10.0.0.7:9000");
    attempts.scheduler().close();

    CompletableFuture<Reply> outcome = call("find", Duration.ofSeconds(1), MIDDLE);

    assertThat(failureOf(outcome)).hasMessage("demo.Greeting/find failed, in 1 attempt\n"
        + "  10.0.0.7:9000  not executed, 0 ms: connection refused\n"
        + "  then: java.util.concurrent.RejectedExecutionException");
  }

  @Test
  void waitAndCancellationThatEndAtOnceGiveOneOutcome() throws Exception {
    for (int i = 0; i < 500; i++) {
      ScriptedAttempts own = new ScriptedAttempts("10.0.0.7:9000");
      own.then(notExecuted("connection refused")).then(answered("hello"));
      Invocation call = within(Duration.ofSeconds(1), "find", own);
      CompletableFuture<Reply> outcome = call(own, call, MIDDLE);
      Thread canceller = new Thread(() -> call.cancellation()
          .cancel(RpcException.maybeExecuted(Code.CANCELLED, "the caller gave up")));
      canceller.start();
      own.scheduler().advance(Duration.ofMillis(100));
      canceller.join();

      assertThat(outcome).isDone();
      assertThat(own.made()).hasSize(outcome.isCompletedExceptionally() ? 1 : 2);
    }
  }

  private CompletableFuture<Reply> call(String method, Duration timeout, double random) {
    return call(attempts, within(timeout, method, attempts), random);
  }

  private static CompletableFuture<Reply> call(ScriptedAttempts on, Invocation invocation, double random) {
    RandomGenerator generator = new RandomGenerator() {
      @Override
      public long nextLong() {
        throw new AssertionError("jitter asks for a double");
      }

      @Override
      public double nextDouble() {
        return random;
      }
    };
    return new Failover(() -> generator).over(on).invoke(invocation).toCompletableFuture();
  }

  private static Invocation within(Duration timeout, String method, ScriptedAttempts on) {
    Invocation call = Calls.of(method, on.clock());
    return new Invocation(call.method(), call.arguments(), Deadline.after(timeout, on.clock()), call.attachments(),
        call.cancellation());
  }

  private static RpcException failureOf(CompletableFuture<Reply> outcome) {
    assertThat(outcome).isCompletedExceptionally();
    return (RpcException) outcome.handle((reply, failure) -> failure).join();
  }
}
