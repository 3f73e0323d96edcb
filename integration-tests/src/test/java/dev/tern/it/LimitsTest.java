package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.api.Code;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import dev.tern.it.pb.feed.Chunk;
import dev.tern.it.pb.feed.Total;
import dev.tern.it.pb.feed.Wish;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F30: what a provider refuses by its limits, and that it costs neither decoding nor execution. */
class LimitsTest {
  private static final String WORK = "dev.tern.it.Work";
  private static final String FEEDS = "dev.tern.it.pb.feed.Feeds";
  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> EXECUTED =
      Metadata.Key.of("tern-executed", Metadata.ASCII_STRING_MARSHALLER);

  private final World world = new World();
  private final CountDownLatch release = new CountDownLatch(1);

  /** A message that tells when it is decoded. */
  record Note(String text) {
    Note {
      DECODED.incrementAndGet();
    }
  }

  private static final AtomicInteger DECODED = new AtomicInteger();

  @RpcService(name = "demo.Limited")
  interface Notes {
    @RpcMethod(idempotent = true)
    CompletableFuture<String> read(Note note);
  }

  @AfterEach
  void close() throws Exception {
    release.countDown();
    world.close();
  }

  private <T> T held(T value) {
    try {
      assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return value;
  }

  private RpcServer serve(String service, String method, Map<String, ?> limits, Object target) {
    try (Keys keys = Keys.of(service, method, limits)) {
      return world.serve(target);
    }
  }

  @Test
  void aCallBeyondTheLimitIsRefusedBeforeItIsDecoded() {
    AtomicInteger ran = new AtomicInteger();
    serve("demo.Limited", "read", Map.of("max-concurrent", 2), (Notes) note -> {
      ran.incrementAndGet();
      return CompletableFuture.supplyAsync(() -> held(note.text()));
    });
    Notes notes = world.client(builder -> builder.cluster("failfast")).create(Notes.class);
    Note note = new Note("a");
    DECODED.set(0);
    List<CompletableFuture<String>> first = List.of(notes.read(note), notes.read(note));
    Awaitility.await().until(() -> ran.get() == 2);
    for (int i = 0; i < 20; i++) {
      assertThat(Failing.told(Failing.soon(notes.read(note)))).contains("RESOURCE_EXHAUSTED NOT_EXECUTED",
          "the provider takes 2 calls of this method at once (max-concurrent)");
    }
    assertThat(DECODED).as("the two that were let in").hasValue(2);
    release.countDown();
    first.forEach(call -> assertThat(call).succeedsWithin(Duration.ofSeconds(5)).isEqualTo("a"));
    assertThat(notes.read(note)).as("there is room again").succeedsWithin(Duration.ofSeconds(5));
    assertThat(ran).hasValue(3);
  }

  @Test
  void aHandlerThatRunsHoldsItsPlaceWhoeverHasGivenUp() {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch began = new CountDownLatch(1);
    serve("demo.Limited", "read", Map.of("max-concurrent", 1), (Notes) note -> {
      most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
      began.countDown();
      held(note);
      atOnce.decrementAndGet();
      return CompletableFuture.completedFuture("read");
    });
    Notes notes = world.client(builder -> builder.cluster("failfast").timeout(Duration.ofMillis(200))).create(Notes.class);
    assertThat(Failing.future(notes.read(new Note("first"))).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(began.getCount()).isZero();

    for (int i = 0; i < 5; i++) {
      assertThat(Failing.future(notes.read(new Note("more"))).code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    }
    assertThat(most).hasValue(1);
    release.countDown();
    Awaitility.await().until(() -> notes.read(new Note("after")).handle((text, failure) -> text != null).join());
  }

  @Test
  void aStockClientSeesTheStatusAndWhenToComeAgain() {
    RpcServer server = serve(WORK, "once", Map.of("rate", 1, "burst", 2), new WorkProvider("near"));
    ManagedChannel channel = StockChannel.to(server.port(), world);
    StockCalls.once(channel, "a", true);
    StockCalls.once(channel, "b", true);
    StatusRuntimeException refused =
        catchThrowableOfType(StatusRuntimeException.class, () -> StockCalls.once(channel, "c", true));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refused.getStatus().getDescription())
        .isEqualTo("the provider takes 1 calls of this method per second (rate)");
    assertThat(refused.getTrailers().get(EXECUTED)).isEqualTo("no");
    assertThat(Long.parseLong(refused.getTrailers().get(PUSHBACK))).isBetween(1L, 1_000L);
  }

  @Test
  void aStockClientThatRetriesComesAgainWhenItWasTold() {
    WorkProvider provider = new WorkProvider("near");
    RpcServer server = serve(WORK, "once", Map.of("rate", 2, "burst", 1), provider);
    ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().enableRetry()
        .defaultServiceConfig(Map.of("methodConfig", List.of(Map.of("name", List.of(Map.of()), "retryPolicy",
            Map.of("maxAttempts", 3.0, "initialBackoff", "0.001s", "maxBackoff", "0.001s", "backoffMultiplier", 1.0,
                "retryableStatusCodes", List.of("RESOURCE_EXHAUSTED")))))).build();
    world.closing(new StockChannel(channel));
    StockCalls.once(channel, "a", true);
    long before = System.nanoTime();
    StockCalls.once(channel, "b", true);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).as("by its own backoff it would have failed at once")
        .isGreaterThan(Duration.ofMillis(100));
    assertThat(provider.ran()).containsExactly("a", "b");
  }

  @Test
  void whatOneProviderRefusesAnotherServes() {
    WorkProvider small = new WorkProvider("small");
    WorkProvider large = new WorkProvider("large");
    serve(WORK, "onceLater", Map.of("max-concurrent", 1), small);
    world.serve(large);
    Work work = world.client().create(Work.class);
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(work.onceLater("id" + i, 500));
    }
    calls.forEach(call -> assertThat(call).succeedsWithin(Duration.ofSeconds(10)));
    assertThat(small.ran()).hasSize(1);
    assertThat(large.ran()).hasSize(19);
  }

  @Test
  void healthAnswersWhateverIsRefused() {
    RpcServer server;
    try (Keys keys = Keys.of(WORK, "onceLater", Map.of("max-concurrent", 1))) {
      server = world.serve(builder -> builder.handlerThreads(1).handlerQueue(0).service(new WorkProvider("near") {
        @Override
        public CompletableFuture<String> onceLater(String id, int millis) {
          return CompletableFuture.completedFuture(held(id));
        }
      }));
    }
    Work work = world.client().create(Work.class);
    CompletableFuture<String> first = work.onceLater("a", 0);
    Awaitility.await().untilAsserted(
        () -> assertThat(Failing.soon(work.onceLater("b", 0)).code()).isEqualTo(Code.RESOURCE_EXHAUSTED));
    ManagedChannel channel = StockChannel.to(server.port(), world);
    assertThat(HealthGrpc.newBlockingStub(channel).withDeadlineAfter(5, TimeUnit.SECONDS)
        .check(HealthCheckRequest.newBuilder().setService(WORK).build()).getStatus()).isEqualTo(ServingStatus.SERVING);
    release.countDown();
    assertThat(first).succeedsWithin(Duration.ofSeconds(5));
  }

  @Test
  void aStreamCountsUntilItEnds() {
    serve(FEEDS, "Download", Map.of("max-concurrent", 1), new Feeds.Base() {
      @Override
      public Flow.Publisher<Chunk> download(Wish wish) {
        return wish.getCount() == 0 ? Numbers.endless(Feeds::chunk) : Numbers.of(wish.getCount(), Feeds::chunk);
      }
    });
    Feeds feeds = world.client().create(Feeds.class);
    for (int i = 0; i < 5; i++) { // each has ended before the next
      Awaitility.await().untilAsserted(() ->
          assertThat(Collected.of(feeds.download(Feeds.wish(2)))).succeedsWithin(Duration.ofSeconds(5)));
      Taker<Chunk> endless = Taker.of(feeds.download(Feeds.wish(0)));
      endless.request(1);
      Awaitility.await().until(() -> endless.elements.size() == 1);
      assertThat(Failing.told(Failing.future(Collected.of(feeds.download(Feeds.wish(2))))))
          .contains("RESOURCE_EXHAUSTED NOT_EXECUTED", "max-concurrent");
      endless.cancel();
    }
  }

  @Test
  void whatExpiredInTheQueueNeverRuns() throws Exception {
    WorkProvider provider = new WorkProvider("near") {
      @Override
      public String once(String id, int millis) {
        return held(super.once(id, millis));
      }
    };
    AtomicInteger downloads = new AtomicInteger();
    RpcServer server = world.serve(builder -> builder.handlerThreads(1).service(provider).service(new Feeds.Base() {
      @Override
      public Flow.Publisher<Chunk> download(Wish wish) {
        downloads.incrementAndGet();
        return Numbers.of(1, Feeds::chunk);
      }

      @Override
      public CompletableFuture<Total> upload(Flow.Publisher<Chunk> chunks) {
        downloads.incrementAndGet();
        return new CompletableFuture<>();
      }
    }));
    ManagedChannel channel = StockChannel.to(server.port(), world);
    RpcClient client = world.client();
    Work work = client.create(Work.class);
    CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> work.once("first", 0));
    Awaitility.await().until(() -> provider.ran().contains("first"));
    for (String method : List.of(WORK + "/onceInTime", FEEDS + "/Download", FEEDS + "/Upload", FEEDS + "/Chat")) {
      StatusRuntimeException late = catchThrowableOfType(StatusRuntimeException.class, () -> ClientCalls.blockingUnaryCall(
          channel, StockCalls.method(method, MethodType.UNARY),
          CallOptions.DEFAULT.withDeadlineAfter(100, TimeUnit.MILLISECONDS), new byte[0]));
      assertThat(late.getStatus().getCode()).as(method).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
    release.countDown();
    assertThat(first).succeedsWithin(Duration.ofSeconds(5));
    assertThat(work.safe("last", 0)).as("whatever waited before it has left the queue").isEqualTo("near");
    assertThat(provider.ran()).containsExactly("first", "last");
    assertThat(downloads).hasValue(0);
  }
}
