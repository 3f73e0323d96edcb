package dev.tern.registry.zookeeper;

import static dev.tern.registry.zookeeper.Drivers.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.servers.ZooKeeperServer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a driver costs a process: threads, and dialing. */
@Timeout(60)
class ZooKeeperThreadsTest {
  private static final String SERVICE = "demo.Greeting";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static Set<Thread> threads() {
    return new HashSet<>(Thread.getAllStackTraces().keySet());
  }

  private static Set<Thread> threadsSince(Set<Thread> before) {
    Set<Thread> since = threads();
    since.removeAll(before);
    return since;
  }

  private static void assertClosedWithin(Duration limit, RegistryDriver driver, Set<Thread> before) {
    long start = System.nanoTime();
    driver.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit);
    assertThat(threadsSince(before)).isEmpty();
  }

  @Test
  void aDriverHasTwoThreadsAndNoneAfterItIsClosed() throws Exception {
    try (ZooKeeperServer server = ZooKeeperServer.start()) {
      Set<Thread> before = threads();
      RegistryDriver driver = Drivers.open(server.connectString());
      driver.put(SERVICE, "a", bytes("one"), TIMEOUT);

      assertThat(threadsSince(before)).hasSize(2).allMatch(Thread::isDaemon);
      assertClosedWithin(Duration.ofSeconds(1), driver, before);
    }
  }

  @Test
  void noThreadStaysAfterADriverWasClosedWhoseServerHangs() throws Exception {
    try (ZooKeeperServer server = ZooKeeperServer.start()) {
      Set<Thread> before = threads();
      RegistryDriver driver = Drivers.open(server.connectString());
      driver.put(SERVICE, "a", bytes("one"), TIMEOUT);
      server.pause();

      assertClosedWithin(Duration.ofSeconds(3), driver, before);
    }
  }

  @Test
  void noThreadStaysAfterADriverWasClosedWhoseServerWasNeverThere() throws Exception {
    try (Gate gate = Gate.toNowhere()) {
      for (int i = 0; i < 5; i++) { // in whatever moment of its dialing
        int thrownOut = gate.thrownOut();
        Set<Thread> before = threads();
        RegistryDriver driver = Drivers.open(gate.address());
        await().until(() -> gate.thrownOut() > thrownOut);

        assertClosedWithin(Duration.ofSeconds(3), driver, before);
      }
    }
  }

  @Test
  void anEnsembleThatIsGoneIsDialedEveryTwoSecondsAfterOneRoundHoweverManyServersItHasAndWhateverIsAsked() throws Exception {
    try (Gate one = Gate.toNowhere(); Gate two = Gate.toNowhere(); Gate three = Gate.toNowhere();
        RegistryDriver driver = Drivers.open(one.address() + "," + two.address() + "," + three.address())) {
      long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      int asked = 0;
      for (; System.nanoTime() < end; asked++) {
        try {
          driver.list(SERVICE, Duration.ofMillis(20));
        } catch (java.io.IOException e) {
          // as it must
        }
      }

      int dialed = List.of(one, two, three).stream().mapToInt(Gate::thrownOut).sum();
      assertThat(asked).isGreaterThan(100);
      assertThat(dialed).isBetween(5, 8); // after 0, 1, 2, 3 and then every 2 to 2.5 s
    }
  }
}
