package dev.tern.registry.etcd;

import static dev.tern.registry.etcd.Drivers.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.servers.EtcdServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a driver does to the machine and to the network. */
@Timeout(60)
class EtcdConnectionTest {
  private final Drivers drivers = new Drivers();

  @AfterEach
  void closeDrivers() throws Exception {
    drivers.close();
  }

  /** Accepts whoever comes, and hangs up at once: an etcd on its way up or down. */
  private static final class HangingUp implements AutoCloseable {
    private final ServerSocket socket;
    private final Queue<Long> accepted = new ConcurrentLinkedQueue<>();

    /** @param port 0: any */
    HangingUp(int port) throws IOException {
      socket = new ServerSocket();
      socket.setReuseAddress(true); // connections of whoever was there before may linger
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      Thread thread = new Thread(this::accept, "hanging-up");
      thread.setDaemon(true);
      thread.start();
    }

    private void accept() {
      while (!socket.isClosed()) {
        try (Socket connection = socket.accept()) {
          accepted.add(System.nanoTime());
        } catch (IOException e) {
          return; // closed
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void aDeadEtcdIsTriedEveryTwoSecondsHoweverMuchIsAskedOfIt() throws Exception {
    try (EtcdServer etcd = EtcdServer.start()) {
      RegistryDriver driver = drivers.open(etcd.url() + "?ttl=2s");
      for (String id : List.of("a", "b", "c")) {
        Drivers.put(driver, id, "record"); // leases to be renewed, and watches to be begun again, beside what we ask
        drivers.watch(driver);
      }
      etcd.kill();
      HangingUp dead = drivers.alsoClose(new HangingUp(Integer.parseInt(etcd.endpoint().split(":")[1])));
      long start = System.nanoTime();
      int failures = 0;
      while (System.nanoTime() - start < Duration.ofSeconds(8).toNanos()) {
        assertThatThrownBy(() -> driver.list(SERVICE, Duration.ofMillis(200))).isInstanceOf(IOException.class);
        failures++;
      }

      assertThat(failures).isGreaterThan(8);
      List<Long> times = new ArrayList<>(dead.accepted);
      assertThat(times).hasSizeBetween(3, 5);
      for (int i = 2; i < times.size(); i++) { // seen from here, late by turns
        assertThat(Duration.ofNanos(times.get(i) - times.get(i - 1))).isGreaterThanOrEqualTo(Duration.ofMillis(1_800));
      }
    }
  }

  @Test
  void nothingIsConnectedBeforeSomethingIsAsked() throws Exception {
    HangingUp etcd = drivers.alsoClose(new HangingUp(0));
    try (RegistryDriver driver = drivers.open("etcd://127.0.0.1:" + etcd.socket.getLocalPort() + "?ttl=2s")) {
      Thread.sleep(1_500); // longer than every pause of its threads
    }

    assertThat(etcd.accepted).isEmpty();
  }

  @Test
  void whyItCannotBeReachedIsToldWithTheAddress() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    RegistryDriver driver = drivers.open("etcd://127.0.0.1:" + port);

    assertThatThrownBy(() -> driver.list(SERVICE, Duration.ofSeconds(3))).isInstanceOf(IOException.class)
        .hasMessage("etcd cannot be reached: Connection refused: /127.0.0.1:" + port);
  }

  @Test
  void noThreadIsLeftAfterCloseAndNoneKeepsTheJvmAlive() throws Exception {
    try (EtcdServer etcd = EtcdServer.start()) {
      TreeSet<String> before = threads();
      RegistryDriver driver = drivers.open(etcd.url() + "?ttl=2s");
      driver.watch(SERVICE, () -> {}, Drivers.TIMEOUT);
      Drivers.put(driver, "a", "one");
      Thread.sleep(1_500); // leases have been renewed, watches looked at
      assertThat(threads()).isNotEqualTo(before);
      assertThat(Thread.getAllStackTraces().keySet()).filteredOn(thread -> isOurs(thread.getName()))
          .allMatch(Thread::isDaemon);
      etcd.pause(); // a call is under way when it is closed, and the lease cannot be revoked
      assertThatThrownBy(() -> driver.list(SERVICE, Duration.ofMillis(200))).isInstanceOf(IOException.class);
      driver.close();

      Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(threads()).isEmpty());
    }
  }

  private static TreeSet<String> threads() {
    TreeSet<String> names = new TreeSet<>();
    Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(EtcdConnectionTest::isOurs)
        .forEach(names::add);
    return names;
  }

  private static boolean isOurs(String thread) {
    return !thread.matches("main|Reference Handler|Finalizer|Signal Dispatcher|Common-Cleaner|Notification Thread"
        + "|Attach Listener|surefire-.*|ping-.*|process reaper.*|HttpClient-.*|awaitility.*|hanging-up|junit-.*"
        + "|C[12] CompilerThread.*|Sweeper thread|Service Thread|Monitor Deflation Thread|end-server|DestroyJavaVM"
        + "|last-ditch-daemon.*|commands-fork.*|fork-.*|InnocuousThread.*|ForkJoinPool.*");
  }
}
