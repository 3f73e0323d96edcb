package dev.tern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Attachments;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Reply;
import dev.tern.api.spi.RetryBudget;
import dev.tern.api.spi.Snapshot;
import dev.tern.tck.Calls;
import dev.tern.tck.FakeCandidate;
import dev.tern.tck.FakeRetryBudget;
import dev.tern.tck.ManualClock;
import dev.tern.tck.ManualScheduler;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FailoverStackTest {
  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void anyNumberOfAttemptsMayFailOnTheSpotWithoutDeepeningTheStack() {
    Unreachable attempts = new Unreachable(100_000);

    CompletableFuture<Reply> outcome = new Failover(ThreadLocalRandom::current).over(attempts)
        .invoke(stubborn(attempts.clock())).toCompletableFuture();

    assertThat(outcome.join().value()).isEqualTo("hello");
    assertThat(attempts.deepest).isEqualTo(attempts.shallowest);
  }

  private static Invocation stubborn(ManualClock clock) {
    Invocation call = Calls.of("find", clock);
    MethodContract find = call.method();
    MethodContract stubborn = new MethodContract(find.service(), find.name(), find.method(), find.kind(),
        find.replyStyle(), find.parameters(), find.requestShape(), find.replyType(), find.replyNullable(),
        find.errors(), find.idempotent(), find.nonBlocking(), find.interruptible(), find.timeout(),
        Integer.MAX_VALUE, find.cluster(), find.loadBalancer(), find.codec(), find.types());
    return new Invocation(stubborn, call.arguments(), call.deadline(), call.attachments(), call.cancellation());
  }

  /** As many providers as one likes, each of which refuses at once, until the last one answers. */
  private static final class Unreachable implements Attempts {
    private static final RpcException REFUSED = RpcException.notExecuted(Code.UNAVAILABLE, "connection refused");

    private final ManualClock clock = new ManualClock();
    private final ManualScheduler scheduler = new ManualScheduler(clock);
    private final RetryBudget budget = new FakeRetryBudget();
    private int left;
    private int deepest;
    private int shallowest = Integer.MAX_VALUE;

    Unreachable(int providers) {
      this.left = providers;
    }

    @Override
    public Candidate pick(Invocation invocation, Set<Candidate> tried) {
      return FakeCandidate.at("10.0.0.7:9000");
    }

    @Override
    public CompletionStage<Attempt> on(Candidate candidate, Invocation invocation, long limitNanos,
        BooleanSupplier giveUp) {
      if (left % 1_000 == 0) {
        int depth = new Throwable().getStackTrace().length;
        deepest = Math.max(deepest, depth);
        shallowest = Math.min(shallowest, depth);
      }
      return CompletableFuture.completedFuture(
          --left > 0 ? new Attempt.NotExecuted(REFUSED) : Attempt.Answered.with(Reply.of("hello")));
    }

    @Override
    public MethodContract method() {
      throw new UnsupportedOperationException("failover does not ask");
    }

    @Override
    public Snapshot snapshot(Invocation invocation) {
      return Snapshot.empty();
    }

    @Override
    public byte[] encode(Invocation invocation) {
      throw new AssertionError();
    }

    @Override
    public Invocation decode(byte[] arguments, Attachments attachments) {
      throw new AssertionError();
    }

    @Override
    public RetryBudget budget() {
      return budget;
    }

    @Override
    public ManualScheduler scheduler() {
      return scheduler;
    }

    @Override
    public ManualClock clock() {
      return clock;
    }
  }
}
