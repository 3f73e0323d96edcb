package dev.tern.registry.zookeeper;

import static dev.tern.registry.zookeeper.Drivers.bytes;
import static dev.tern.registry.zookeeper.Drivers.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryDriver.Listing;
import dev.tern.servers.ZooKeeperServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server dies, hangs or forgets everything. */
@Tag("long")
@Timeout(60)
class ZooKeeperOutageTest {
  private static final String SERVICE = "demo.Greeting";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private ZooKeeperServer server;
  private RegistryDriver driver;

  @BeforeEach
  void start() throws Exception {
    server = ZooKeeperServer.start();
    driver = Drivers.open(server.connectString());
  }

  @AfterEach
  void stop() throws Exception {
    driver.close();
    server.close();
  }

  private int port() {
    return Integer.parseInt(server.connectString().substring("127.0.0.1:".length()));
  }

  @Test
  void aRecordOutlivesAServerThatIsKilledAndComesBackWithinTheSession() throws Exception {
    Semaphore hints = new Semaphore(0);
    try (RegistryDriver patient = Drivers.open(server.connectString(), Duration.ofSeconds(30));
        AutoCloseable watch = patient.watch(SERVICE, hints::release, TIMEOUT)) {
      patient.put(SERVICE, "a", bytes("one"), TIMEOUT);
      Listing before = patient.list(SERVICE, TIMEOUT);
      hints.drainPermits();
      server.restart();

      assertThat(hints.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      Listing after = patient.list(SERVICE, PATIENCE);
      assertThat(texts(after)).containsExactly(Map.entry("a", "one"));
      assertThat(after.store()).isEqualTo(before.store());
      assertThat(after.version()).isEqualTo(before.version());
    }
  }

  @Test
  void aServerThatHangsForLongerThanTheSessionIsUsedAgainWhenItGoesOn() throws Exception {
    driver.put(SERVICE, "a", bytes("one"), TIMEOUT);
    Thread sender = Drivers.senders(port()).get(0);
    server.pause();
    await().atMost(PATIENCE).until(() -> !sender.isAlive() || isListed()); // until it gives its session up
    assertThat(sender.isAlive()).isFalse();
    server.resume();

    driver.put(SERVICE, "a", bytes("two"), PATIENCE);
    assertThat(texts(driver.list(SERVICE, TIMEOUT))).containsExactly(Map.entry("a", "two"));
    try (RegistryDriver other = Drivers.open(server.connectString())) {
      await().during(Duration.ofSeconds(6)).atMost(PATIENCE).until( // past the end of the old session
          () -> texts(other.list(SERVICE, TIMEOUT)).equals(Map.of("a", "two")));
    }
  }

  private boolean isListed() throws InterruptedException {
    try {
      driver.list(SERVICE, Duration.ofMillis(100));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aStoreThatLostEverythingIsAnotherStoreAndTakesRecordsAndWatchesAgain() throws Exception {
    Semaphore hints = new Semaphore(0);
    try (AutoCloseable watch = driver.watch(SERVICE, hints::release, TIMEOUT)) {
      driver.put(SERVICE, "a", bytes("one"), TIMEOUT);
      Listing before = driver.list(SERVICE, TIMEOUT);
      hints.drainPermits();
      server.wipe();

      assertThat(hints.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      await().atMost(PATIENCE).ignoreExceptions().until(() -> driver.list(SERVICE, TIMEOUT).records().isEmpty());
      assertThat(driver.list(SERVICE, TIMEOUT).store()).isNotEqualTo(before.store());
      driver.put(SERVICE, "a", bytes("one"), TIMEOUT);
      assertThat(texts(driver.list(SERVICE, TIMEOUT))).containsExactly(Map.entry("a", "one"));
      while (hints.tryAcquire(500, TimeUnit.MILLISECONDS)) {
        // what came before has been told
      }
      try (RegistryDriver other = Drivers.open(server.connectString())) {
        other.put(SERVICE, "b", bytes("two"), TIMEOUT);
        assertThat(hints.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void everyOperationEndsWithinItsTimeoutWhileTheServerHangs() throws Exception {
    driver.put(SERVICE, "a", bytes("one"), TIMEOUT);
    server.pause();
    Duration timeout = Duration.ofMillis(300);

    assertUnanswered(() -> driver.put(SERVICE, "a", bytes("two"), timeout));
    assertUnanswered(() -> driver.list(SERVICE, timeout));
    assertUnanswered(() -> driver.remove(SERVICE, "a", timeout));
    assertUnanswered(() -> driver.watch(SERVICE, () -> {}, timeout));
    server.resume();
  }

  private void assertUnanswered(ThrowingCallable operation) {
    long start = System.nanoTime();
    assertThatThrownBy(operation).isInstanceOf(IOException.class)
        .hasMessage("no answer from " + server.connectString() + " within 300 ms");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1300));
  }

  @Test
  void everyOperationEndsWithinItsTimeoutWhileNobodyListens() throws Exception {
    server.kill();
    Duration timeout = Duration.ofMillis(300);
    await().atMost(PATIENCE).untilAsserted(() -> assertUnreachable(() -> driver.list(SERVICE, timeout)));

    assertUnreachable(() -> driver.put(SERVICE, "a", bytes("two"), timeout));
    assertUnreachable(() -> driver.remove(SERVICE, "a", timeout));
    assertUnreachable(() -> driver.watch(SERVICE, () -> {}, timeout));
  }

  private void assertUnreachable(ThrowingCallable operation) {
    long start = System.nanoTime();
    assertThatThrownBy(operation).isInstanceOf(IOException.class)
        .hasMessage("no connection to " + server.connectString() + " within 300 ms");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1300));
  }

  @Test
  void whatWasGivenUpNeverFollowsWhatCameAfterIt() throws Exception {
    driver.put(SERVICE, "a", bytes("one"), TIMEOUT);
    server.pause();
    assertUnanswered(() -> driver.put(SERVICE, "a", bytes("two"), Duration.ofMillis(300)));
    server.resume();
    driver.remove(SERVICE, "a", PATIENCE);

    assertThat(driver.list(SERVICE, TIMEOUT).records()).isEmpty();
  }

  @Test
  void aWatchThatCouldNotBeginSaysNothingLater() throws Exception {
    Semaphore hints = new Semaphore(0);
    driver.list(SERVICE, TIMEOUT);
    server.pause();
    assertUnanswered(() -> driver.watch(SERVICE, hints::release, Duration.ofMillis(300)));
    server.resume();
    Semaphore running = new Semaphore(0);
    try (AutoCloseable watch = driver.watch(SERVICE, running::release, PATIENCE)) {
      driver.put(SERVICE, "a", bytes("one"), PATIENCE);
      assertThat(running.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(hints.availablePermits()).isZero();
  }

  @Test
  void closingEndsAnOperationThatWaitsForAnAnswer() throws Exception {
    driver.list(SERVICE, TIMEOUT);
    server.pause();
    assertEndedByClosing();
  }

  @Test
  void closingEndsAnOperationThatWaitsForAConnection() throws Exception {
    server.kill();
    assertEndedByClosing();
  }

  private void assertEndedByClosing() throws Exception {
    CompletableFuture<String> ended = new CompletableFuture<>();
    Thread blocked = new Thread(() -> {
      while (!ended.isDone()) {
        try {
          driver.list(SERVICE, Duration.ofMinutes(1));
        } catch (IOException e) {
          if (!e.getMessage().startsWith("the connection to")) { // that breaks while the test begins
            ended.complete(e.getMessage());
          }
        } catch (InterruptedException e) {
          ended.completeExceptionally(e);
        }
      }
    });
    blocked.start();
    await().atMost(PATIENCE).until(() -> blocked.getState() == Thread.State.TIMED_WAITING);
    long start = System.nanoTime();
    driver.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(3000));
    assertThat(ended.get(1, TimeUnit.SECONDS)).isEqualTo("the driver is closed");
  }
}
