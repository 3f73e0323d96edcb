package dev.tern.registry.zookeeper;

import static dev.tern.registry.zookeeper.Drivers.bytes;
import static dev.tern.registry.zookeeper.Drivers.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.servers.ZooKeeperServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only a provider in a process of its own can show. */
@Timeout(60)
class ZooKeeperProcessTest {
  private static final String SERVICE = "demo.Greeting";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @Test
  void theRecordOfAKilledProcessVanishesWithinItsSession() throws Exception {
    try (ZooKeeperServer server = ZooKeeperServer.start();
        HoldingProcess holding = HoldingProcess.start(server.connectString(), SERVICE, "a");
        RegistryDriver driver = Drivers.open(server.connectString())) {
      assertThat(texts(driver.list(SERVICE, TIMEOUT))).containsExactly(Map.entry("a", "one"));
      holding.kill();

      // 4 s, two ticks of the server, and time to look
      await().atMost(Duration.ofSeconds(6)).until(() -> driver.list(SERVICE, TIMEOUT).records().isEmpty());
    }
  }

  @Test
  void aRestartUnderTheSameIdOutlivesTheSessionOfTheProcessThatWasKilled() throws Exception {
    try (ZooKeeperServer server = ZooKeeperServer.start();
        HoldingProcess holding = HoldingProcess.start(server.connectString(), SERVICE, "a");
        HoldingProcess second = HoldingProcess.start(server.connectString(), SERVICE, "b");
        RegistryDriver driver = Drivers.open(server.connectString())) {
      holding.kill();
      second.kill();
      driver.put(SERVICE, "a", bytes("two"), TIMEOUT);
      assertThat(driver.list(SERVICE, TIMEOUT).records()).containsOnlyKeys("a", "b");

      await().atMost(Duration.ofSeconds(6)).until(() -> !driver.list(SERVICE, TIMEOUT).records().containsKey("b"));
      await().during(Duration.ofSeconds(1)).until( // nor with the session that ended next
          () -> texts(driver.list(SERVICE, TIMEOUT)).equals(Map.of("a", "two")));
    }
  }
}
