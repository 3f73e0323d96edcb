package dev.tern.registry.zookeeper;

import static dev.tern.registry.zookeeper.Drivers.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryDriver.Listing;
import dev.tern.servers.ZooKeeperEnsemble;
import dev.tern.servers.ZooKeeperServer;
import dev.tern.tck.RegistryDriverContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract against three servers, each driver at another one, and what only several can show. */
@Tag("long")
@Timeout(60)
class ZooKeeperEnsembleTest extends RegistryDriverContract {
  private static final String SERVICE = "demo.Greeting";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static ZooKeeperEnsemble ensemble;
  private int opened;

  @BeforeAll
  static void startEnsemble() throws Exception {
    ensemble = ZooKeeperEnsemble.start();
  }

  @AfterAll
  static void stopEnsemble() throws Exception {
    ensemble.close();
  }

  @Override
  protected RegistryDriver open() throws Exception {
    List<ZooKeeperServer> members = ensemble.members();
    return Drivers.open(members.get(opened++ % members.size()).connectString());
  }

  @Test
  void aListingNeverGoesBackThoughMembersDieOneAfterTheOther() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    List<Listing> listings = new CopyOnWriteArrayList<>();
    try (RegistryDriver reading = Drivers.open(ensemble.connectString());
        RegistryDriver writing = Drivers.open(ensemble.connectString())) {
      CompletableFuture<Void> work = CompletableFuture.allOf(
          repeatUntil(done, () -> writing.put(SERVICE, "a", bytes(UUID.randomUUID().toString()), TIMEOUT)),
          repeatUntil(done, () -> listings.add(reading.list(SERVICE, TIMEOUT))));
      awaitNewVersions(listings);
      for (ZooKeeperServer member : ensemble.members()) {
        member.restart();
        awaitNewVersions(listings);
      }
      done.set(true);
      work.join();

      assertThat(listings).extracting(Listing::version).isSorted();
      assertThat(listings).extracting(Listing::store).containsOnly(listings.get(0).store());
    }
  }

  private static void awaitNewVersions(List<Listing> listings) {
    long before = versions(listings);
    await().atMost(Duration.ofSeconds(30)).until(() -> versions(listings) > before + 5);
  }

  private static long versions(List<Listing> listings) {
    return listings.stream().mapToLong(Listing::version).distinct().count();
  }

  private interface Operation {
    void run() throws IOException, InterruptedException;
  }

  private static CompletableFuture<Void> repeatUntil(AtomicBoolean done, Operation operation) {
    return CompletableFuture.runAsync(() -> {
      while (!done.get()) {
        try {
          operation.run();
        } catch (IOException e) {
          // a member died under it: the next one
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }, task -> new Thread(task).start());
  }
}
