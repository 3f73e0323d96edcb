package dev.tern.registry.zookeeper;

import static dev.tern.registry.zookeeper.Drivers.bytes;
import static dev.tern.registry.zookeeper.Drivers.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryDriver.Listing;
import dev.tern.servers.ZooKeeperServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose a record is: sessions that end, those that outlive their driver, and successors. */
@Tag("long")
@Timeout(60)
class ZooKeeperSessionTest {
  private static final String SERVICE = "demo.Greeting";
  private static final String NODE = "/tern/demo.Greeting/a";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private ZooKeeperServer server;
  private Observer observer;

  @BeforeEach
  void startServer() throws Exception {
    server = ZooKeeperServer.start("-Dznode.container.checkIntervalMs=100");
    observer = new Observer(server.connectString());
  }

  @AfterEach
  void stopServer() throws Exception {
    observer.close();
    server.close();
  }

  @Test
  void aSessionThatEndedWhileWeWereCutOffIsReportedAndTheNextPutStandsInANewOne() throws Exception {
    Semaphore hints = new Semaphore(0);
    try (Gate gate = Gate.to(server.connectString()); RegistryDriver driver = Drivers.open(gate.address());
        AutoCloseable watch = driver.watch(SERVICE, hints::release, TIMEOUT)) {
      driver.put(SERVICE, "a", bytes("one"), TIMEOUT);
      long old = observer.owner(NODE);
      gate.shut();
      await().atMost(Duration.ofSeconds(20)).until(() -> observer.owner(NODE) == 0);
      gate.open();

      // What the loop does: list after a hint, and put what is missing.
      await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(
          () -> hints.tryAcquire(100, TimeUnit.MILLISECONDS) && driver.list(SERVICE, TIMEOUT).records().isEmpty());
      driver.put(SERVICE, "a", bytes("one"), TIMEOUT);
      assertThat(observer.owner(NODE)).isNotIn(0L, old);
      assertThat(texts(driver.list(SERVICE, TIMEOUT))).containsExactly(Map.entry("a", "one"));
    }
  }

  @Test
  void aWatchStillReportsInTheSessionThatFollows() throws Exception {
    Semaphore hints = new Semaphore(0);
    try (Gate gate = Gate.to(server.connectString()); RegistryDriver watching = Drivers.open(gate.address());
        RegistryDriver writing = Drivers.open(server.connectString());
        AutoCloseable watch = watching.watch(SERVICE, hints::release, TIMEOUT)) {
      watching.put(SERVICE, "a", bytes("one"), TIMEOUT);
      gate.shut();
      await().atMost(Duration.ofSeconds(20)).until(() -> observer.owner(NODE) == 0);
      gate.open();
      watching.put(SERVICE, "a", bytes("one"), Duration.ofSeconds(20));
      awaitQuiet(hints);

      writing.put(SERVICE, "b", bytes("two"), TIMEOUT);
      assertThat(hints.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
      assertThat(texts(watching.list(SERVICE, TIMEOUT))).containsOnlyKeys("a", "b");
    }
  }

  @Test
  void aWatchReportsAfterAShortCutWhatWasChangedMeanwhile() throws Exception {
    Semaphore hints = new Semaphore(0);
    try (Gate gate = Gate.to(server.connectString()); RegistryDriver watching = Drivers.open(gate.address());
        RegistryDriver writing = Drivers.open(server.connectString());
        AutoCloseable watch = watching.watch(SERVICE, hints::release, TIMEOUT)) {
      watching.put(SERVICE, "a", bytes("one"), TIMEOUT);
      long session = observer.owner(NODE);
      awaitQuiet(hints);
      gate.shut();
      writing.put(SERVICE, "b", bytes("two"), TIMEOUT);
      gate.open();

      await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> hints.tryAcquire(100, TimeUnit.MILLISECONDS)
          && watching.list(SERVICE, TIMEOUT).records().containsKey("b"));
      awaitQuiet(hints);
      writing.remove(SERVICE, "b", TIMEOUT);
      assertThat(hints.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
      assertThat(observer.owner(NODE)).isEqualTo(session);
    }
  }

  /** Nothing for a moment: what came before has been told. */
  private static void awaitQuiet(Semaphore hints) throws InterruptedException {
    while (hints.tryAcquire(500, TimeUnit.MILLISECONDS)) {
      // drained
    }
  }

  @Test
  void anOldNodeThatIsStillThereIsMissedAtOnceAndEndsWithOneLiveNodeOwnedByTheNewSession() throws Exception {
    int port = Integer.parseInt(server.connectString().split(":")[1]);
    Duration session = Duration.ofSeconds(8); // time enough to look at the old node, however busy the machine is
    try (RegistryDriver driver = Drivers.open(server.connectString(), session)) {
      driver.put(SERVICE, "a", bytes("one"), TIMEOUT);
      driver.put(SERVICE, "left-behind", bytes("one"), TIMEOUT);
      long old = observer.owner(NODE);
      observer.close(); // only the driver's threads are left
      Thread sender = Drivers.senders(port).get(0);
      server.kill();
      await().atMost(Duration.ofSeconds(20)).until(() -> !sender.isAlive()); // it gave its session up
      server.restart(); // which remembers the session, and gives it its whole time again

      observer = new Observer(server.connectString());
      assertThat(observer.owner(NODE)).isEqualTo(old);
      assertThat(driver.list(SERVICE, Duration.ofSeconds(20)).records()).isEmpty();
      assertThat(observer.owner(NODE)).isEqualTo(old);
      driver.put(SERVICE, "a", bytes("one"), TIMEOUT);
      long owner = observer.owner(NODE);
      assertThat(owner).isNotIn(0L, old);
      await().atMost(Duration.ofSeconds(20)).until(() -> observer.owner("/tern/demo.Greeting/left-behind") == 0);
      assertThat(observer.owner(NODE)).isEqualTo(owner);
      assertThat(driver.list(SERVICE, TIMEOUT).records()).containsOnlyKeys("a");
    }
  }

  @Test
  void aRemovalNeverTakesTheRecordOfASuccessor() throws Exception {
    try (RegistryDriver old = Drivers.open(server.connectString());
        RegistryDriver successor = Drivers.open(server.connectString())) {
      for (int i = 0; i < 300; i++) {
        old.put(SERVICE, "a", bytes("old"), TIMEOUT);
        CompletableFuture<Void> removal = CompletableFuture.runAsync(() -> remove(old));
        successor.put(SERVICE, "a", bytes("new"), TIMEOUT);
        removal.join();

        assertThat(texts(successor.list(SERVICE, TIMEOUT))).as("in round %s", i)
            .containsExactly(Map.entry("a", "new"));
      }
    }
  }

  private static void remove(RegistryDriver driver) {
    try {
      driver.remove(SERVICE, "a", TIMEOUT);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theNodeOfAnIdleServiceGoesAwayAndItsVersionDoesNotGoBack() throws Exception {
    try (RegistryDriver driver = Drivers.open(server.connectString())) {
      driver.put(SERVICE, "a", bytes("one"), TIMEOUT);
      driver.remove(SERVICE, "a", TIMEOUT);
      Listing before = driver.list(SERVICE, TIMEOUT);
      await().atMost(Duration.ofSeconds(20))
          .until(() -> observer.handle().exists("/tern/demo.Greeting", false) == null);

      Listing idle = driver.list(SERVICE, TIMEOUT);
      driver.put(SERVICE, "a", bytes("two"), TIMEOUT);
      Listing after = driver.list(SERVICE, TIMEOUT);
      assertThat(idle.version()).isGreaterThanOrEqualTo(before.version());
      assertThat(after.version()).isGreaterThan(idle.version());
      assertThat(after.store()).isEqualTo(before.store());
    }
  }

  @Test
  void aNodeMadeByHandIsNoLiveRecord() throws Exception {
    try (RegistryDriver driver = Drivers.open(server.connectString())) {
      driver.put(SERVICE, "a", bytes("one"), TIMEOUT);
      observer.handle().create("/tern/demo.Greeting/b", bytes("two"), ZooDefs.Ids.OPEN_ACL_UNSAFE,
          CreateMode.PERSISTENT);
      observer.handle().create("/tern/demo.Greeting/c_d", bytes("three"), ZooDefs.Ids.OPEN_ACL_UNSAFE,
          CreateMode.EPHEMERAL);

      assertThat(driver.list(SERVICE, TIMEOUT).records()).containsOnlyKeys("a");
    }
  }

  @Test
  void aRecordIsGoneByTheTimeItsDriverIsClosed() throws Exception {
    RegistryDriver driver = Drivers.open(server.connectString());
    driver.put(SERVICE, "a", bytes("one"), TIMEOUT);
    driver.close();

    assertThat(observer.owner(NODE)).isZero();
  }
}
