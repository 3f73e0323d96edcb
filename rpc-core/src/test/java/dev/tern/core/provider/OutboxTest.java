package dev.tern.core.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Headers;
import dev.tern.core.provider.FakeStreams.FakeCall;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final FakeCall call = new FakeCall();
  private final List<Ending> ends = new CopyOnWriteArrayList<>();
  private final Outbox outbox = new Outbox(FakeStreams.METHOD, FakeStreams.codec(), call, FakeStreams.nothing(), ends::add);

  private static Ending failed(Code code) {
    return Ending.Failed.of(new Failures.Answer(code, "text", Headers.empty()));
  }

  @Test
  void headersGoBeforeTheFirstMessageAndOnce() {
    outbox.send("a");
    outbox.sendHeaders();
    outbox.send("b");
    outbox.end(new Ending.Complete());
    assertThat(call.told).containsExactly("headers", "message", "message", "complete");
  }

  @Test
  void anEmptyStreamHasHeaders() {
    outbox.end(new Ending.Complete());
    assertThat(call.told).containsExactly("headers", "complete");
  }

  @Test
  void aFailureBeforeTheFirstMessageHasNone() {
    outbox.end(failed(Code.NOT_FOUND));
    assertThat(call.told).containsExactly("fail NOT_FOUND");
  }

  @Test
  void theFirstEndHoldsAndNothingFollowsIt() {
    assertThat(outbox.end(failed(Code.ABORTED))).isTrue();
    assertThat(outbox.end(new Ending.Complete())).isFalse();
    assertThat(outbox.send("late")).isNegative();
    outbox.sendHeaders();
    assertThat(call.told).containsExactly("fail ABORTED");
    assertThat(ends).hasSize(1);
  }

  /** An event loop may not wait for a getter of the user's. */
  @Test
  void anEndThatComesWhileAMessageIsEncodedDoesNotWaitAndStandsBehindIt() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    Runnable message = () -> {
      inside.countDown();
      try {
        assertThat(leave.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    };
    CompletableFuture<Integer> sending = CompletableFuture.supplyAsync(() -> outbox.send(message));
    assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
    outbox.end(failed(Code.INVALID_ARGUMENT));
    outbox.sendHeaders();
    assertThat(call.told).isEmpty();
    assertThat(outbox.isEnded()).isTrue();
    leave.countDown();
    assertThat(sending.get(10, TimeUnit.SECONDS)).isNotNegative();
    assertThat(call.told).containsExactly("headers", "message", "fail INVALID_ARGUMENT");
    assertThat(ends).hasSize(1);
  }

  @Test
  void aMessageThatCannotBeEncodedEndsTheCall() {
    assertThat(outbox.send((Runnable) () -> {
      throw RpcException.notExecuted(Code.RESOURCE_EXHAUSTED, "too long");
    })).isNegative();
    assertThat(call.told).containsExactly("fail RESOURCE_EXHAUSTED");
    assertThat(ends).hasSize(1);
  }

  @Test
  void anOnlyReplyThatCannotBeEncodedIsAFailure() {
    outbox.end(new Ending.Single((Runnable) () -> {
      throw new IllegalStateException("a getter's own");
    }));
    assertThat(call.told).containsExactly("fail UNKNOWN");
    assertThat(ends).hasSize(1).first().isInstanceOf(Ending.Failed.class);
  }
}
