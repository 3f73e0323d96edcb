package dev.tern.registry.etcd;

import static dev.tern.registry.etcd.Drivers.SERVICE;
import static dev.tern.registry.etcd.Drivers.TIMEOUT;
import static dev.tern.registry.etcd.Drivers.assertHinted;
import static dev.tern.registry.etcd.Drivers.awaitListed;
import static dev.tern.registry.etcd.Drivers.list;
import static dev.tern.registry.etcd.Drivers.put;
import static dev.tern.registry.etcd.Drivers.retry;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryDriver.Listing;
import dev.tern.servers.EtcdServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one etcd can do to us: die, stand still, forget, and come back. */
@Tag("long")
@Timeout(90)
class EtcdOutageTest {
  private static final Duration TTL = Duration.ofSeconds(3);
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Drivers drivers = new Drivers();
  private EtcdServer etcd;

  @BeforeEach
  void startEtcd() throws Exception {
    etcd = EtcdServer.start();
  }

  @AfterEach
  void endEverything() throws Exception {
    try (EtcdServer ending = etcd) {
      drivers.close();
    }
  }

  private RegistryDriver driver() throws IOException {
    return drivers.open(etcd.url() + "?ttl=" + TTL.toSeconds() + "s");
  }

  private static void forget(Semaphore hints) {
    hints.drainPermits();
  }

  /** Time passes, and nothing happens that could be waited for instead. */
  private static void let(Duration pass) throws InterruptedException {
    Thread.sleep(pass.toMillis());
  }

  @Test
  void aRecordOutlivesItsTtlManyTimesOver() throws Exception {
    RegistryDriver provider = driver();
    put(provider, "a", "one");
    put(provider, "b", "two");
    RegistryDriver consumer = driver();
    long end = System.nanoTime() + TTL.multipliedBy(3).toNanos();
    while (System.nanoTime() < end) {
      assertThat(list(consumer)).isEqualTo(Map.of("a", "one", "b", "two"));
      let(Duration.ofMillis(50));
    }
  }

  @Test
  void anEtcdThatStoodStillForLongerThanTheTtlIsHintedAndTakesTheRecordAgain() throws Exception {
    RegistryDriver provider = driver();
    Semaphore hints = drivers.watch(provider);
    put(provider, "a", "one");
    assertHinted(hints, SOON);
    etcd.pause();
    let(TTL.plusSeconds(1));
    forget(hints);
    etcd.resume();

    assertHinted(hints, SOON);
    retry(SOON, () -> {
      put(provider, "a", "one");
      return true;
    });
    RegistryDriver consumer = driver();
    long end = System.nanoTime() + TTL.multipliedBy(2).toNanos();
    while (System.nanoTime() < end) {
      assertThat(list(consumer)).isEqualTo(Map.of("a", "one"));
      let(Duration.ofMillis(50));
    }
  }

  @Test
  void aProviderThatStoodStillForLongerThanItsTtlIsHintedAndOwnsTheRecordThatItPutsAgain() throws Exception {
    RegistryDriver consumer = driver();
    try (ProviderProcess provider = ProviderProcess.start(etcd.url() + "?ttl=3s")) {
      provider.put("a", "one");
      provider.signal("STOP");
      awaitListed(TTL.plus(SOON), consumer, Map.of());
      provider.forgetHints();
      provider.signal("CONT");

      assertThat(provider.awaitHint()).isTrue();
      provider.put("a", "two");
      let(TTL.plusSeconds(1));
      assertThat(list(consumer)).isEqualTo(Map.of("a", "two"));
    }
    awaitListed(TTL.plus(SOON), consumer, Map.of());
  }

  @Test
  void theRecordOfAKilledProviderIsGoneSoonAfterItsTtl() throws Exception {
    RegistryDriver consumer = driver();
    Semaphore hints = drivers.watch(consumer);
    try (ProviderProcess provider = ProviderProcess.start(etcd.url() + "?ttl=3s")) {
      provider.put("a", "one");
      assertThat(list(consumer)).isEqualTo(Map.of("a", "one"));
      forget(hints);
      provider.kill();
    }

    assertHinted(hints, TTL.plusSeconds(2)); // etcd looks for ended leases twice a second
    assertThat(list(consumer)).isEmpty();
  }

  @Test
  void aRestartUnderTheSameIdOwnsTheRecordBeyondTheOldLease() throws Exception {
    RegistryDriver consumer = driver();
    try (ProviderProcess provider = ProviderProcess.start(etcd.url() + "?ttl=3s")) {
      provider.put("a", "same");
      provider.kill();
    }
    RegistryDriver restarted = driver();
    put(restarted, "a", "same");
    long end = System.nanoTime() + TTL.multipliedBy(2).toNanos();
    while (System.nanoTime() < end) {
      assertThat(list(consumer)).isEqualTo(Map.of("a", "same"));
      let(Duration.ofMillis(50));
    }
    restarted.remove(SERVICE, "a", TIMEOUT);
    assertThat(list(consumer)).isEmpty();
  }

  @Test
  void aLeaseThatSomebodyRevokedIsHintedAndThePutAfterItGrantsAnother() throws Exception {
    RegistryDriver provider = driver();
    Semaphore hints = drivers.watch(provider);
    put(provider, "a", "one");
    forget(hints);
    etcd.post("/v3/lease/revoke", "{\"ID\":\"" + onlyLease() + "\"}");

    assertHinted(hints, SOON);
    put(provider, "a", "two");
    assertThat(list(driver())).isEqualTo(Map.of("a", "two"));
    provider.remove(SERVICE, "a", TIMEOUT);
    assertThat(list(driver())).isEmpty();
  }

  @Test
  void theEndOfALeaseIsHintedEvenToWhoWatchesAnotherService() throws Exception {
    RegistryDriver provider = driver();
    put(provider, "a", "one");
    Semaphore hints = new Semaphore(0);
    drivers.alsoClose(provider.watch("demo.Other", hints::release, TIMEOUT));
    etcd.post("/v3/lease/revoke", "{\"ID\":\"" + onlyLease() + "\"}");

    assertHinted(hints, SOON);
  }

  private String onlyLease() throws Exception {
    String leases = etcd.post("/v3/lease/leases", "{}");
    assertThat(leases).containsOnlyOnce("\"ID\":");
    return leases.replaceAll(".*\"ID\":\"(\\d+)\".*", "$1");
  }

  @Test
  void anEtcdKilledAndStartedAgainIsUsedAgainSoonAndItsWatchGoesOn() throws Exception {
    RegistryDriver provider = driver();
    RegistryDriver consumer = driver();
    Semaphore hints = drivers.watch(consumer);
    put(provider, "a", "one");
    String store = consumer.list(SERVICE, TIMEOUT).store();
    etcd.kill();
    assertThatThrownBy(() -> consumer.list(SERVICE, Duration.ofSeconds(3))).isInstanceOf(IOException.class)
        .hasMessageContaining("etcd");
    etcd.restart();
    awaitListed(SOON, consumer, Map.of("a", "one"));
    assertThat(consumer.list(SERVICE, TIMEOUT).store()).isEqualTo(store);

    awaitHintOfNewKey(provider, hints);
  }

  /** The watch has begun again some time after the restart: from then on, a new key is a hint. */
  private static void awaitHintOfNewKey(RegistryDriver writer, Semaphore hints) throws Exception {
    awaitQuiet(hints);
    retry(SOON, () -> {
      put(writer, "new", "record");
      return true;
    });
    assertHinted(hints, SOON);
  }

  private static void awaitQuiet(Semaphore hints) {
    Awaitility.await().atMost(Duration.ofSeconds(20))
        .until(() -> !hints.tryAcquire(2500, TimeUnit.MILLISECONDS));
  }

  @Test
  void anOutageAsLongAsTheBackoffOfAnOldConnectionIsOverSoonAfterItsEnd() throws Exception {
    RegistryDriver driver = driver();
    put(driver, "a", "one");
    etcd.kill();
    let(Duration.ofSeconds(15));
    etcd.restart();

    awaitListed(SOON, driver, list(drivers.open(etcd.url())));
    retry(SOON, () -> {
      put(driver, "a", "two");
      return true;
    });
    assertThat(list(driver)).isEqualTo(Map.of("a", "two"));
  }

  @Test
  void aWipedEtcdIsAnotherStoreAndTakesRecordsAtOnce() throws Exception {
    RegistryDriver driver = driver();
    Semaphore hints = drivers.watch(driver);
    put(driver, "a", "one");
    String store = driver.list(SERVICE, TIMEOUT).store();
    forget(hints);
    etcd.wipe();

    assertHinted(hints, SOON);
    Listing listing = retry(SOON, () -> driver.list(SERVICE, TIMEOUT));
    assertThat(listing.store()).startsWith("etcd cluster ").isNotEqualTo(store);
    assertThat(listing.records()).isEmpty();
    put(driver, "a", "two");
    assertThat(list(driver)).isEqualTo(Map.of("a", "two"));
    awaitHintOfNewKey(driver, hints);
  }

  @Test
  void anEtcdWipedAndSetUpWithTheSameWordsIsGivenAwayByItsVersion() throws Exception {
    RegistryDriver driver = driver();
    for (String record : new String[] {"one", "two", "three"}) {
      put(driver, "a", record);
    }
    Listing before = driver.list(SERVICE, TIMEOUT);
    etcd.wipeKeepingToken();

    Listing after = retry(SOON, () -> driver.list(SERVICE, TIMEOUT));
    assertThat(after.store()).isEqualTo(before.store());
    assertThat(after.version()).isLessThan(before.version());
  }

  @Test
  void aCompactionUnderALiveWatchHidesNoNewKey() throws Exception {
    RegistryDriver provider = driver();
    RegistryDriver consumer = driver();
    Semaphore hints = drivers.watch(consumer);
    for (int i = 0; i < 20; i++) {
      put(provider, "a", "record" + i);
    }
    compact(provider);
    forget(hints);
    put(provider, "b", "one");
    assertHinted(hints, SOON);

    etcd.kill(); // the watch now falls back behind what is compacted before it can go on
    etcd.restart();
    for (int i = 0; i < 20; i++) {
      retry(SOON, () -> {
        put(provider, "a", "again");
        return true;
      });
    }
    compact(provider);
    awaitHintOfNewKey(provider, hints);
  }

  private void compact(RegistryDriver driver) throws Exception {
    long revision = driver.list(SERVICE, TIMEOUT).version();
    etcd.post("/v3/kv/compaction", "{\"revision\":\"" + revision + "\",\"physical\":true}");
  }

  @Test
  void everyOperationOnAnEtcdThatStandsStillEndsInTime() throws Exception {
    RegistryDriver driver = driver();
    put(driver, "a", "one");
    etcd.pause();
    Duration timeout = Duration.ofMillis(1_500);

    assertEndsIn(timeout, () -> driver.list(SERVICE, timeout));
    assertEndsIn(timeout, () -> driver.put(SERVICE, "a", "two".getBytes(UTF_8), timeout));
    assertEndsIn(timeout, () -> driver.put(SERVICE, "b", "two".getBytes(UTF_8), timeout));
    assertEndsIn(timeout, () -> driver.remove(SERVICE, "a", timeout));
    assertEndsIn(timeout, () -> driver.watch(SERVICE, () -> {}, timeout));
  }

  private interface Operation {
    void run() throws Exception;
  }

  private static void assertEndsIn(Duration timeout, Operation operation) {
    long start = System.nanoTime();
    assertThatThrownBy(operation::run).isInstanceOf(IOException.class).hasMessageContaining("etcd");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(timeout.plusMillis(500));
  }

  @Test
  void whatTimedOutIsNotCarriedOutLater() throws Exception {
    etcd.pause();
    RegistryDriver driver = driver();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> driver.put(SERVICE, "a", "late".getBytes(UTF_8), Duration.ofSeconds(3)))
          .isInstanceOf(IOException.class);
    }
    etcd.resume();
    assertThat(retry(SOON, () -> list(driver))).isEmpty(); // and whatever was sent before has been carried out by now

    assertThat(etcd.post("/v3/lease/leases", "{}")).contains("revision").doesNotContain("\"ID\"");
    assertThat(list(driver)).isEmpty();
  }

  @Test
  void aRecordThatWasPutNobodyKnowsWhetherIsGoneForGoodOnceItIsRemoved() throws Exception {
    RegistryDriver driver = driver();
    put(driver, "a", "one");
    etcd.pause();
    assertThatThrownBy(() -> driver.put(SERVICE, "a", "late".getBytes(UTF_8), Duration.ofMillis(300)))
        .isInstanceOf(IOException.class);
    etcd.resume();
    retry(SOON, () -> {
      driver.remove(SERVICE, "a", TIMEOUT);
      return true;
    });

    RegistryDriver consumer = driver();
    long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    while (System.nanoTime() < end) {
      assertThat(list(consumer)).isEmpty();
      let(Duration.ofMillis(20));
    }
  }

  @Test
  void closingEndsAnOperationOfAnotherThread() throws Exception {
    RegistryDriver driver = driver();
    put(driver, "a", "one");
    etcd.pause();
    Semaphore ended = new Semaphore(0);
    Thread blocked = new Thread(() -> {
      try {
        driver.list(SERVICE, Duration.ofSeconds(60));
      } catch (IOException e) {
        ended.release();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    blocked.start();
    Awaitility.await().until(() -> blocked.getState() == Thread.State.TIMED_WAITING);
    long start = System.nanoTime();
    Thread closing = new Thread(driver::close);
    closing.start();

    assertThat(ended.tryAcquire(500, TimeUnit.MILLISECONDS)).isTrue(); // while the lease is still to be revoked
    closing.join();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(900), Duration.ofMillis(1_500));
  }
}
