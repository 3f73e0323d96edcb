package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.NanoClock;
import dev.tern.api.RpcException;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.core.RpcClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every failure says whether the provider may have run the call: exactly, where it can be known. */
class ExecutionLabelTest {
  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @Test
  void aRefusedConnectionIsNotExecuted() {
    String nobody = Peers.refusing();
    Work work = world.direct(nobody).create(Work.class);
    String attempt = "\n  " + nobody + "  not executed, # ms: connection refused";
    assertThat(Failing.told(Failing.call(() -> work.once("a", 0)))).isEqualTo(
        "UNAVAILABLE NOT_EXECUTED dev.tern.it.Work/once failed, in 3 attempts" + attempt + attempt + attempt);
    assertThat(Failing.told(Failing.future(work.onceLater("a", 0)))).isEqualTo(
        "UNAVAILABLE NOT_EXECUTED dev.tern.it.Work/onceLater failed, in 3 attempts" + attempt + attempt + attempt);
  }

  @Test
  void anUnknownHostIsNotExecuted() {
    String host = "no-such-host.invalid:4711";
    Work work = world.closing(RpcClient.builder().usePlaintext().direct(host).cluster("failfast").build())
        .create(Work.class);
    assertThat(Failing.told(Failing.call(() -> work.once("a", 0)))).isEqualTo("UNAVAILABLE NOT_EXECUTED"
        + " dev.tern.it.Work/once failed, in 1 attempt\n  " + host
        + "  not executed, # ms: unknown host");
  }

  @Test
  void noEndpointIsNotExecuted() {
    World empty = world.closing(new World(World.Registry.MEMORY, Path.of("unused")));
    Work work = empty.client().create(Work.class);
    String told = "UNAVAILABLE NOT_EXECUTED no endpoint for dev.tern.it.Work in memory"
        + "\n  Start a provider, or compare group and version: they must match exactly.";
    assertThat(Failing.told(Failing.call(() -> work.once("a", 0)))).isEqualTo(told);
    assertThat(Failing.told(Failing.future(work.onceLater("a", 0)))).isEqualTo(told);
  }

  @Test
  void aCallThatExpiresBeforeItIsSentIsNotExecuted() {
    WorkProvider provider = new WorkProvider("near");
    world.serve(provider);
    Work work = world.client(builder -> builder.timeout(Duration.ofMillis(50)).filter((invocation, next) -> {
      Awaitility.await().pollInterval(Duration.ofMillis(1))
          .until(() -> invocation.deadline().remainingNanos(NanoClock.system()) <= 0);
      return next.invoke(invocation);
    })).create(Work.class);
    assertThat(Failing.told(Failing.call(() -> work.once("a", 0)))).isEqualTo(
        "DEADLINE_EXCEEDED NOT_EXECUTED dev.tern.it.Work/once took longer than 50 ms, before its first attempt");
    assertThat(Failing.told(Failing.future(work.onceLater("a", 0)))).isEqualTo(
        "DEADLINE_EXCEEDED NOT_EXECUTED dev.tern.it.Work/onceLater took longer than 50 ms, before its first attempt");
    assertThat(provider.ran()).isEmpty();
  }

  @Test
  void aCodecThatTheProviderLacksIsNotExecuted() {
    WorkProvider provider = new WorkProvider("near");
    String address = world.serve(builder -> builder.service(provider).codecs("protobuf")).address().toString();
    Work work = world.client(builder -> builder.codec("foreign").cluster("failfast")).create(Work.class);
    assertThat(Failing.told(Failing.call(() -> work.once("a", 0)))).isEqualTo(
        "UNIMPLEMENTED NOT_EXECUTED dev.tern.it.Work/once failed, in 1 attempt\n  " + address
            + "  not executed, # ms: no codec \"foreign\" here\n  This provider has: protobuf");
    assertThat(provider.ran()).isEmpty();
  }

  @Test
  void aCodecThatBothHaveWorks() {
    world.serve(new WorkProvider("near"));
    assertThat(world.client(builder -> builder.codec("foreign")).create(Work.class).once("a", 0)).isEqualTo("near");
  }

  @Test
  void aFullQueueOfTheProviderIsNotExecuted() {
    WorkProvider provider = new WorkProvider("near");
    String address = world.serve(builder -> builder.service(provider).handlerThreads(1).handlerQueue(0)).address()
        .toString();
    Work work = world.client(builder -> builder.cluster("failfast")).create(Work.class);
    CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> work.once("first", 20_000));
    Awaitility.await().until(() -> provider.ran().contains("first"));
    assertThat(Failing.told(Failing.call(() -> work.once("second", 0)))).isEqualTo(
        "RESOURCE_EXHAUSTED NOT_EXECUTED dev.tern.it.Work/once failed, in 1 attempt\n  " + address
            + "  not executed, # ms: the provider's queue is full");
    assertThat(provider.ran()).containsExactly("first");
    assertThat(first).isNotDone();
  }

  @Test
  void headersThatWereNeverWrittenAreNotExecuted() {
    try (Peers.Mute mute = Peers.mute()) {
      Work work = world.closing(RpcClient.builder().direct(mute.address()).timeout(Duration.ofMillis(300)).build())
          .create(Work.class);
      String attempt = "\n  " + mute.address() + "  not executed, # ms: no answer";
      assertThat(Failing.told(Failing.call(() -> work.once("a", 0)))).isEqualTo(
          "DEADLINE_EXCEEDED NOT_EXECUTED dev.tern.it.Work/once took longer than 300 ms, in 1 attempt" + attempt);
      RpcException idempotent = Failing.call(() -> work.safe("a", 0));
      assertThat(idempotent.execution()).isEqualTo(Execution.NOT_EXECUTED);
      assertThat(idempotent.attempts()).allMatch(one -> one.failure().execution() == Execution.NOT_EXECUTED);
    }
  }

  @Test
  void anotherGroupOrVersionIsNotExecutedAndNamesThoseOffered() {
    WorkProvider provider = new WorkProvider("near");
    String address = world.serve(builder -> builder.service(Work.class, provider, "blue", "1")
        .service(Work.class, provider, "blue", "2")).address().toString();
    RpcClient client = world.client(builder -> builder.cluster("failfast"));
    String offered = "\n  This provider offers: group \"blue\", version \"1\"; group \"blue\", version \"2\"";
    assertThat(Failing.told(Failing.call(() -> client.create(Work.class, "green", "1").once("a", 0)))).isEqualTo(
        "UNIMPLEMENTED NOT_EXECUTED dev.tern.it.Work/once failed, in 1 attempt\n  " + address
            + "  not executed, # ms: no dev.tern.it.Work of group \"green\", version \"1\" here" + offered);
    assertThat(Failing.told(Failing.call(() -> client.create(Work.class).once("a", 0)))).isEqualTo(
        "UNIMPLEMENTED NOT_EXECUTED dev.tern.it.Work/once failed, in 1 attempt\n  " + address
            + "  not executed, # ms: no dev.tern.it.Work of group \"\", version \"\" here" + offered);
    assertThat(provider.ran()).isEmpty();
  }

  /** Work, as a consumer of a later release knows it. */
  @RpcService(name = "dev.tern.it.Work")
  interface NewerWork {
    @RpcMethod
    String added(String id);
  }

  @Test
  void anUnknownMethodIsNotExecutedAndNamesTheMethodsOffered() {
    String address = world.serve(new WorkProvider("near"), new SignaturesProvider()).address().toString();
    NewerWork work = world.client(builder -> builder.cluster("failfast")).create(NewerWork.class);
    assertThat(Failing.told(Failing.call(() -> work.added("a")))).isEqualTo(
        "UNIMPLEMENTED NOT_EXECUTED dev.tern.it.Work/added failed, in 1 attempt\n  " + address
            + "  not executed, # ms: no method \"added\" in dev.tern.it.Work here"
            + "\n  It has: crash, once, onceInTime, onceLater, safe, safeLater");
  }

  @Test
  void aHandlerThatThrowsIsMaybeExecutedAndKeepsItsReasonToItself() {
    world.serve(new WorkProvider("near", id -> {
      throw new IllegalStateException("secret of " + id);
    }));
    Work work = world.client().create(Work.class);
    assertThat(Failing.told(Failing.call(() -> work.once("a", 0)))).matches(
        "UNKNOWN MAYBE_EXECUTED .+ at 127\\.0\\.0\\.1:\\d+: the provider failed; its log says why under [0-9a-f]{16}");
    assertThat(Failing.told(Failing.future(work.safeLater("a", 0)))).matches(
        "UNKNOWN MAYBE_EXECUTED .+ at 127\\.0\\.0\\.1:\\d+: the provider failed; its log says why under [0-9a-f]{16}");
  }

  @Test
  void aFailureThatTheHandlerChoseArrivesAsItIs() {
    world.serve(new WorkProvider("near", id -> {
      throw new RpcException(Code.NOT_FOUND, "no such work");
    }));
    RpcException failure = Failing.call(() -> world.client().create(Work.class).once("a", 0));
    assertThat(Failing.told(failure)).isEqualTo("NOT_FOUND MAYBE_EXECUTED no such work");
    assertThat(failure.origin()).isEqualTo(RpcException.Origin.PROVIDER);
  }

  @Test
  void aProviderThatDiesWithACallInItsHandsMayHaveExecutedIt() {
    try (ChildJvm provider = ChildJvm.start(WorkMain.class, "far", "-", "-")) {
      String address = provider.await("ready ");
      Work work = world.direct(address).create(Work.class);
      assertThat(Failing.told(Failing.call(() -> work.crash("a")))).startsWith(
          "UNAVAILABLE MAYBE_EXECUTED dev.tern.it.Work/crash failed, in 1 attempt\n  " + address
              + "  maybe executed, # ms: ");
      assertThat(provider.awaitExit()).isEqualTo(9);
    }
  }

  @Test
  void aTimeoutAfterTheHeadersWereSentMayHaveBeenExecuted() throws Exception {
    try (StockServer silent = StockServer.silent()) {
      Work work = world.direct(silent.address()).create(Work.class);
      RpcException failure = Failing.call(() -> work.onceInTime("a", 0));
      assertThat(silent.headerOfNextCall("grpc-timeout")).isNotEmpty();
      assertThat(Failing.told(failure)).isEqualTo("DEADLINE_EXCEEDED MAYBE_EXECUTED dev.tern.it.Work/onceInTime took"
          + " longer than 300 ms, in 1 attempt\n  " + silent.address() + "  maybe executed, # ms: no answer");
    }
  }

  @Test
  void aRequestTooLargeToSendIsNotExecuted() throws Exception {
    world.serve(new SignaturesProvider());
    Signatures signatures = world.client(builder -> builder.maxMessageBytes(2_000)).create(Signatures.class);
    RpcException failure = Failing.call(() -> signatures.bytes(new byte[3_000]));
    assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    assertThat(failure.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(signatures.laterWords(1).get(10, TimeUnit.SECONDS)).containsExactly("word0");
  }
}
