package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tern.core.RpcServer;
import dev.tern.core.standard.HealthStatus;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever asks health and reflection for too much, or for nonsense, is refused, and nobody else notices. */
class HostileToolsTest {
  private static final String WORK = "dev.tern.it.Work";
  private static final String HEALTH = "grpc.health.v1.Health/";
  private static final String REFLECTION = "grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
  private static final byte[] CUT_OFF = {0x0a, 5, 'a'};

  private final World world = new World();
  private RpcServer server;

  @BeforeEach
  void open() {
    server = world.serve(builder ->
        builder.reflection().service(new Bazaar.Provider()).service(new WorkProvider("near")));
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private ManagedChannel channel() {
    return StockChannel.to(server.port(), world);
  }

  private static Status refusal(Channel channel, String method, byte... message) {
    return Status.fromThrowable(catchThrowable(() -> StockCalls.unary(channel, method, message)));
  }

  private static void assertWell(Channel channel) {
    assertThat(StockCalls.unary(channel, HEALTH + "Check")).as("SERVING").containsExactly(8, 1);
  }

  /** One call whose messages are read only as far as the test asks for them. */
  private static final class RawCall extends ClientCall.Listener<byte[]> {
    private final ClientCall<byte[], byte[]> call;
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> closed = new CompletableFuture<>();

    RawCall(Channel channel, String method, MethodType type) {
      call = channel.newCall(StockCalls.method(method, type), CallOptions.DEFAULT);
      call.start(this, new Metadata());
    }

    @Override
    public void onMessage(byte[] message) {
      received.add(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      closed.complete(status);
    }

    void send(byte... message) {
      call.sendMessage(message);
    }

    Status status() throws Exception {
      return closed.get(10, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @CsvSource({"Check", "Watch", "List"})
  void aRequestThatIsNoneIsRefused(String method) throws Exception {
    ManagedChannel channel = channel();
    Status refusal = refusal(channel, HEALTH + method, CUT_OFF);
    assertThat(refusal.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.getDescription()).isEqualTo("the request cannot be decoded: cut off");
    assertWell(channel);
  }

  @Test
  void aNameThatIsTooLongIsRefusedAndNotKept() throws Exception {
    ManagedChannel channel = channel();
    assertThat(refusal(channel, HEALTH + "Check", StockCalls.text(1, 1_024)).getCode())
        .isEqualTo(Status.Code.NOT_FOUND);
    for (String method : List.of("Check", "Watch")) {
      for (int length : List.of(1_025, 2_000_000)) {
        Status refusal = refusal(channel, HEALTH + method, StockCalls.text(1, length));
        assertThat(refusal.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refusal.getDescription()).isEqualTo("the request cannot be decoded: a name of " + length
            + " bytes (expected: at most 1024)");
      }
    }
    assertWell(channel);
  }

  @Test
  void hundredsOfWatchesOfOneConnectionLeaveRoomForOthersAndGiveItBack() throws Exception {
    ManagedChannel greedy = channel();
    List<HealthWatcher> watchers = new ArrayList<>();
    IntStream.range(0, 900).forEach(i -> watchers.add(HealthWatcher.of(WORK, greedy)));
    List<String> told = new ArrayList<>();
    for (HealthWatcher watcher : watchers) {
      told.add(watcher.next().lines().findFirst().orElseThrow());
    }
    assertThat(told.stream().filter("SERVING"::equals)).hasSize(100);
    assertThat(told.stream().filter("RESOURCE_EXHAUSTED: too many watch the health of this provider"::equals))
        .hasSize(800);
    HealthWatcher modest = HealthWatcher.of(WORK, channel());
    assertThat(modest.next()).isEqualTo("SERVING");
    assertWell(greedy);
    server.health().set(WORK, HealthStatus.NOT_SERVING);
    assertThat(modest.next()).isEqualTo("NOT_SERVING");
    assertThat(watchers.get(told.indexOf("SERVING")).next()).isEqualTo("NOT_SERVING");
    watchers.forEach(HealthWatcher::cancel);

    Awaitility.await().untilAsserted(() -> assertThat(HealthWatcher.of(WORK, greedy).next()).isEqualTo("NOT_SERVING"));
  }

  @Test
  void aWatcherThatDoesNotReadMakesNothingPileUpAndMissesOnlyWhatIsOver() throws Exception {
    ManagedChannel narrow = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext()
        .flowControlWindow(64 << 10).build();
    world.closing(() -> narrow.shutdownNow().awaitTermination(10, TimeUnit.SECONDS));
    RawCall watch = new RawCall(narrow, HEALTH + "Watch", MethodType.SERVER_STREAMING);
    watch.send(StockCalls.text(1, 0));
    watch.call.halfClose();
    watch.call.request(1);
    assertThat(watch.received.poll(10, TimeUnit.SECONDS)).isEqualTo(new byte[] {8, 1});
    int changes = 100_000; // far more than windows and buffers hold
    for (int i = 0; i < changes; i++) {
      server.health().set("", i % 2 == 0 ? HealthStatus.NOT_SERVING : HealthStatus.SERVING);
    }
    server.health().set("", HealthStatus.NOT_SERVING);
    watch.call.request(2 * changes);
    List<byte[]> told = new ArrayList<>();
    Awaitility.await().until(() -> watch.received.drainTo(told) == 0 && !told.isEmpty()
        && told.get(told.size() - 1)[1] == 2);
    assertThat(told).hasSizeLessThan(changes / 2);
    for (int i = 1; i < told.size(); i++) {
      assertThat(told.get(i)).as("each change once").isNotEqualTo(told.get(i - 1));
    }
  }

  @Test
  void aToolThatAsksAndDoesNotReadIsNotListenedToEither() throws Exception {
    ManagedChannel channel = channel();
    RawCall tool = new RawCall(channel, REFLECTION, MethodType.BIDI_STREAMING);
    byte[] request = ServerReflectionRequest.newBuilder().setHost("x".repeat(8_000)).setListServices("").build()
        .toByteArray();
    int sent = 0;
    while (sent < 1_000) { // 8 MB: far more than windows and buffers hold
      tool.send(request);
      sent++;
    }
    Awaitility.await().during(Duration.ofSeconds(1)).until(() -> !tool.call.isReady());
    assertWell(channel);
    tool.call.request(sent);
    int answers = sent;
    Awaitility.await().until(() -> tool.received.size() == answers);
    tool.call.halfClose();
    assertThat(tool.status().isOk()).isTrue();
  }

  @Test
  void aRequestForADescriptionThatIsNoneOrTooLongEndsItsStream() throws Exception {
    ManagedChannel channel = channel();
    RawCall garbage = new RawCall(channel, REFLECTION, MethodType.BIDI_STREAMING);
    garbage.send(CUT_OFF);
    assertThat(garbage.status().toString()).contains("INVALID_ARGUMENT", "the request cannot be decoded: cut off");
    RawCall giant = new RawCall(channel, REFLECTION, MethodType.BIDI_STREAMING);
    giant.send(StockCalls.text(4, 1_000_000));
    assertThat(giant.status().toString()).contains("INVALID_ARGUMENT",
        "a request of 1000004 bytes (expected: at most 8192)");
    assertWell(channel);
  }

  @Test
  void streamsOfOneConnectionBeyondTenAreRefusedUntilOthersEnd() throws Exception {
    ManagedChannel channel = channel();
    List<RawCall> open = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      RawCall call = new RawCall(channel, REFLECTION, MethodType.BIDI_STREAMING);
      call.call.request(1);
      call.send(ServerReflectionRequest.newBuilder().setListServices("").build().toByteArray());
      open.add(call);
    }
    for (RawCall call : open) {
      assertThat(call.received.poll(10, TimeUnit.SECONDS)).isNotNull();
    }
    assertThat(new RawCall(channel, REFLECTION, MethodType.BIDI_STREAMING).status().toString())
        .contains("RESOURCE_EXHAUSTED", "too many ask for descriptions at once");
    try (Reflected other = new Reflected(channel())) {
      assertThat(other.services()).isNotEmpty();
    }
    open.get(0).call.halfClose();
    assertThat(open.get(0).status().isOk()).isTrue();
    try (Reflected next = new Reflected(channel)) {
      assertThat(next.services()).isNotEmpty();
    }
  }

  @Test
  void aRequestWithNoneOrSeveralMessagesIsRefused() throws Exception {
    RawCall none = new RawCall(channel(), HEALTH + "Check", MethodType.CLIENT_STREAMING);
    none.call.halfClose();
    assertThat(none.status().toString()).contains("INVALID_ARGUMENT", "the request has no message");
    RawCall several = new RawCall(channel(), HEALTH + "Check", MethodType.CLIENT_STREAMING);
    several.send();
    several.send();
    several.call.halfClose();
    assertThat(several.status().toString()).contains("INVALID_ARGUMENT", "the request has more than one message");
  }
}
