package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Execution;
import dev.tern.api.spi.Reply;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import dev.tern.examples.ledger.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider that leaves costs nobody a call. */
@Tag("long")
class GracefulCloseTest {
  /** How a JVM ends that was asked to. */
  private static final int SIGTERM = 128 + 15;

  private final World world = new World();

  @TempDir
  private Path directory;

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  /** Answers when it is told. */
  private static final class Patient extends WorkProvider {
    final CountDownLatch begun = new CountDownLatch(2);
    final CountDownLatch mayAnswer = new CountDownLatch(1);
    final CompletableFuture<String> answer = new CompletableFuture<>();

    Patient() {
      super("patient");
    }

    @Override
    public String once(String id, int millis) {
      begun.countDown();
      try {
        return mayAnswer.await(20, TimeUnit.SECONDS) ? "in time" : "never told";
      } catch (InterruptedException e) {
        return "interrupted";
      }
    }

    @Override
    public CompletableFuture<String> onceLater(String id, int millis) {
      begun.countDown();
      return answer;
    }
  }

  @Test
  void callsInFlightFinishWhileTheServerCloses() throws Exception {
    Patient patient = new Patient();
    RpcServer server = world.serve(patient);
    Work work = world.client(builder -> builder.timeout(Duration.ofSeconds(20)).cluster("failfast")).create(Work.class);
    CompletableFuture<String> blocking = CompletableFuture.supplyAsync(() -> work.once("a", 0));
    CompletableFuture<String> later = work.onceLater("b", 0);
    assertThat(patient.begun.await(10, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
    Awaitility.await().until(() -> Peers.refuses(server.port()));
    assertThat(closed).as("waits for both calls").isNotDone();
    patient.mayAnswer.countDown();
    patient.answer.complete("in time");
    assertThat(blocking.get(10, TimeUnit.SECONDS)).isEqualTo("in time");
    assertThat(later.get(10, TimeUnit.SECONDS)).isEqualTo("in time");
    closed.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aHandlerThatNeverEndsIsEndedAtTheDrainLimit() throws Exception {
    Patient patient = new Patient();
    RpcServer server = world.serve(builder -> builder.service(patient).drainLimit(Duration.ofMillis(200)));
    Work work = world.client(builder -> builder.timeout(Duration.ofSeconds(20)).cluster("failfast")).create(Work.class);
    CompletableFuture<String> blocking = CompletableFuture.supplyAsync(() -> work.once("a", 0));
    CompletableFuture<String> later = work.onceLater("b", 0);
    assertThat(patient.begun.await(10, TimeUnit.SECONDS)).isTrue();
    CompletableFuture.runAsync(server::close).get(10, TimeUnit.SECONDS);
    assertThat(Failing.soon(later).execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(Failing.soon(blocking).execution()).isEqualTo(Execution.MAYBE_EXECUTED);
  }

  @Test
  void aSecondCloserWaitsForTheFirstAndClosingAgainDoesNothing() {
    RpcServer server = world.serve(new WorkProvider("near"));
    CompletableFuture.allOf(CompletableFuture.runAsync(server::close), CompletableFuture.runAsync(server::close))
        .orTimeout(10, TimeUnit.SECONDS).join();
    server.close();
  }

  @Test
  void closingAClientEndsCallsThatAFilterHolds() {
    world.serve(new WorkProvider("near"));
    RpcClient client = world.client(builder -> builder.timeout(Duration.ofSeconds(20))
        .filter((invocation, next) -> new CompletableFuture<>()));
    Work work = client.create(Work.class);
    CompletableFuture<String> first = work.onceLater("a", 0);
    CompletableFuture<String> second = work.onceLater("b", 0);
    client.close();
    assertThat(first).failsWithin(2, TimeUnit.SECONDS);
    assertThat(second).failsWithin(2, TimeUnit.SECONDS);
  }

  @Test
  void closingAClientEndsItsCallsAtOnce() throws Exception {
    try (StockServer silent = StockServer.silent()) {
      RpcClient client = world.closing(RpcClient.builder().direct(silent.address())
          .timeout(Duration.ofSeconds(20)).build());
      CompletableFuture<String> call = client.create(Work.class).onceLater("a", 0);
      silent.headerOfNextCall("grpc-timeout"); // it is there
      client.close();
      assertThat(Failing.told(Failing.soon(call))).isEqualTo("UNAVAILABLE MAYBE_EXECUTED dev.tern.it.Work/onceLater"
          + " failed, in 1 attempt\n  " + silent.address() + "  maybe executed, # ms: the client was closed");
    }
  }

  @Test
  void closingAClientEndsCallsThatAFilterHoldsBack() {
    CompletableFuture<Reply> never = new CompletableFuture<>();
    RpcClient client = world.closing(RpcClient.builder().direct(Peers.refusing()).timeout(Duration.ofSeconds(20))
        .filter((invocation, next) -> never).build());
    CompletableFuture<String> call = client.create(Work.class).onceLater("a", 0);
    client.close();
    assertThat(Failing.told(Failing.soon(call))).isEqualTo(
        "UNAVAILABLE MAYBE_EXECUTED dev.tern.it.Work/onceLater: the client was closed");
  }

  @Test
  void aRollingRestartOfAllThreeProvidersUnderLoadFailsNoCall() throws Exception {
    Path outcomes = directory.resolve("outcomes");
    AtomicBoolean rolled = new AtomicBoolean();
    try (Fleet fleet = new Fleet(directory)) {
      List<ChildJvm> old = fleet.start(3);
      try (RpcClient client = RpcClient.builder().registry(fleet.registry()).build(); Load load = new Load(outcomes)) {
        Work work = client.create(Work.class);
        load.blocking(4, false, () -> !rolled.get(), id -> CompletableFuture.completedFuture(work.once(id, 5)));
        load.blocking(2, true, () -> !rolled.get(), id -> CompletableFuture.completedFuture(work.safe(id, 5)));
        load.blocking(2, false, () -> !rolled.get(),
            id -> CompletableFuture.completedFuture(work.onceLater(id, 5).get(10, TimeUnit.SECONDS)));
        try {
          for (ChildJvm provider : old) {
            fleet.start(1);
            provider.terminate();
            assertThat(provider.awaitExit()).isEqualTo(SIGTERM);
          }
        } finally {
          rolled.set(true);
          load.await();
        }
        assertThat(load.begun()).isGreaterThan(500);
      }
      Verdict verdict = Verdict.of(fleet.ledgers(), List.of(outcomes));
      assertThat(verdict.failed()).as(verdict.toString()).isZero();
      assertThat(verdict.breaches()).isEmpty();
    }
  }

  @Test
  void aProcessThatIsAskedToEndFinishesItsCallsFirst() throws Exception {
    try (ChildJvm provider = ChildJvm.start(WorkMain.class, "far", "-", "-");
        RpcClient client = RpcClient.builder().direct(provider.await("ready ")).timeout(Duration.ofSeconds(10))
            .build()) {
      Work work = client.create(Work.class);
      work.once("warm", 0);
      CompletableFuture<String> call = work.onceLater("a", 1_000);
      provider.await("ran a");
      provider.terminate();
      assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo("far");
      assertThat(provider.awaitExit()).isEqualTo(SIGTERM);
    }
  }

  @Test
  void aProcessThatIsAskedToEndWhileItStillWaitsForOneOfItsRegistriesFinishesItsCallsFirst() throws Exception {
    String here = "file:" + directory.resolve("registry");
    String away = "etcd://127.0.0.1:1"; // nobody listens there
    try (ChildJvm provider = ChildJvm.start(WorkMain.class, "far", here + " " + away, "-");
        RpcClient client = RpcClient.builder().registry(here).timeout(Duration.ofSeconds(10)).build()) {
      Work work = client.create(Work.class);
      Awaitility.await().until(() -> client.subscriptions().get(0).providers() == 1);
      CompletableFuture<String> call = work.onceLater("a", 1_000);
      provider.await("ran a");
      provider.terminate();
      assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo("far");
      assertThat(provider.awaitExit()).isEqualTo(SIGTERM);
    }
  }
}
