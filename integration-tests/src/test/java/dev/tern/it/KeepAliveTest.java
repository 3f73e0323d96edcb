package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A peer that is gone without a word is noticed, and no gRPC server ever has a reason to complain of that. */
@Tag("long")
class KeepAliveTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private RpcClient client(Wire wire, Duration keepAlive) {
    return world.closing(RpcClient.builder().direct(wire.address()).timeout(LONG).cluster("failfast")
        .keepAlive(keepAlive).build());
  }

  /**
   * With the settings that everybody has. The provider pings first: else the consumer would have spent the two pings
   * that every server permits, and be without when they are needed.
   */
  @Test
  void aProviderThatGoesWithoutAWordAfterALongSilenceFailsItsCallsWithinSeconds() {
    WorkProvider provider = new WorkProvider("near");
    Wire wire = world.closing(new Wire(world.serve(provider).port()));
    Wire unwatched = world.closing(new Wire(world.serve(builder -> builder.service(new WorkProvider("other"))
        .keepAlive(Duration.ZERO)).port()));
    Work work = client(wire, Duration.ofSeconds(10)).create(Work.class);
    assertThat(work.once("a", 0)).isEqualTo("near");
    assertThat(client(unwatched, Duration.ZERO).create(Work.class).once("a", 0)).isEqualTo("other");
    Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> wire.providerPings() == 2);
    assertThat(wire.consumerPings()).isZero();
    assertThat(unwatched.providerPings() + unwatched.consumerPings()).isZero();

    CompletableFuture<String> call = work.onceLater("b", 120_000);
    Awaitility.await().until(() -> provider.ran().contains("b"));
    wire.cut();
    long begun = System.nanoTime();
    RpcException failure = Failing.future(call);
    assertThat(Failing.told(failure)).isEqualTo("UNAVAILABLE MAYBE_EXECUTED dev.tern.it.Work/onceLater failed, in 1"
        + " attempt\n  " + wire.address() + "  maybe executed, # ms: the connection was silent, and a ping was not answered"
        + " within 3 s");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofSeconds(12), Duration.ofSeconds(20));
  }

  /** Without a call, so that the next one does not have to find out. */
  @Test
  void aProviderThatIsGoneIsNoticedByAnIdleConnectionToo() {
    Wire wire = world.closing(new Wire(world.serve(new WorkProvider("near")).port()));
    Work work = client(wire, Duration.ofSeconds(1)).create(Work.class);
    assertThat(work.once("a", 0)).isEqualTo("near");
    assertThat(wire.connections()).isOne();
    wire.cut();
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> wire.connections() > 1);
  }

  @Test
  void aConsumerThatIsGoneWithoutAWordHasItsCallsCancelled() {
    WorkProvider provider = new WorkProvider("near");
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    RpcServer server = world.serve(builder -> builder.service(provider).filter((invocation, next) -> {
      invocation.cancellation().onCancel(() -> cancelled.complete(null));
      return next.invoke(invocation);
    }));
    Wire wire = world.closing(new Wire(server.port()));
    CompletableFuture<String> call = client(wire, Duration.ZERO).create(Work.class).onceLater("a", 120_000);
    Awaitility.await().until(() -> provider.ran().contains("a"));
    assertThat(cancelled).isNotDone();
    wire.cut();
    assertThat(cancelled).succeedsWithin(Duration.ofSeconds(20));
    assertThat(call).isNotDone();
    assertThat(wire.consumerPings()).isZero();
  }

  /** It permits one every five minutes, and ends the connection at the third that comes too early. */
  @Test
  void aStockServerGetsTwoPingsAtMostForEachOfItsAnswersAndNeverComplains() throws Exception {
    try (StockServer silent = StockServer.silent()) {
      Wire wire = world.closing(new Wire(silent.port()));
      CompletableFuture<String> call = client(wire, Duration.ofSeconds(1)).create(Work.class).onceLater("a", 0);
      Awaitility.await().until(() -> wire.consumerPings() == 2);
      Awaitility.await().during(Duration.ofSeconds(6)).atMost(Duration.ofSeconds(9))
          .until(() -> wire.consumerPings() == 2 && wire.goAways() == 0 && !call.isDone());
      assertThat(wire.connections()).isOne();
    }
  }

  @Test
  void aStockServerIsPingedAgainAfterEachOfItsAnswers() throws Exception {
    try (StockServer stock = StockServer.failing(Status.NOT_FOUND)) {
      Wire wire = world.closing(new Wire(stock.port()));
      Work work = client(wire, Duration.ofSeconds(1)).create(Work.class);
      for (int round = 1; round <= 4; round++) {
        int before = wire.consumerPings();
        assertThat(Failing.call(() -> work.once("a", 0)).code()).isEqualTo(Code.NOT_FOUND);
        Awaitility.await().until(() -> wire.consumerPings() > before);
      }
      assertThat(wire.goAways()).isZero();
      assertThat(wire.connections()).isOne();
    }
  }

  @Test
  void aBusyConnectionIsNotPinged() {
    Wire wire = world.closing(new Wire(world.serve(new WorkProvider("near")).port()));
    Work work = client(wire, Duration.ofSeconds(1)).create(Work.class);
    Awaitility.await().pollInterval(Duration.ofMillis(50)).during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(5))
        .until(() -> work.once("a", 0).equals("near") && wire.consumerPings() == 0);
  }
}
