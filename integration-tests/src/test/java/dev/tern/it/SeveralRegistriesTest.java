package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import dev.tern.core.registry.MemoryRegistry;
import dev.tern.core.registry.RegistrationStatus;
import dev.tern.core.registry.SubscriptionStatus;
import dev.tern.servers.EtcdServer;
import dev.tern.servers.ZooKeeperServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F41: one provider in two registries, and a consumer that prefers one of them. */
@Tag("long")
class SeveralRegistriesTest {
  private final World world = new World();

  @TempDir
  private Path directory;

  private BrokenDirectory first;
  private BrokenDirectory second;

  @BeforeEach
  void open() {
    first = new BrokenDirectory(directory.resolve("first"), Work.class);
    second = new BrokenDirectory(directory.resolve("second"), Work.class);
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private RpcClient client() {
    return world.closing(RpcClient.builder().registry(first.url(), second.url()).withoutSnapshot().build());
  }

  private static String inUse(RpcClient client) {
    return client.subscriptions().stream().filter(SubscriptionStatus::inUse).map(SubscriptionStatus::registry)
        .findFirst().orElse("none");
  }

  @Test
  void aProviderStandsInAllOfThemAndLeavesThemAll() {
    MemoryRegistry memory = new MemoryRegistry();
    RpcServer server = world.serve(builder -> builder.registry(first.url(), second.url()).registry(memory)
        .service(new WorkProvider("near")));
    assertThat(server.registrations()).allMatch(RegistrationStatus::standing)
        .extracting(RegistrationStatus::registry).containsExactly(first.url(), second.url(), "memory");
    assertThat(first.records()).isEqualTo(1);
    assertThat(second.records()).isEqualTo(1);
    RpcClient client = world.closing(RpcClient.builder().registry(memory).build());
    assertThat(client.create(Work.class).once("a", 0)).isEqualTo("near");
    server.close();

    assertThat(first.records()).isZero();
    assertThat(second.records()).isZero();
  }

  @Test
  void etcdAndZooKeeperStandInForEachOther() throws Exception {
    try (EtcdServer etcd = EtcdServer.start(); ZooKeeperServer zooKeeper = ZooKeeperServer.start()) {
      world.serve(builder -> builder.registry(etcd.url(), zooKeeper.url()).service(new WorkProvider("both")));
      RpcClient client = world.closing(
          RpcClient.builder().registry(etcd.url(), zooKeeper.url()).withoutSnapshot().build());
      Work work = client.create(Work.class);
      assertThat(work.once("a", 0)).isEqualTo("both");
      assertThat(inUse(client)).isEqualTo(etcd.url());

      etcd.kill();
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> inUse(client).equals(zooKeeper.url()));
      world.serve(builder -> builder.registry(zooKeeper.url()).service(new WorkProvider("later")));
      Awaitility.await().until(() -> work.once("b", 0).equals("later"));

      etcd.restart();
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> inUse(client).equals(etcd.url()));
      assertThat(work.once("c", 0)).isEqualTo("both");
    }
  }

  @Test
  void theFirstIsPreferredAndTheOtherUsedWhileItKnowsNoProvider() {
    world.serve(builder -> builder.registry(second.url()).service(new WorkProvider("second")));
    RpcClient client = client();
    Work work = client.create(Work.class);
    assertThat(work.once("a", 0)).isEqualTo("second");
    assertThat(inUse(client)).isEqualTo(second.url());
    world.serve(builder -> builder.registry(first.url()).service(new WorkProvider("first")));
    assertThat(inUse(client)).as("it has to stay there for 10 s").isEqualTo(second.url());
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> inUse(client).equals(first.url()));

    Awaitility.await().until(() -> work.once("b", 0).equals("first"));
  }

  @Test
  void aFirstOneThatIsDeadAtTheStartDoesNotHoldTheConsumerUp() {
    world.serve(builder -> builder.registry(first.url(), second.url()).service(new WorkProvider("near")));
    first.takeAway();
    long begun = System.nanoTime();
    RpcClient client = client();
    assertThat(client.create(Work.class).once("a", 0)).isEqualTo("near");

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    assertThat(inUse(client)).isEqualTo(second.url());
  }

  @Test
  void failingOverAndReturningCostsNoCall() throws Exception {
    world.serve(builder -> builder.registry(first.url(), second.url()).service(new WorkProvider("one")));
    world.serve(builder -> builder.registry(first.url(), second.url()).service(new WorkProvider("two")));
    AtomicBoolean over = new AtomicBoolean();
    RpcClient client = client();
    Work work = client.create(Work.class);
    assertThat(inUse(client)).isEqualTo(first.url());
    try (Load load = new Load(directory.resolve("outcomes"))) {
      load.blocking(4, false, () -> !over.get(), id -> CompletableFuture.completedFuture(work.once(id, 2)));
      try {
        first.takeAway();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> inUse(client).equals(second.url()));
        first.giveBack();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> inUse(client).equals(first.url()));
      } finally {
        over.set(true);
        load.await();
      }
      assertThat(load.failed()).isZero();
      assertThat(load.begun()).isGreaterThan(1_000);
    }
  }

  @Test
  void anErrorNamesThemAll() {
    RpcClient client = client();
    Work work = client.create(Work.class);

    assertThat(Failing.told(Failing.call(() -> work.once("a", 0)))).isEqualTo("UNAVAILABLE NOT_EXECUTED no endpoint for"
        + " dev.tern.it.Work in " + first.url() + ", " + second.url()
        + "\n  Start a provider, or compare group and version: they must match exactly.");
  }
}
