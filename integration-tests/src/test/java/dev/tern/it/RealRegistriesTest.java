package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.RpcService;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import dev.tern.examples.ledger.Verdict;
import dev.tern.servers.RegistryServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * R1, R2, R16 and P6 against real registries: killed, wiped, paused. How long one is away under load says the system
 * property {@code terntest.outage.seconds}, 8 by default.
 */
@Tag("long")
class RealRegistriesTest {
  private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("terntest.outage.seconds", 8));
  private static final Duration AGAIN_WITHIN = Duration.ofSeconds(5);
  private static final Duration A_MOMENT = Duration.ofMillis(500); // to open a client and to say no

  /** What a provider offers that is a consumer of {@link Work}. */
  @RpcService
  interface Beside {
    String here();
  }

  @TempDir
  private Path directory;

  private final World world = new World();
  private RegistryServer registry;
  private String url;
  private RegistryDriver reader;

  private void start(RealRegistry kind) throws Exception {
    registry = world.closing(kind.start());
    url = kind.shortLived(registry.url());
    reader = world.closing(RealRegistry.open(url));
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
    try (RpcClient client = RpcClient.builder().registry(url).withoutSnapshot().build()) {
      Work work = client.create(Work.class);
      Set<String> seen = ConcurrentHashMap.newKeySet();
      for (int i = 0; i < 12; i++) {
        seen.add(work.safe("newcomer", 0));
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

  /** So many stand at the latest five seconds after it was back, and from then on for three lives of a record. */
  private void awaitStandingForGood(RealRegistry kind, int count) throws Exception {
    long back = System.nanoTime();
    long until = back + AGAIN_WITHIN.plus(kind.lease().multipliedBy(3)).toNanos();
    long missedAt = back;
    int standing = 0;
    while (System.nanoTime() < until) {
      standing = standing();
      if (standing != count) {
        missedAt = System.nanoTime();
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(standing).isEqualTo(count);
    assertThat(Duration.ofNanos(missedAt - back)).as("the last time that one was missing").isLessThan(AGAIN_WITHIN);
  }

  private int standing() throws InterruptedException {
    try {
      return reader.list(Work.class.getName(), AGAIN_WITHIN).records().size();
    } catch (IOException e) {
      return -1; // not back yet, or not for this one
    }
  }

  @ParameterizedTest
  @EnumSource
  void noCallFailsWhileItIsDeadAndAllStandAgainFiveSecondsAfterItsReturn(RealRegistry kind) throws Exception {
    start(kind);
    CountingGate gate = world.closing(new CountingGate(registry.url()));
    String way = kind.shortLived(gate.url(registry.url()));
    Path outcomes = directory.resolve("outcomes");
    try (Fleet fleet = new Fleet(directory, url)) {
      fleet.start(3);
      world.closing(RpcServer.builder().service((Beside) () -> "here").registry(way).shutdownHook(false).start());
      Work work = world.closing(RpcClient.builder().registry(way).withoutSnapshot().build()).create(Work.class);
      AtomicBoolean more = new AtomicBoolean(true);
      try (Load load = new Load(outcomes)) {
        load.blocking(4, false, more::get, id -> CompletableFuture.completedFuture(work.once(id, 2)));
        registry.kill();
        long dead = System.nanoTime();
        Awaitility.await().atMost(OUTAGE.plusSeconds(10)).until(() -> System.nanoTime() - dead > OUTAGE.toNanos());
        List<Long> reconnects = gate.came().stream().filter(at -> at - dead > 0).toList();
        registry.restart();
        awaitStandingForGood(kind, 3);
        more.set(false);
        load.await();
        assertThat(load.begun()).isGreaterThan(200);
        System.out.printf("%s: %d reconnects of a provider that consumes, in %d s%n", kind, reconnects.size(),
            OUTAGE.toSeconds());
        // One a second; and each of the two noticed at once that its connection was gone.
        assertThat(reconnects.size()).isBetween(2, (int) OUTAGE.toSeconds() + 2);
      }
      Verdict verdict = Verdict.of(fleet.ledgers(), List.of(outcomes));
      assertThat(verdict.failed()).as(verdict.toString()).isZero();
      assertThat(verdict.breaches()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRegistryThatHangsHoldsUpClosingForSecondsOnly(RealRegistry kind) throws Exception {
    start(kind);
    RpcServer server = provider("one");
    RpcClient client = consumer();
    assertThat(client.create(Work.class).safe("before", 0)).isEqualTo("one");
    registry.pause();
    long start = System.nanoTime();
    server.close();
    Duration serverTook = Duration.ofNanos(System.nanoTime() - start);
    start = System.nanoTime();
    client.close();
    Duration clientTook = Duration.ofNanos(System.nanoTime() - start);
    registry.resume();

    System.out.printf("%s hangs: the server takes %s to close, the client %s%n", kind, serverTook, clientTook);
    assertThat(serverTook).isLessThan(Duration.ofSeconds(7)); // 3 s for leaving it, up to 3 s for the driver
    assertThat(clientTook).isLessThan(Duration.ofSeconds(4));
    Awaitility.await().atMost(kind.lease().plusSeconds(10)).until(() -> standing() == 0);
  }

  @ParameterizedTest
  @EnumSource
  void whenAllItsKeysAreDeletedNoCallFailsAndAllComeBackWithinFiveSeconds(RealRegistry kind) throws Exception {
    start(kind);
    provider("one");
    provider("two");
    Work work = consumer().create(Work.class);
    AtomicBoolean more = new AtomicBoolean(true);
    try (Load load = new Load(directory.resolve("outcomes"))) {
      load.blocking(4, false, more::get, id -> CompletableFuture.completedFuture(work.once(id, 1)));
      try {
        Awaitility.await().until(() -> load.begun() > 200);
        kind.deleteAllKeys(registry);
        awaitStandingForGood(kind, 2);
      } finally {
        more.set(false);
        load.await();
      }
      assertThat(load.failed()).isZero();
      assertThat(load.begun()).isGreaterThan(1_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whenTheLastProviderHasGoneCallsFailAtOnceAndItIsForgottenSoonAfter(RealRegistry kind) throws Exception {
    start(kind);
    RpcServer last = provider("last");
    RpcClient client = world.closing(RpcClient.builder().registry(url).withoutSnapshot()
        .emptyProtection(Duration.ofSeconds(2)).build());
    Work work = client.create(Work.class);
    assertThat(work.once("before", 0)).isEqualTo("last");
    last.close();

    Awaitility.await().until(() -> client.subscriptions().get(0).emptiedUnconfirmed());
    long start = System.nanoTime();
    assertThat(Failing.call(() -> work.once("after", 0)).code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    Awaitility.await().until(() -> client.subscriptions().get(0).providers() == 0);
    assertThat(Failing.told(Failing.call(() -> work.once("later", 0))))
        .startsWith("UNAVAILABLE NOT_EXECUTED no endpoint");
  }

  @ParameterizedTest
  @EnumSource
  void onceItsDataIsLostAllRegisterAnewAndALaterProviderIsSeenByOldConsumers(RealRegistry kind) throws Exception {
    start(kind);
    url = registry.url(); // with the lives that users get, to the end of which a lost one may have to be waited for
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
  void afterAPauseLongerThanEveryLeaseAllStandAgainWithinFiveSeconds(RealRegistry kind) throws Exception {
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
    awaitStandingForGood(kind, 1);
    assertThat(seenByANewcomer()).containsExactly("one");
  }

  @ParameterizedTest
  @EnumSource
  void aProviderRestartedAtItsAddressOutlivesTheLeaseOfTheOneThatWasKilled(RealRegistry kind) throws Exception {
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
  void aKilledProviderIsGoneFromTheRegistryOnceItsLeaseEnds(RealRegistry kind) throws Exception {
    start(kind);
    provider("stays");
    try (ChildJvm victim = ChildJvm.start(WorkMain.class, "goes", url, "-")) {
      victim.await("ready ");
      awaitSeen(AGAIN_WITHIN, "stays", "goes");
      victim.kill();
    }
    Awaitility.await().atMost(kind.lease().plusSeconds(4)).until(() -> standing() == 1); // registries look now and then
    assertThat(seenByANewcomer()).containsExactly("stays");
  }

  @ParameterizedTest
  @EnumSource
  void aConsumerThatStartsWhileItIsDeadCallsFromItsSnapshotOrSaysSoAndHeals(RealRegistry kind) throws Exception {
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
    Duration fromSnapshot = Duration.ofNanos(System.nanoTime() - start);

    RpcClient forgetful = consumer();
    start = System.nanoTime();
    RpcException refused = Failing.call(() -> forgetful.create(Work.class).safe("during", 0));
    Duration refusedAfter = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf("%s is dead: first answer from the snapshot after %s, refused without after %s%n", kind,
        fromSnapshot, refusedAfter);
    assertThat(fromSnapshot).isLessThan(Duration.ofSeconds(2));
    assertThat(refusedAfter).isLessThan(Duration.ofSeconds(3).plus(A_MOMENT));
    assertThat(refused.code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(refused).hasMessageContaining(registry.url());

    registry.restart();
    Awaitility.await().atMost(Duration.ofSeconds(10)).ignoreExceptionsInstanceOf(RpcException.class)
        .until(() -> forgetful.create(Work.class).safe("after", 0).equals("one"));
  }
}
