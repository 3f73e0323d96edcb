package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Execution;
import dev.tern.core.RpcClient;
import dev.tern.it.RudeServer.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that a connection took, and did not send yet. */
class HeldBackCallsTest {
  private static final Duration TIMEOUT = Duration.ofMillis(400);

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private Work workOf(RudeServer provider, Duration timeout) {
    return world.closing(RpcClient.builder().direct(provider.address()).cluster("failfast").timeout(timeout).build())
        .create(Work.class);
  }

  /** Takes one call at a time, and answers none. */
  private static class OneAtATime implements RudeServer.Manners {
    @Override
    public void onConnect(RawHttp2 consumer) throws IOException {
      consumer.settings(RawHttp2.MAX_CONCURRENT_STREAMS, 1);
    }

    @Override
    public void onRequest(Request request) throws IOException {
      request.execute();
    }
  }

  @Test
  void aCallThatWaitedForAnotherUntilItsDeadlineDidNotRun() {
    RudeServer provider = world.closing(new RudeServer(new OneAtATime()));
    Work patient = workOf(provider, Duration.ofSeconds(20));
    CompletableFuture<String> first = patient.onceLater("first", 0);
    Awaitility.await().until(() -> provider.executed().contains("first"));
    CompletableFuture<String> second = patient.onceLater("second", 0);

    assertThat(Failing.told(Failing.call(() -> patient.onceInTime("third", 0)))).isEqualTo("DEADLINE_EXCEEDED"
        + " NOT_EXECUTED dev.tern.it.Work/onceInTime took longer than 300 ms, in 1 attempt\n  " + provider.address()
        + "  not executed, # ms: no answer");
    assertThat(second.cancel(true)).isTrue();
    assertThat(first).isNotDone();
    assertThat(provider.executed()).containsExactly("first");
  }

  @Test
  void aCallThatWaitedForAnotherWhileItsProviderWentAwayRunsOnAnotherConnection() {
    RudeServer provider = world.closing(new RudeServer(new OneAtATime() {
      @Override
      public void onRequest(Request request) throws IOException {
        request.execute();
        if (request.number() > 1) {
          request.begin().reply().end();
        }
      }
    }));
    Work work = world.closing(RpcClient.builder().direct(provider.address()).timeout(Duration.ofSeconds(5)).build())
        .create(Work.class);
    CompletableFuture<String> first = work.onceLater("first", 0);
    Awaitility.await().until(() -> provider.executed().contains("first"));
    CompletableFuture<String> second = work.onceLater("second", 0);
    provider.everyConnection(connection -> {
      connection.goAway(3, RawHttp2.NO_ERROR, "");
      connection.close();
    });
    assertThat(second.join()).isEqualTo("rude");
    assertThat(Failing.soon(first).execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(provider.executed()).containsExactly("first", "second");
  }

  /** Then its headers stand in a buffer, from which they may yet leave; and they do. */
  @Test
  void aCallThatExpiresWhileItsProviderDoesNotReadMayHaveLeft() {
    CountDownLatch reads = new CountDownLatch(1);
    RudeServer provider = world.closing(new RudeServer(new RudeServer.Manners() {
      @Override
      public void onConnect(RawHttp2 consumer) throws IOException {
        consumer.settings(RawHttp2.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE);
        consumer.window(0, Integer.MAX_VALUE - 65_535);
      }

      @Override
      public void onHeaders(Request request) throws IOException {
        try {
          reads.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }

      @Override
      public void onRequest(Request request) {}
    }));
    Work work = workOf(provider, TIMEOUT);
    try {
      CompletableFuture<String> large = work.onceLater("x".repeat(4_000_000), 0);
      Awaitility.await().until(() -> provider.seen() == 1);
      CompletableFuture<String> small = work.onceLater("small", 0);
      for (CompletableFuture<String> call : List.of(large, small)) {
        assertThat(Failing.told(Failing.future(call))).isEqualTo("DEADLINE_EXCEEDED MAYBE_EXECUTED"
            + " dev.tern.it.Work/onceLater took longer than 400 ms, in 1 attempt\n  " + provider.address()
            + "  maybe executed, # ms: no answer");
      }
    } finally {
      reads.countDown();
    }
    Awaitility.await().until(() -> provider.seen() == 2);
  }
}
