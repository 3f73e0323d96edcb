package dev.tern.registry.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryDriver.Listing;
import dev.tern.servers.ZooKeeperEnsemble;
import dev.tern.servers.ZooKeeperServer;
import dev.tern.tck.RegistryDriverContract;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract against three servers, each driver at another one, and what only several can show. */
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
    try (RegistryDriver reading = Drivers.open(ensemble.connectString());
        RegistryDriver writing = Drivers.open(ensemble.connectString())) {
      CompletableFuture<Void> writes = CompletableFuture.runAsync(() -> putUntil(done, writing));
      CompletableFuture<List<Listing>> reads = CompletableFuture.supplyAsync(() -> listUntil(done, reading));
      for (ZooKeeperServer member : ensemble.members()) {
        member.restart();
      }
      done.set(true);
      writes.join();
      List<Listing> listings = reads.join();

      assertThat(listings).extracting(Listing::version).isSorted();
      assertThat(new HashSet<>(listings.stream().map(Listing::version).toList())).hasSizeGreaterThan(10);
      assertThat(Set.copyOf(listings.stream().map(Listing::store).toList())).hasSize(1);
    }
  }

  private static void putUntil(AtomicBoolean done, RegistryDriver driver) {
    for (int i = 0; !done.get(); i++) {
      try {
        driver.put(SERVICE, "a", Integer.toString(i).getBytes(UTF_8), TIMEOUT);
      } catch (IOException e) {
        // a member died under it: the next one
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static List<Listing> listUntil(AtomicBoolean done, RegistryDriver driver) {
    List<Listing> listings = new ArrayList<>();
    while (!done.get()) {
      try {
        listings.add(driver.list(SERVICE, TIMEOUT));
      } catch (IOException e) {
        // as above
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return listings;
  }
}
