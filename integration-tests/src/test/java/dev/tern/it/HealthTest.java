package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.core.RpcServer;
import dev.tern.core.registry.MemoryRegistry;
import dev.tern.core.standard.Health;
import dev.tern.core.standard.HealthStatus;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stock gRPC clients ask a provider how it is, all its life. */
class HealthTest {
  private static final String WORK = "dev.tern.it.Work";
  private static final Duration LONG = Duration.ofMinutes(1);

  private final World world = new World();
  private final MemoryRegistry registry = new MemoryRegistry();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private ManagedChannel channel(RpcServer server) {
    return StockChannel.to(server.port(), world);
  }

  private static ServingStatus check(ManagedChannel channel, String name) {
    return HealthGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS)
        .check(HealthCheckRequest.newBuilder().setService(name).build()).getStatus();
  }

  private static Status refusal(ManagedChannel channel, String name) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> check(channel, name)).getStatus();
  }

  @Test
  void aProviderAndEachOfItsServicesServeByTheirNamesGroupsAndVersions() {
    WorkProvider provider = new WorkProvider("near");
    ManagedChannel channel = channel(world.serve(builder -> builder.service(new SignaturesProvider())
        .service(Work.class, provider, "blue", "1.2").service(Work.class, provider, "", "2")));
    for (String name : List.of("", "dev.tern.it.Signatures", WORK, WORK + "/blue/1.2", WORK + "//2")) {
      assertThat(check(channel, name)).as(name).isEqualTo(ServingStatus.SERVING);
    }
    for (String name : List.of("dev.tern.it.work", WORK + "/", WORK + "/blue/", WORK + "//", "Work")) {
      assertThat(refusal(channel, name).getCode()).as(name).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(refusal(channel, name).getDescription()).isEqualTo("no service of that name here");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aProviderServesOnceItsReadyHooksHaveReturned(boolean registered) throws Exception {
    int port = Peers.freePort();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch warm = new CountDownLatch(1);
    CompletableFuture<RpcServer> starting = CompletableFuture.supplyAsync(() -> world.serve(builder ->
        (registered ? builder.registry(registry) : builder).port(port).service(new WorkProvider("near")).ready(() -> {
          begun.countDown();
          assertThat(warm.await(20, TimeUnit.SECONDS)).isTrue();
        })));
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    ManagedChannel channel = StockChannel.to(port, world);
    assertThat(check(channel, "")).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(check(channel, WORK)).isEqualTo(ServingStatus.NOT_SERVING);
    HealthWatcher watcher = HealthWatcher.of(WORK, channel);
    assertThat(watcher.next()).isEqualTo("NOT_SERVING");
    warm.countDown();
    starting.get(20, TimeUnit.SECONDS);

    assertThat(watcher.next()).isEqualTo("SERVING");
    assertThat(check(channel, "")).isEqualTo(ServingStatus.SERVING);
    assertThat(watcher.rest()).isEmpty();
  }

  @Test
  void aProviderWhoseRegistryIsAwayServesAllTheSame() {
    RpcServer server = world.serve(builder -> builder.registry("etcd://127.0.0.1:1").service(new WorkProvider("near")));
    assertThat(check(channel(server), "")).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void watchersHearOnceOfEachTimeThatAProviderGoesOfflineAndOnline() throws Exception {
    RpcServer server = world.serve(builder -> builder.registry(registry).service(new WorkProvider("near")));
    HealthWatcher watcher = HealthWatcher.of(WORK, channel(server));
    assertThat(watcher.next()).isEqualTo("SERVING");
    for (int round = 0; round < 2; round++) {
      server.offline();
      server.offline();
      assertThat(watcher.next()).isEqualTo("NOT_SERVING");
      server.online();
      server.online();
      assertThat(watcher.next()).isEqualTo("SERVING");
    }
    assertThat(watcher.rest()).isEmpty();
  }

  @Test
  void comingAndGoingFromManyThreadsLeavesTheHealthAsTheRegistrySaysIt() throws Exception {
    RpcServer server = world.serve(builder -> builder.registry(registry).service(new WorkProvider("near")));
    for (int round = 0; round < 20; round++) {
      CompletableFuture.allOf(CompletableFuture.runAsync(server::offline), CompletableFuture.runAsync(server::online),
          CompletableFuture.runAsync(server::offline), CompletableFuture.runAsync(server::online))
          .get(20, TimeUnit.SECONDS);
      boolean listed = !server.registrations().isEmpty();
      assertThat(server.health().get(WORK)).contains(listed ? HealthStatus.SERVING : HealthStatus.NOT_SERVING);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void watchersAreToldBeforeTheConnectionGoesAwayAndDoNotHoldUpTheEnd(boolean registered) throws Exception {
    RpcServer server = world.serve(builder -> (registered ? builder.registry(registry) : builder)
        .service(new WorkProvider("near")).drainLimit(LONG).spreadDelay(Duration.ofMillis(300)));
    server.health().set("database", HealthStatus.SERVING);
    ManagedChannel channel = channel(server);
    List<HealthWatcher> watchers = List.of(HealthWatcher.of("", channel), HealthWatcher.of(WORK, channel),
        HealthWatcher.of("database", channel));
    for (HealthWatcher watcher : watchers) {
      assertThat(watcher.next()).isEqualTo("SERVING");
    }
    HealthWatcher unknown = HealthWatcher.of("nobody", channel);
    assertThat(unknown.next()).isEqualTo("SERVICE_UNKNOWN");
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
    for (HealthWatcher watcher : watchers) {
      assertThat(watcher.next()).isEqualTo("NOT_SERVING");
      assertThat(watcher.next()).isEqualTo("UNAVAILABLE: the provider is closing");
    }
    assertThat(unknown.next()).isEqualTo("UNAVAILABLE: the provider is closing");
    closed.get(20, TimeUnit.SECONDS);
  }

  @Test
  void aProviderThatIsClosingSaysSoWhileItsRecordsAreStillListed() throws Exception {
    RpcServer server = world.serve(builder -> builder.registry(registry).service(new WorkProvider("near"))
        .spreadDelay(Duration.ofMillis(500)));
    ManagedChannel channel = channel(server);
    assertThat(check(channel, "")).isEqualTo(ServingStatus.SERVING);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
    Awaitility.await().until(() -> registry.driver().list(WORK, Duration.ofSeconds(1)).records().isEmpty());
    assertThat(check(channel, "")).as("no longer listed, and still answering").isEqualTo(ServingStatus.NOT_SERVING);
    server.health().set("", HealthStatus.SERVING);
    assertThat(check(channel, "")).as("its end is not to be denied").isEqualTo(ServingStatus.NOT_SERVING);
    closed.get(20, TimeUnit.SECONDS);
  }

  @Test
  void whatIsSetByHandIsToldWhileTheProviderServesAndForgottenWhenCleared() throws Exception {
    RpcServer server = world.serve(builder -> builder.registry(registry).service(new WorkProvider("near")));
    Health health = server.health();
    ManagedChannel channel = channel(server);
    HealthWatcher work = HealthWatcher.of(WORK, channel);
    HealthWatcher own = HealthWatcher.of("database", channel);
    assertThat(List.of(work.next(), own.next())).containsExactly("SERVING", "SERVICE_UNKNOWN");
    health.set(WORK, HealthStatus.NOT_SERVING);
    health.set(WORK, HealthStatus.NOT_SERVING);
    health.set("database", HealthStatus.SERVING);
    assertThat(List.of(work.next(), own.next())).containsExactly("NOT_SERVING", "SERVING");
    assertThat(check(channel, "")).as("a part is not the whole").isEqualTo(ServingStatus.SERVING);
    server.offline();
    assertThat(check(channel, "database")).as("a name of the user's own").isEqualTo(ServingStatus.SERVING);
    server.online();
    assertThat(check(channel, WORK)).isEqualTo(ServingStatus.NOT_SERVING);
    health.clear(WORK);
    health.clear("database");
    assertThat(List.of(work.next(), own.next())).containsExactly("SERVING", "SERVICE_UNKNOWN");
    assertThat(work.rest()).isEmpty();
    assertThat(own.rest()).isEmpty();
  }

  @Test
  void aStockClientThatWatchesTheHealthSendsNoCallWhereItIsNotServing() throws Exception {
    WorkProvider provider = new WorkProvider("near");
    RpcServer server = world.serve(provider);
    server.health().set(WORK, HealthStatus.NOT_SERVING);
    ManagedChannel channel = ManagedChannelBuilder.forTarget("dns:///127.0.0.1:" + server.port()).usePlaintext()
        .defaultServiceConfig(Map.of("loadBalancingConfig", List.of(Map.of("round_robin", Map.of())),
            "healthCheckConfig", Map.of("serviceName", WORK))).build();
    world.closing(() -> channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS));
    Status refused = catchThrowableOfType(StatusRuntimeException.class,
        () -> StockCalls.once(channel, "a", false)).getStatus();
    assertThat(refused.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(refused.getDescription()).contains("NOT_SERVING");
    assertThat(provider.ran()).isEmpty();
    server.health().set(WORK, HealthStatus.SERVING);
    StockCalls.once(channel, "b", true);

    assertThat(provider.ran()).containsExactly("b");
  }

  @Test
  void theHealthIsToldBesideFiltersAndHandlersThatAreAllBusy() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    RpcServer server = world.serve(builder -> builder.handlerThreads(1).handlerQueue(0)
        .filter((invocation, next) -> {
          busy.countDown();
          awaitQuietly(over);
          return next.invoke(invocation);
        }).service(new WorkProvider("near")));
    CompletableFuture<String> call = world.direct(server.address().toString()).create(Work.class).onceLater("a", 0);
    assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(check(channel(server), WORK)).isEqualTo(ServingStatus.SERVING);
    over.countDown();
    assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo("near");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void switchedOffItIsNotThere() {
    RpcServer server = world.serve(builder -> builder.health(false).service(new WorkProvider("near")));
    assertThat(refusal(channel(server), "").getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThatThrownBy(server::health).isInstanceOf(IllegalStateException.class).hasMessage("health: it is "
        + "switched off for the server on " + server.address() + " (leave out RpcServer.builder().health(false))");
  }

  @Test
  void aNameThatNoClientMayAskForIsRefused() {
    Health health = world.serve(new WorkProvider("near")).health();
    assertThat(BadSettingsTest.refusal(() -> health.set("x".repeat(1_025), HealthStatus.SERVING))).isEqualTo(
        "IllegalArgumentException: health: a name of 1025 characters (expected: at most 1024 bytes)");
    assertThat(health.all()).containsExactly(Map.entry("", HealthStatus.SERVING),
        Map.entry(WORK, HealthStatus.SERVING));
  }
}
