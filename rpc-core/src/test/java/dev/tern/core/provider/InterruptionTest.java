package dev.tern.core.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.RpcException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterruptionTest {
  private static final RpcException CAUSE = RpcException.maybeExecuted(Code.CANCELLED, "enough");

  private final Cancellation cancellation = new Cancellation();
  private final ExecutorService pool = Executors.newFixedThreadPool(2);

  @AfterEach
  void close() {
    pool.shutdownNow();
  }

  /** As a handler pool would: what comes after the handler on the same thread sees no interrupt. */
  private static Object handle(Cancellation cancellation, Interruption.Handler handler) throws Exception {
    try {
      return Interruption.run(cancellation, handler);
    } catch (Throwable e) {
      return e;
    } finally {
      assertThat(Thread.currentThread().isInterrupted()).as("afterwards").isFalse();
    }
  }

  @Test
  void aHandlerThatBlocksIsInterrupted() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    Future<Object> handled = pool.submit(() -> handle(cancellation, () -> {
      began.countDown();
      return new CountDownLatch(1).await(30, TimeUnit.SECONDS);
    }));
    began.await();
    cancellation.cancel(CAUSE);
    assertThat(handled.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    assertThat(cancellation.waiting()).isZero();
  }

  @Test
  void aHandlerThatEndsInTimeLeavesNothingBehind() throws Exception {
    assertThat(handle(cancellation, () -> "done")).isEqualTo("done");
    assertThat(cancellation.waiting()).isZero();
    cancellation.cancel(CAUSE);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aHandlerOfACancelledCallIsNotStarted() {
    cancellation.cancel(CAUSE);
    assertThatThrownBy(() -> Interruption.run(cancellation, () -> {
      throw new AssertionError("started");
    })).isSameAs(CAUSE);
  }

  @Test
  void anInterruptThatTheHandlerDidNotTakeGoesNoFurtherThanIt() throws Exception {
    Object answer = handle(cancellation, () -> {
      cancellation.cancel(CAUSE);
      return Thread.currentThread().isInterrupted();
    });
    assertThat(answer).isEqualTo(true);
  }

  @Test
  void anInterruptOfSomebodyElseIsLeftAlone() throws Throwable {
    try {
      Interruption.run(cancellation, () -> {
        Thread.currentThread().interrupt();
        return "done";
      });
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  /** The end of the handler and the cancellation meet: whoever wins, the thread's next work is not interrupted. */
  @Test
  void aCancellationAtTheVeryEndNeverReachesTheNextTask() throws Exception {
    CyclicBarrier meet = new CyclicBarrier(2);
    for (int round = 0; round < 20_000; round++) {
      Cancellation one = new Cancellation();
      Future<?> cancelling = pool.submit(() -> {
        meet.await();
        return one.cancel(CAUSE);
      });
      Future<Object> handled = pool.submit(() -> {
        meet.await();
        Object answer = handle(one, () -> "done");
        for (int i = 0; i < 20; i++) {
          assertThat(Thread.currentThread().isInterrupted()).as("the next task").isFalse();
        }
        return answer;
      });
      assertThat(handled.get(10, TimeUnit.SECONDS)).isIn("done", CAUSE);
      cancelling.get(10, TimeUnit.SECONDS);
    }
  }
}
