package dev.tern.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryDriver.Listing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link RegistryDriver} must do. Extend it beside your driver, and run it against the real registry:
 *
 * <pre>{@code
 * class MyRegistryContractTest extends RegistryDriverContract {
 *   @Override
 *   protected RegistryDriver open() { return new MyDriver(address); }
 * }
 * }</pre>
 *
 * <p>Every test uses services and ids of its own, so that one registry serves all tests at once. What a driver can only
 * show with a registry that fails (a lost lease, a restored store) belongs into its own tests.
 */
public abstract class RegistryDriverContract {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final String service = "tck.Service" + UUID.randomUUID().toString().replace("-", "");
  private final List<RegistryDriver> opened = new ArrayList<>();

  /** Opens a driver on the registry under test: always the same registry, each time another driver. */
  protected abstract RegistryDriver open() throws Exception;

  /** How long a change may take to be seen by another driver, and a watch to report it. */
  protected Duration patience() {
    return Duration.ofSeconds(5);
  }

  /** The registry's drivers that a test opened. */
  @AfterEach
  protected final void closeDrivers() {
    opened.forEach(RegistryDriver::close);
  }

  private RegistryDriver driver() throws Exception {
    RegistryDriver driver = open();
    opened.add(driver);
    return driver;
  }

  @Test
  void aServiceThatNobodyOffersHasAnEmptyListing() throws Exception {
    Listing listing = driver().list(service, TIMEOUT);

    assertThat(listing.records()).isEmpty();
    assertThat(listing.store()).isNotBlank();
  }

  @Test
  void whatOneDriverPutsAnotherListsByteForByte() throws Exception {
    byte[] record = "{\"text\":\"\u00e4\u20ac \\u0000\"}".getBytes(UTF_8);
    driver().put(service, "a-1", record, TIMEOUT);

    assertListed(driver(), Map.of("a-1", record));
  }

  @Test
  void aRecordOfEightKilobytesPasses() throws Exception {
    byte[] record = new byte[8 * 1024];
    java.util.Arrays.fill(record, (byte) 'x');
    driver().put(service, "large", record, TIMEOUT);

    assertListed(driver(), Map.of("large", record));
  }

  @Test
  void aDriverSeesItsOwnRecordAsSoonAsItIsPut() throws Exception {
    RegistryDriver driver = driver();
    driver.put(service, "a", bytes("one"), TIMEOUT);

    assertThat(texts(driver.list(service, TIMEOUT))).containsExactly(Map.entry("a", "one"));
  }

  @Test
  void recordsOfManyDriversStandSideBySide() throws Exception {
    driver().put(service, "a", bytes("one"), TIMEOUT);
    driver().put(service, "b", bytes("two"), TIMEOUT);

    assertListed(driver(), Map.of("a", bytes("one"), "b", bytes("two")));
  }

  @Test
  void servicesAreKeptApartEvenWhenOneNameBeginsWithTheOther() throws Exception {
    RegistryDriver driver = driver();
    driver.put(service, "a", bytes("one"), TIMEOUT);
    driver.put(service + "2", "a", bytes("two"), TIMEOUT);

    assertListed(driver, Map.of("a", bytes("one")));
    assertThat(texts(driver.list(service + "2", TIMEOUT))).containsExactly(Map.entry("a", "two"));
  }

  @Test
  void idsAreKeptApartEvenWhenOneBeginsWithTheOther() throws Exception {
    RegistryDriver driver = driver();
    driver.put(service, "a", bytes("one"), TIMEOUT);
    driver.put(service, "a-b", bytes("two"), TIMEOUT);
    driver.remove(service, "a", TIMEOUT);

    assertListed(driver, Map.of("a-b", bytes("two")));
  }

  @Test
  void puttingAgainReplacesTheRecord() throws Exception {
    RegistryDriver driver = driver();
    driver.put(service, "a", bytes("one"), TIMEOUT);
    driver.put(service, "a", bytes("two"), TIMEOUT);

    assertListed(driver(), Map.of("a", bytes("two")));
  }

  @Test
  void aRemovedRecordIsGoneAndRemovingItAgainDoesNothing() throws Exception {
    RegistryDriver driver = driver();
    driver.put(service, "a", bytes("one"), TIMEOUT);
    driver.remove(service, "a", TIMEOUT);
    driver.remove(service, "a", TIMEOUT);

    assertListed(driver(), Map.of());
    assertThat(driver.list(service, TIMEOUT).records()).isEmpty();
  }

  @Test
  void aRemovedRecordCanBePutAgain() throws Exception {
    RegistryDriver driver = driver();
    driver.put(service, "a", bytes("one"), TIMEOUT);
    driver.remove(service, "a", TIMEOUT);
    driver.put(service, "a", bytes("two"), TIMEOUT);

    assertListed(driver(), Map.of("a", bytes("two")));
  }

  @Test
  void aDriverDoesNotRemoveWhatAnotherOnePut() throws Exception {
    driver().put(service, "a", bytes("one"), TIMEOUT);
    driver().remove(service, "a", TIMEOUT);

    assertListed(driver(), Map.of("a", bytes("one")));
  }

  @Test
  void aSuccessorOwnsTheRecordAndOutlivesItsPredecessorsRemoval() throws Exception {
    RegistryDriver old = driver();
    old.put(service, "a", bytes("old"), TIMEOUT);
    driver().put(service, "a", bytes("new"), TIMEOUT);
    old.remove(service, "a", TIMEOUT);

    assertListed(driver(), Map.of("a", bytes("new")));
  }

  @Test
  void aSuccessorOutlivesTheEndOfItsPredecessorsLease() throws Exception {
    RegistryDriver old = driver();
    old.put(service, "a", bytes("old"), TIMEOUT);
    driver().put(service, "a", bytes("new"), TIMEOUT);
    old.close();

    assertListed(driver(), Map.of("a", bytes("new")));
  }

  @Test
  void closingADriverRemovesItsRecordsAndNobodyElses() throws Exception {
    RegistryDriver closing = driver();
    closing.put(service, "a", bytes("one"), TIMEOUT);
    driver().put(service, "b", bytes("two"), TIMEOUT);
    closing.close();

    assertListed(driver(), Map.of("b", bytes("two")));
  }

  @Test
  void closingTwiceIsFine() throws Exception {
    RegistryDriver driver = driver();
    driver.put(service, "a", bytes("one"), TIMEOUT);
    driver.close();

    assertThatCode(driver::close).doesNotThrowAnyException();
  }

  @Test
  void aClosedDriverFailsInsteadOfPuttingOrListing() throws Exception {
    RegistryDriver driver = driver();
    driver.close();

    assertThatThrownBy(() -> driver.put(service, "a", bytes("one"), TIMEOUT)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> driver.list(service, TIMEOUT)).isInstanceOf(IOException.class);
    assertListed(driver(), Map.of());
  }

  @Test
  void theStoreStaysTheSameAndItsVersionNeverGoesBack() throws Exception {
    RegistryDriver reading = driver();
    RegistryDriver writing = driver();
    List<Long> versions = new ArrayList<>();
    String store = reading.list(service, TIMEOUT).store();
    for (String record : List.of("one", "two", "three")) {
      writing.put(service, "a", bytes(record), TIMEOUT);
      Listing listing = awaitListing(reading, texts -> record.equals(texts.get("a")));
      versions.add(listing.version());
      assertThat(listing.store()).isEqualTo(store);
    }

    assertThat(versions).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aListingIsNotTouchedByLaterChanges() throws Exception {
    RegistryDriver driver = driver();
    driver.put(service, "a", bytes("one"), TIMEOUT);
    Listing before = driver.list(service, TIMEOUT);
    driver.put(service, "a", bytes("two"), TIMEOUT);

    assertThat(texts(before)).containsExactly(Map.entry("a", "one"));
  }

  @Test
  void aWatchReportsWhatIsAddedChangedAndRemoved() throws Exception {
    RegistryDriver watching = driver();
    RegistryDriver writing = driver();
    Semaphore changes = new Semaphore(0);
    try (AutoCloseable watch = watching.watch(service, changes::release, TIMEOUT)) {
      writing.put(service, "a", bytes("one"), TIMEOUT);
      awaitHinted(watching, changes, texts -> "one".equals(texts.get("a")));
      writing.put(service, "a", bytes("two"), TIMEOUT);
      awaitHinted(watching, changes, texts -> "two".equals(texts.get("a")));
      writing.remove(service, "a", TIMEOUT);
      awaitHinted(watching, changes, Map::isEmpty);
    }
  }

  @Test
  void aWatchReportsTheEndOfALease() throws Exception {
    RegistryDriver watching = driver();
    RegistryDriver ending = driver();
    Semaphore changes = new Semaphore(0);
    ending.put(service, "a", bytes("one"), TIMEOUT);
    awaitListing(watching, texts -> texts.containsKey("a"));
    try (AutoCloseable watch = watching.watch(service, changes::release, TIMEOUT)) {
      ending.close();
      awaitHinted(watching, changes, Map::isEmpty);
    }
  }

  @Test
  void everyWatchOfAServiceIsTold() throws Exception {
    RegistryDriver watching = driver();
    Semaphore first = new Semaphore(0);
    Semaphore second = new Semaphore(0);
    try (AutoCloseable one = watching.watch(service, first::release, TIMEOUT);
        AutoCloseable two = watching.watch(service, second::release, TIMEOUT)) {
      driver().put(service, "a", bytes("one"), TIMEOUT);

      awaitHinted(watching, first, texts -> texts.containsKey("a"));
      awaitHinted(watching, second, texts -> texts.containsKey("a"));
    }
  }

  @Test
  void aWatchThatHasEndedSaysNoMore() throws Exception {
    RegistryDriver watching = driver();
    RegistryDriver writing = driver();
    Semaphore ended = new Semaphore(0);
    Semaphore running = new Semaphore(0);
    watching.watch(service, ended::release, TIMEOUT).close();
    ended.drainPermits();
    try (AutoCloseable watch = watching.watch(service, running::release, TIMEOUT)) {
      writing.put(service, "a", bytes("one"), TIMEOUT);
      awaitHinted(watching, running, texts -> texts.containsKey("a"));
    }

    assertThat(ended.availablePermits()).isZero();
  }

  private void assertListed(RegistryDriver driver, Map<String, byte[]> expected) throws Exception {
    Map<String, String> texts = texts(expected);
    awaitListing(driver, texts::equals);
  }

  private Listing awaitListing(RegistryDriver driver, Predicate<Map<String, String>> condition) throws Exception {
    long end = System.nanoTime() + patience().toNanos();
    while (true) {
      Listing listing = driver.list(service, TIMEOUT);
      if (condition.test(texts(listing))) {
        return listing;
      }
      assertThat(System.nanoTime()).as("still listed after %s: %s", patience(), texts(listing)).isLessThan(end);
      Thread.sleep(10);
    }
  }

  /** Hints may come too often or too early, but after a change one must come. */
  private void awaitHinted(RegistryDriver driver, Semaphore hints, Predicate<Map<String, String>> condition)
      throws Exception {
    while (true) {
      boolean hinted = hints.tryAcquire(patience().toNanos(), TimeUnit.NANOSECONDS);
      Map<String, String> texts = texts(driver.list(service, TIMEOUT));
      assertThat(hinted).as("a hint within %s; listed now: %s", patience(), texts).isTrue();
      if (condition.test(texts)) {
        return;
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static Map<String, String> texts(Listing listing) {
    return texts(listing.records());
  }

  private static Map<String, String> texts(Map<String, byte[]> records) {
    Map<String, String> texts = new TreeMap<>();
    records.forEach((id, record) -> texts.put(id, new String(record, UTF_8)));
    return texts;
  }
}
