package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import dev.tern.core.registry.MemoryRegistry;
import dev.tern.core.registry.RegistrationStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F38: when a provider is found and when it is not. */
class ProviderLifeTest {
  private final World world = new World();

  @TempDir
  private Path directory;

  private BrokenDirectory registry;

  @BeforeEach
  void open() {
    registry = new BrokenDirectory(directory.resolve("registry"), Work.class);
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private RpcServer serve(WorkProvider provider) {
    return world.serve(builder -> builder.registry(registry.url()).service(provider));
  }

  private RpcClient client() {
    return world.closing(RpcClient.builder().registry(registry.url()).withoutSnapshot().build());
  }

  @Test
  void nobodyIsSentToAProviderBeforeItsHookReturnsThoughItsPortAnswers() throws Exception {
    int port = Peers.freePort();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch warm = new CountDownLatch(1);
    List<String> order = new ArrayList<>();
    CompletableFuture<RpcServer> starting = CompletableFuture.supplyAsync(() -> world.serve(
        builder -> builder.port(port).registry(registry.url()).service(new WorkProvider("near")).ready(() -> {
          order.add("first hook");
          begun.countDown();
          assertThat(warm.await(20, TimeUnit.SECONDS)).isTrue();
        }).ready(() -> order.add("second hook"))));
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(world.direct("127.0.0.1:" + port).create(Work.class).once("a", 0)).isEqualTo("near");
    assertThat(registry.records()).isZero();
    assertThat(starting).isNotDone();
    warm.countDown();
    starting.get(20, TimeUnit.SECONDS);

    assertThat(registry.records()).isEqualTo(1);
    assertThat(order).containsExactly("first hook", "second hook");
  }

  @Test
  void aHookThatFailsEndsTheStartAndLeavesNothingOpen() throws Exception {
    int port = Peers.freePort();
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThat(BadSettingsTest.refusal(() -> world.serve(builder -> builder.port(port).registry(registry.url())
          .service(new WorkProvider("near")).ready(() -> {
            throw new java.io.IOException("password=hunter2");
          })))).isEqualTo("IllegalStateException: ready: a hook of the server on 127.0.0.1:" + port
              + " failed with IOException; nothing was registered, and the port is closed again");
      assertThat(Peers.refuses(port)).isTrue();
      assertThat(registry.records()).isZero();
    }
  }

  @Test
  void aProviderThatGoesOfflineUnderLoadCostsNoCallAndGetsNoneUntilItIsOnlineAgain() throws Exception {
    AtomicInteger atFirst = new AtomicInteger();
    RpcServer first = serve(new WorkProvider("first", id -> atFirst.incrementAndGet()));
    serve(new WorkProvider("second"));
    AtomicBoolean over = new AtomicBoolean();
    Work work = client().create(Work.class);
    try (Load load = new Load(directory.resolve("outcomes"))) {
      load.blocking(4, false, () -> !over.get(), id -> CompletableFuture.completedFuture(work.once(id, 1)));
      try {
        for (int round = 0; round < 3; round++) {
          int seen = atFirst.get();
          Awaitility.await().until(() -> atFirst.get() > seen + 50);
          first.offline();
          first.offline();
          assertThat(first.registrations()).isEmpty();
          assertThat(registry.records()).isEqualTo(1);
          Awaitility.await().until(() -> isQuiet(atFirst, load));
          first.online();
          first.online();
          assertThat(first.registrations()).singleElement().matches(RegistrationStatus::standing);
          assertThat(registry.records()).isEqualTo(2);
        }
      } finally {
        over.set(true);
        load.await();
      }
      assertThat(load.failed()).isZero();
    }
  }

  /** True if others were called a hundred times and this one not once. */
  private static boolean isQuiet(AtomicInteger calls, Load load) {
    int before = calls.get();
    int begun = load.begun();
    Awaitility.await().until(() -> load.begun() > begun + 100);
    return calls.get() == before;
  }

  @Test
  void offlineStaysOfflineWhateverTheRegistryDoes() {
    RpcServer server = serve(new WorkProvider("near"));
    RpcServer other = serve(new WorkProvider("other"));
    registry.takeAway();
    server.offline();
    registry.giveBack();
    Awaitility.await().until(() -> server.registrations().isEmpty() && registry.records() == 1);
    registry.wipe();
    Awaitility.await().until(() -> registry.records() == 1); // the other is back: it is looked after
    assertThat(other.registrations()).allMatch(RegistrationStatus::standing);
    assertThat(server.registrations()).isEmpty();
    server.online();

    assertThat(registry.records()).isEqualTo(2);
  }

  @Test
  void comingAndGoingFromManyThreadsEndsAsTheLastOneWished() throws Exception {
    MemoryRegistry memory = new MemoryRegistry();
    RpcServer server = world.serve(builder -> builder.registry(memory).service(new WorkProvider("near")));
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      boolean comes = thread % 2 == 0;
      threads.add(CompletableFuture.runAsync(() -> {
        for (int i = 0; i < 50; i++) {
          if (comes) {
            server.online();
          } else {
            server.offline();
          }
        }
      }));
    }
    CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    server.online();
    assertThat(listed(memory)).isEqualTo(1);
    server.offline();
    assertThat(listed(memory)).isZero();
    server.close();
    server.online(); // without effect

    assertThat(listed(memory)).isZero();
  }

  private static int listed(MemoryRegistry memory) throws Exception {
    return memory.driver().list(Work.class.getName(), Duration.ofSeconds(1)).records().size();
  }

  @Test
  void aServerWithoutRegistryHasNothingToLeave() {
    RpcServer server = world.serve(new WorkProvider("near"));

    assertThat(server.registrations()).isEmpty();
    assertThat(BadSettingsTest.refusal(server::offline)).isEqualTo("IllegalStateException: offline: the server on "
        + server.address() + " has no registry (expected: RpcServer.builder().registry(...))");
  }

  @Test
  void growingFromOneProviderToThreeUnderLoadCostsNoCall() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<WorkProvider> providers = List.of(new WorkProvider("one"), new WorkProvider("two"), new WorkProvider("three"));
    serve(providers.get(0));
    Work work = client().create(Work.class);
    try (Load load = new Load(directory.resolve("outcomes"))) {
      load.blocking(4, false, () -> !over.get(), id -> CompletableFuture.completedFuture(work.once(id, 1)));
      load.blocking(2, true, () -> !over.get(), id -> CompletableFuture.completedFuture(work.safe(id, 1)));
      try {
        for (WorkProvider provider : providers.subList(1, 3)) {
          Awaitility.await().until(() -> load.begun() > 200);
          serve(provider);
          Awaitility.await().until(() -> provider.ran().size() > 200);
        }
      } finally {
        over.set(true);
        load.await();
      }
      assertThat(load.failed()).isZero();
    }
  }
}
