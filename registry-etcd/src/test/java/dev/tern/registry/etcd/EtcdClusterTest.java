package dev.tern.registry.etcd;

import static dev.tern.registry.etcd.Drivers.SERVICE;
import static dev.tern.registry.etcd.Drivers.awaitListed;
import static dev.tern.registry.etcd.Drivers.put;
import static dev.tern.registry.etcd.Drivers.retry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.servers.EtcdCluster;
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

/** Three members of which some fail. */
@Tag("long")
@Timeout(120)
class EtcdClusterTest {
  private static final Duration SOON = Duration.ofSeconds(20); // an election takes seconds, on a busy machine more

  private final Drivers drivers = new Drivers();
  private EtcdCluster cluster;

  @BeforeEach
  void startCluster() throws Exception {
    cluster = EtcdCluster.start();
  }

  @AfterEach
  void endEverything() throws Exception {
    try (EtcdCluster ending = cluster) {
      drivers.close();
    }
  }

  /** Changes go on being hinted, be it after the watch has begun again. */
  private static void assertChangesAreHinted(RegistryDriver writer, Semaphore hints) {
    int[] record = {0};
    Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(100)).until(() -> {
      hints.drainPermits();
      retry(SOON, () -> {
        put(writer, "new", "record" + record[0]++);
        return true;
      });
      return hints.tryAcquire(1, TimeUnit.SECONDS);
    });
  }

  @Test
  void aKilledLeaderCostsNoRecordAndNoHint() throws Exception {
    RegistryDriver provider = drivers.open(cluster.url());
    RegistryDriver consumer = drivers.open(cluster.url());
    Semaphore hints = drivers.watch(consumer);
    put(provider, "a", "one");
    cluster.leader().kill();

    awaitListed(SOON, consumer, Map.of("a", "one"));
    assertChangesAreHinted(provider, hints);
  }

  @Test
  void aLeaderThatStandsStillCostsNoRecordAndNoHint() throws Exception {
    RegistryDriver provider = drivers.open(cluster.url());
    RegistryDriver consumer = drivers.open(cluster.url());
    Semaphore hints = drivers.watch(consumer);
    put(provider, "a", "one");
    EtcdServer leader = cluster.leader();
    leader.pause();

    awaitListed(SOON, consumer, Map.of("a", "one"));
    assertChangesAreHinted(provider, hints);
    leader.resume();
    awaitListed(SOON, consumer, retry(SOON, () -> Drivers.list(provider)));
  }

  @Test
  void aMemberThatHasLostTheOthersEndsTheWatchAndSaysNothingOldUntilTheyAreBack() throws Exception {
    EtcdServer lonely = cluster.followers().get(0);
    RegistryDriver provider = drivers.open(cluster.url());
    RegistryDriver consumer = drivers.open(lonely.url());
    Semaphore hints = drivers.watch(consumer);
    put(provider, "a", "one");
    awaitListed(SOON, consumer, Map.of("a", "one"));
    hints.drainPermits();
    for (EtcdServer member : cluster.members()) {
      if (member != lonely) {
        member.pause();
      }
    }

    Drivers.assertHinted(hints, SOON); // by the end of the watch: nothing has changed
    Duration timeout = Duration.ofSeconds(3);
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> consumer.list(SERVICE, timeout)).isInstanceOf(IOException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(timeout.plusMillis(500));
    }
    for (EtcdServer member : cluster.members()) {
      if (member != lonely) {
        member.resume();
      }
    }
    retry(SOON, () -> {
      put(provider, "a", "two");
      return true;
    });
    awaitListed(SOON, consumer, Map.of("a", "two"));
    assertChangesAreHinted(provider, hints);
  }

  @Test
  void aRollingRestartOfAllMembersLeavesTheRecordStanding() throws Exception {
    RegistryDriver provider = drivers.open(cluster.url());
    RegistryDriver consumer = drivers.open(cluster.url());
    Semaphore hints = drivers.watch(consumer);
    put(provider, "a", "one");
    for (EtcdServer member : cluster.members()) {
      member.restart();
      cluster.leader();
      awaitListed(SOON, consumer, Map.of("a", "one"));
    }
    assertChangesAreHinted(provider, hints);
  }
}
