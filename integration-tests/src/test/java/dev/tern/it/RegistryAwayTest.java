package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcClientBuilder;
import dev.tern.core.RpcServer;
import dev.tern.core.registry.SubscriptionStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R1, R2, R3: what providers and consumers do while their registry is away, and when it is back. */
@Tag("long")
class RegistryAwayTest {
  private static final Duration SOON = Duration.ofSeconds(1);

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

  private RpcServer serve(String name) {
    return world.serve(builder -> builder.registry(registry.url()).service(new WorkProvider(name)));
  }

  private RpcClientBuilder client() {
    return RpcClient.builder().registry(registry.url()).snapshotDirectory(directory.resolve("snapshots"));
  }

  /** Leaves a snapshot behind. */
  private void consumeOnce() {
    try (RpcClient client = client().build()) {
      client.create(Work.class).once("before", 0);
    }
  }

  private Path snapshot() throws Exception {
    try (Stream<Path> files = Files.list(directory.resolve("snapshots"))) {
      return files.findFirst().orElseThrow();
    }
  }

  @Test
  void aConsumerThatStartsMeanwhileCallsWhoeverItsSnapshotNamesWithinTwoSeconds() {
    serve("near");
    consumeOnce();
    registry.takeAway();
    long begun = System.nanoTime();
    RpcClient client = world.closing(client().build());
    assertThat(client.create(Work.class).once("a", 0)).isEqualTo("near");

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    SubscriptionStatus status = client.subscriptions().get(0);
    assertThat(status.registry()).isEqualTo(registry.url());
    assertThat(status.fromSnapshot()).isTrue();
    assertThat(status.providers()).isEqualTo(1);
    assertThat(status.problem()).startsWith("registry not reachable");
  }

  @Test
  void onceItIsBackTheConsumerSeesWhoeverCameMeanwhile() {
    serve("old");
    consumeOnce();
    registry.takeAway();
    RpcClient client = world.closing(client().build());
    Work work = client.create(Work.class);
    RpcServer added = serve("new"); // starts all the same, and says what is wrong
    assertThat(added.registrations()).singleElement().satisfies(status -> {
      assertThat(status.standing()).isFalse();
      assertThat(status.problem()).matches("(?s)registry not reachable for \\d s: .*");
    });
    registry.giveBack();
    long back = System.nanoTime();
    Awaitility.await().until(() -> added.registrations().get(0).standing());
    Awaitility.await().until(() -> work.once("a", 0).equals("new"));

    assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(Duration.ofSeconds(10));
    assertThat(client.subscriptions().get(0).fromSnapshot()).isFalse();
  }

  @Test
  void withoutSnapshotCreatingAProxyFailsClearlyAndWorksOnceTheRegistryIsBack() {
    serve("near");
    registry.takeAway();
    RpcClient client = world.closing(client().startTimeout(SOON).build());
    long begun = System.nanoTime();
    RpcException failure = Failing.call(() -> client.create(Work.class));

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(SOON, SOON.multipliedBy(3));
    assertThat(Failing.told(failure)).matches("UNAVAILABLE NOT_EXECUTED dev\\.tern\\.it\\.Work cannot be found: "
        + registry.url() + " has not answered in 1 s, and no snapshot of its providers was kept\n"
        + "  registry not reachable( for \\d s)?: .*\n"
        + "  Start the registry and create it again, or set startTimeout to zero to go on without\\.");
    registry.giveBack();
    assertThat(createPatiently(client).once("a", 0)).isEqualTo("near");
  }

  private static Work createPatiently(RpcClient client) {
    for (int attempt = 1; ; attempt++) {
      try {
        return client.create(Work.class);
      } catch (RpcException e) {
        if (attempt == 5) { // the registry is asked again at least every 4 s
          throw e;
        }
      }
    }
  }

  @Test
  void aProxyThatWasMadeWithoutWaitingHealsByItself() {
    registry.takeAway();
    RpcClient client = world.closing(client().startTimeout(Duration.ZERO).build());
    Work work = client.create(Work.class);
    long begun = System.nanoTime();
    assertThat(Failing.told(Failing.call(() -> work.onceInTime("too early", 0)))).matches(
        "DEADLINE_EXCEEDED NOT_EXECUTED dev\\.tern\\.it\\.Work/onceInTime took longer than 300 ms\n"
            + "  no endpoint for dev\\.tern\\.it\\.Work in " + registry.url() + "\n"
            + "  Start a provider, or compare group and version: they must match exactly\\.\n"
            + "  registry not reachable.*");
    assertThat(Failing.told(Failing.call(() -> work.once("still too early", 0))))
        .startsWith("UNAVAILABLE NOT_EXECUTED no endpoint for dev.tern.it.Work in ");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("calls wait 3 s in all")
        .isLessThan(Duration.ofSeconds(5));
    registry.giveBack();
    serve("near");

    Awaitility.await().ignoreExceptionsInstanceOf(RpcException.class).until(() -> work.once("a", 0).equals("near"));
  }

  @Test
  void aCallThatComesBeforeTheFirstListingWaitsForIt() throws Exception {
    serve("near");
    for (int i = 0; i < 20; i++) {
      RpcClient client = world.closing(client().withoutSnapshot().startTimeout(Duration.ZERO).build());
      Work work = client.create(Work.class);
      CompletableFuture<String> later = work.onceLater("later" + i, 0);
      assertThat(work.once("now" + i, 0)).isEqualTo("near");
      assertThat(later.get()).isEqualTo("near");
    }
  }

  @Test
  void aDamagedSnapshotIsAsGoodAsNone() throws Exception {
    serve("near");
    consumeOnce();
    Files.writeString(snapshot(), "tern-snapshot 1\nsha256 of something else\n");
    registry.takeAway();
    RpcClient client = world.closing(client().startTimeout(SOON).build());

    assertThat(Failing.told(Failing.call(() -> client.create(Work.class)))).contains("no snapshot of its providers");
  }

  @Test
  void aStaticListNeedsNoSnapshotAndLeavesNone() {
    RpcServer server = world.serve(new WorkProvider("near"));
    try (RpcClient client = RpcClient.builder().direct(server.address().toString())
        .snapshotDirectory(directory.resolve("snapshots")).build()) {
      client.create(Work.class).once("a", 0);
    }

    assertThat(directory.resolve("snapshots")).doesNotExist();
  }

  @Test
  void runningConsumersGoOnCallingWhileItIsAwayAndProvidersStandAgainFiveSecondsAfterItIsBack() throws Exception {
    RpcServer first = serve("first");
    RpcServer second = serve("second");
    AtomicBoolean over = new AtomicBoolean();
    try (RpcClient client = client().build(); Load load = new Load(directory.resolve("outcomes"))) {
      Work work = client.create(Work.class);
      load.blocking(4, false, () -> !over.get(), id -> CompletableFuture.completedFuture(work.once(id, 1)));
      try {
        registry.takeAway();
        Awaitility.await().until(() -> !client.subscriptions().get(0).problem().isEmpty());
        int before = load.begun();
        Awaitility.await().until(() -> load.begun() > before + 500);
        registry.giveBack();
        registry.wipe(); // it forgot everything meanwhile
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> registry.records() == 2);
        Awaitility.await().until(() -> client.subscriptions().get(0).problem().isEmpty()
            && client.subscriptions().get(0).providers() == 2);
      } finally {
        over.set(true);
        load.await();
      }
      assertThat(load.failed()).isZero();
    }
    assertThat(List.of(first, second)).allMatch(server -> server.registrations().get(0).standing());
  }

  @Test
  void whenEverythingInItIsDeletedNoCallFailsAndAllComesBackWithinFiveSeconds() throws Exception {
    serve("first");
    serve("second");
    AtomicBoolean over = new AtomicBoolean();
    try (RpcClient client = client().build(); Load load = new Load(directory.resolve("outcomes"))) {
      Work work = client.create(Work.class);
      load.blocking(4, false, () -> !over.get(), id -> CompletableFuture.completedFuture(work.once(id, 1)));
      try {
        Awaitility.await().until(() -> load.begun() > 200);
        registry.wipe();
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> registry.records() == 2);
        int before = load.begun();
        Awaitility.await().until(() -> load.begun() > before + 500);
      } finally {
        over.set(true);
        load.await();
      }
      assertThat(load.failed()).isZero();
    }
  }

  @Test
  void aListThatIsEmptyInEarnestFailsCallsAtOnceAndIsBelievedInTheEnd() {
    RpcClient client = world.closing(client().emptyProtection(Duration.ofSeconds(2)).build());
    try (ChildJvm provider = ChildJvm.start(WorkMain.class, "far", registry.url(), "-")) {
      provider.await("ready ");
      Work work = client.create(Work.class);
      assertThat(work.once("a", 0)).isEqualTo("far");
      provider.kill();
      Awaitility.await().until(() -> client.subscriptions().get(0).emptiedUnconfirmed());
      long begun = System.nanoTime();
      assertThat(Failing.told(Failing.call(() -> work.once("b", 0)))).startsWith("UNAVAILABLE NOT_EXECUTED")
          .contains("failed, in ");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
      Awaitility.await().until(() -> client.subscriptions().get(0).providers() == 0);
      assertThat(Failing.told(Failing.call(() -> work.once("c", 0))))
          .startsWith("UNAVAILABLE NOT_EXECUTED no endpoint");
    }
  }
}
