package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import dev.tern.examples.ledger.Verdict;
import dev.tern.servers.EtcdServer;
import dev.tern.servers.RegistryServer;
import dev.tern.servers.ZooKeeperServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * R1, R2, R16 and P6 against real registries: killed, wiped, paused. How long one is away under load says the system
 * property {@code terntest.outage.seconds}, 8 by default.
 */
class RealRegistriesTest {
  private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("terntest.outage.seconds", 8));
  private static final Duration AGAIN_WITHIN = Duration.ofSeconds(5);

  /** Each with the shortest life that its records may have without their provider. */
  enum Kind {
    ETCD("?ttl=2s"), ZOOKEEPER("?session=4s");

    private final String lease;

    Kind(String lease) {
      this.lease = lease;
    }

    RegistryServer start() throws Exception {
      return this == ETCD ? EtcdServer.start() : ZooKeeperServer.start();
    }
  }

  @TempDir
  private Path directory;

  private final World world = new World();
  private RegistryServer registry;
  private String url;

  private void start(Kind kind) throws Exception {
    registry = world.closing(kind.start());
    url = registry.url() + kind.lease;
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private RpcClient consumer() {
    return world.closing(RpcClient.builder().registry(url).withoutSnapshot().build());
  }

  private RpcServer provider(String name) throws Exception {
    return world.closing(RpcServer.builder().service(new WorkProvider(name)).registry(url).shutdownHook(false)
        .spreadDelay(Duration.ZERO).start());
  }

  /** Everybody who answers a consumer that knows nothing yet. */
  private Set<String> seenByANewcomer() {
    return seenByANewcomer(work -> work.safe("newcomer", 0));
  }

  private Set<String> seenByANewcomer(Function<Work, String> call) {
    try (RpcClient client = RpcClient.builder().registry(url).withoutSnapshot().build()) {
      Work work = client.create(Work.class);
      Set<String> seen = ConcurrentHashMap.newKeySet();
      for (int i = 0; i < 12; i++) {
        seen.add(call.apply(work));
      }
      return seen;
    } catch (RpcException e) {
      assertThat(e.code()).isEqualTo(Code.UNAVAILABLE);
      return Set.of();
    }
  }

  private void awaitSeen(Duration limit, String... names) {
    Awaitility.await().atMost(limit).pollInterval(Duration.ofMillis(100))
        .until(() -> seenByANewcomer().equals(Set.of(names)));
  }

  @ParameterizedTest
  @EnumSource
  void noCallFailsWhileItIsDeadAndAllStandAgainFiveSecondsAfterItsReturn(Kind kind) throws Exception {
    start(kind);
    Path outcomes = directory.resolve("outcomes");
    try (Fleet fleet = new Fleet(directory, url)) {
      fleet.start(3);
      Work work = consumer().create(Work.class);
      AtomicBoolean more = new AtomicBoolean(true);
      try (Load load = new Load(outcomes)) {
        load.blocking(4, false, more::get, id -> CompletableFuture.completedFuture(work.once(id, 2)));
        registry.kill();
        long until = System.nanoTime() + OUTAGE.toNanos();
        Awaitility.await().atMost(OUTAGE.plusSeconds(10)).until(() -> System.nanoTime() > until);
        registry.restart();
        Awaitility.await().atMost(AGAIN_WITHIN).until(() -> seenByANewcomer(newcomers -> load.one(true,
            id -> CompletableFuture.completedFuture(newcomers.safe(id, 0))).join()).size() == 3);
        more.set(false);
        load.await();
        assertThat(load.begun()).isGreaterThan(200);
      }
      Verdict verdict = Verdict.of(fleet.ledgers(), List.of(outcomes));
      assertThat(verdict.failed()).as(verdict.toString()).isZero();
      assertThat(verdict.breaches()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void onceItsDataIsLostAllRegisterAnewAndALaterProviderIsSeenByOldConsumers(Kind kind) throws Exception {
    start(kind);
    provider("one");
    Work work = consumer().create(Work.class);
    assertThat(work.safe("before", 0)).isEqualTo("one");
    registry.wipe();
    awaitSeen(Duration.ofSeconds(10), "one");
    provider("two");
    Awaitility.await().atMost(AGAIN_WITHIN).until(() -> work.safe("after", 0).equals("two"));
  }

  @ParameterizedTest
  @EnumSource
  void afterAPauseLongerThanEveryLeaseAllStandAgainWithinFiveSeconds(Kind kind) throws Exception {
    start(kind);
    provider("one");
    Work work = consumer().create(Work.class);
    registry.pause();
    long until = System.nanoTime() + Duration.ofSeconds(6).toNanos();
    Awaitility.await().until(() -> {
      assertThat(work.safe("meanwhile", 0)).isEqualTo("one");
      return System.nanoTime() > until;
    });
    registry.resume();
    awaitSeen(AGAIN_WITHIN, "one");
  }

  @ParameterizedTest
  @EnumSource
  void aProviderRestartedAtItsAddressOutlivesTheLeaseOfTheOneThatWasKilled(Kind kind) throws Exception {
    start(kind);
    try (ChildJvm victim = ChildJvm.start(WorkMain.class, "old", url, "-")) {
      String address = victim.await("ready ");
      victim.kill();
      int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1).strip());
      RpcServer successor = world.closing(RpcServer.builder().service(new WorkProvider("new")).registry(url).port(port)
          .shutdownHook(false).spreadDelay(Duration.ZERO).start());
      assertThat(successor.port()).isEqualTo(port);
      Work work = consumer().create(Work.class);
      long until = System.nanoTime() + Duration.ofSeconds(12).toNanos(); // three leases
      Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(200)).until(() -> {
        assertThat(work.safe("a", 0)).isEqualTo("new");
        return System.nanoTime() > until;
      });
      assertThat(seenByANewcomer()).containsExactly("new");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aKilledProviderIsGoneFromTheRegistryOnceItsLeaseEnds(Kind kind) throws Exception {
    start(kind);
    provider("stays");
    try (ChildJvm victim = ChildJvm.start(WorkMain.class, "goes", url, "-")) {
      victim.await("ready ");
      awaitSeen(AGAIN_WITHIN, "stays", "goes");
      victim.kill();
    }
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
      try (RpcClient client = RpcClient.builder().registry(url).withoutSnapshot().build()) {
        client.create(Work.class);
        return client.toString().contains(registry.url()) && seenByANewcomer().equals(Set.of("stays"));
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void aConsumerThatStartsWhileItIsDeadCallsFromItsSnapshotOrSaysSoAndHeals(Kind kind) throws Exception {
    start(kind);
    provider("one");
    Path snapshots = directory.resolve("snapshots");
    try (RpcClient before = RpcClient.builder().registry(url).snapshotDirectory(snapshots).build()) {
      before.create(Work.class).safe("before", 0);
    } // leaves its snapshot behind
    registry.kill();
    long start = System.nanoTime();
    RpcClient remembering = world.closing(RpcClient.builder().registry(url).snapshotDirectory(snapshots).build());
    assertThat(remembering.create(Work.class).safe("during", 0)).isEqualTo("one");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4)); // promised: 2 s

    RpcClient forgetful = consumer();
    start = System.nanoTime();
    RpcException refused = Failing.call(() -> forgetful.create(Work.class).safe("during", 0));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6)); // promised: 3 s
    assertThat(refused.code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(refused).hasMessageContaining(registry.url());

    registry.restart();
    Awaitility.await().atMost(Duration.ofSeconds(10)).ignoreExceptionsInstanceOf(RpcException.class)
        .until(() -> forgetful.create(Work.class).safe("after", 0).equals("one"));
  }
}
