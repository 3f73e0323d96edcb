package dev.tern.registry.zookeeper;

import static dev.tern.registry.zookeeper.Drivers.bytes;
import static dev.tern.registry.zookeeper.Drivers.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.spi.RegistryCredentials;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.servers.ZooKeeperServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.NoAuthException;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may do what. */
@Timeout(60)
class ZooKeeperAccessTest {
  private static final String SERVICE = "demo.Greeting";
  private static final String NODE = "/tern/demo.Greeting/a";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private ZooKeeperServer server;
  private RegistryDriver alice;

  @BeforeEach
  void start() throws Exception {
    server = ZooKeeperServer.start();
    alice = Drivers.open(server.connectString(), new RegistryCredentials("alice", "right-secret"));
    alice.put(SERVICE, "a", bytes("one"), TIMEOUT);
  }

  @AfterEach
  void stop() throws Exception {
    alice.close();
    server.close();
  }

  private static String withCauses(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private void assertRefused(RegistryDriver driver, String id, String path, String whom) {
    assertThatThrownBy(() -> driver.put(SERVICE, id, bytes("two"), TIMEOUT)).isInstanceOf(IOException.class)
        .satisfies(failure -> assertThat(withCauses(failure)).doesNotContain("secret"))
        .hasMessage("no right to " + path + " at " + server.connectString() + " " + whom
            + " (expected: those that made what is above it)");
  }

  @Test
  void aWrongPasswordIsSaidAloudWithoutThePassword() throws Exception {
    try (RegistryDriver wrong =
        Drivers.open(server.connectString(), new RegistryCredentials("alice", "wrong-secret"))) {
      assertRefused(wrong, "b", "/tern/demo.Greeting/b", "for the user alice with this password");
    }
  }

  @Test
  void anotherUserNeitherReplacesNorJoinsARegisteredService() throws Exception {
    try (RegistryDriver bob = Drivers.open(server.connectString(), new RegistryCredentials("bob", "secret"));
        RegistryDriver nobody = Drivers.open(server.connectString())) {
      assertRefused(bob, "a", NODE, "for the user bob with this password");
      assertRefused(nobody, "a", NODE, "without credentials");
      bob.remove(SERVICE, "a", TIMEOUT);

      assertThat(texts(alice.list(SERVICE, TIMEOUT))).containsExactly(Map.entry("a", "one"));
    }
  }

  @Test
  void theSameUserElsewhereJoinsAndReplaces() throws Exception {
    try (RegistryDriver other =
        Drivers.open(server.connectString(), new RegistryCredentials("alice", "right-secret"))) {
      other.put(SERVICE, "b", bytes("two"), TIMEOUT);
      other.put(SERVICE, "a", bytes("three"), TIMEOUT);
      alice.remove(SERVICE, "a", TIMEOUT);

      assertThat(texts(alice.list(SERVICE, TIMEOUT)))
          .containsExactly(Map.entry("a", "three"), Map.entry("b", "two"));
    }
  }

  @Test
  void whateverAProgramTriesOnlyTheUserDeletesOrChangesTheNodes() throws Exception {
    try (Observer mallory = new Observer(server.connectString())) {
      mallory.handle().addAuthInfo("digest", "mallory:x".getBytes(UTF_8));
      for (String path : new String[] {NODE, "/tern/.store"}) {
        assertThatThrownBy(() -> mallory.handle().delete(path, -1)).isInstanceOf(NoAuthException.class);
        assertThatThrownBy(() -> mallory.handle().setData(path, bytes("x"), -1)).isInstanceOf(NoAuthException.class);
        assertThatThrownBy(() -> mallory.handle().setACL(path, ZooDefs.Ids.OPEN_ACL_UNSAFE, -1))
            .isInstanceOf(NoAuthException.class);
      }
      assertThatThrownBy(() -> mallory.handle().create("/tern/demo.Greeting/b", bytes("x"),
          ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL)).isInstanceOf(NoAuthException.class);
    }
  }

  @Test
  void aConsumerNeedsNoCredentials() throws Exception {
    try (RegistryDriver nobody = Drivers.open(server.connectString());
        AutoCloseable watch = nobody.watch(SERVICE, () -> {}, TIMEOUT)) {
      assertThat(nobody.list(SERVICE, TIMEOUT).store()).isEqualTo(alice.list(SERVICE, TIMEOUT).store());
      assertThat(texts(nobody.list(SERVICE, TIMEOUT))).containsExactly(Map.entry("a", "one"));
      assertThat(nobody.list("demo.Other", TIMEOUT).records()).isEmpty();
    }
  }

  @Test
  void whoMayMakeNothingSeesThatThereIsNothingAndIsToldWhyNothingCanBePut() throws Exception {
    server.wipe();
    try (Observer operator = new Observer(server.connectString())) {
      operator.handle().create("/tern", new byte[0], ZooDefs.Ids.READ_ACL_UNSAFE, CreateMode.PERSISTENT);
    }
    try (RegistryDriver nobody = Drivers.open(server.connectString())) {
      assertThat(nobody.list(SERVICE, TIMEOUT).records()).isEmpty();
      assertThat(nobody.list(SERVICE, TIMEOUT).store()).isEqualTo("unnamed");
      assertRefused(nobody, "a", "/tern/demo.Greeting", "without credentials");
    }
  }
}
