package dev.tern.registry.etcd;

import static dev.tern.registry.etcd.Drivers.SERVICE;
import static dev.tern.registry.etcd.Drivers.TIMEOUT;
import static dev.tern.registry.etcd.Drivers.list;
import static dev.tern.registry.etcd.Drivers.put;
import static dev.tern.registry.etcd.Drivers.retry;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.spi.RegistryCredentials;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.servers.EtcdServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An etcd that asks who we are, with no more permissions than the README asks for. */
@Timeout(60)
class EtcdAuthTest {
  private static final String SECRET = "pa55-word";
  private static final RegistryCredentials PROVIDER = new RegistryCredentials("provider", SECRET);
  private static final RegistryCredentials CONSUMER = new RegistryCredentials("consumer", SECRET);

  private final Drivers drivers = new Drivers();
  private EtcdServer etcd;

  @BeforeEach
  void startEtcdWithUsers() throws Exception {
    etcd = EtcdServer.start();
    user("root", "root");
    role("tern-provider", "READWRITE");
    user("provider", "tern-provider");
    role("tern-consumer", "READ");
    user("consumer", "tern-consumer");
    etcd.post("/v3/auth/enable", "{}");
  }

  private void role(String name, String permission) throws Exception {
    etcd.post("/v3/auth/role/add", "{\"name\":\"" + name + "\"}");
    etcd.post("/v3/auth/role/grant", "{\"name\":\"" + name + "\",\"perm\":{\"permType\":\"" + permission
        + "\",\"key\":\"" + base64("/tern/") + "\",\"range_end\":\"" + base64("/tern0") + "\"}}");
  }

  private void user(String name, String role) throws Exception {
    etcd.post("/v3/auth/user/add", "{\"name\":\"" + name + "\",\"password\":\"" + SECRET + "\"}");
    if (role.equals("root")) {
      etcd.post("/v3/auth/role/add", "{\"name\":\"root\"}");
    }
    etcd.post("/v3/auth/user/grant", "{\"user\":\"" + name + "\",\"role\":\"" + role + "\"}");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  @AfterEach
  void endEverything() throws Exception {
    try (EtcdServer ending = etcd) {
      drivers.close();
    }
  }

  @Test
  void aProviderNeedsToReadAndWriteBelowThePathAndAConsumerToReadThere() throws Exception {
    RegistryDriver provider = drivers.open(etcd.url() + "?ttl=3s", PROVIDER);
    RegistryDriver consumer = drivers.open(etcd.url(), CONSUMER);
    Semaphore hints = drivers.watch(consumer);
    put(provider, "a", "one");
    Drivers.assertHinted(hints, Duration.ofSeconds(5));
    assertThat(list(consumer)).isEqualTo(Map.of("a", "one"));
    Thread.sleep(4_000); // longer than the ttl: leases are renewed too
    assertThat(list(consumer)).isEqualTo(Map.of("a", "one"));
    provider.remove(SERVICE, "a", TIMEOUT);
    assertThat(list(consumer)).isEmpty();
    put(provider, "b", "two");
    provider.close();
    assertThat(list(consumer)).isEmpty();

    assertThatThrownBy(() -> put(consumer, "c", "three")).isInstanceOf(IOException.class)
        .hasMessage("etcdserver: permission denied");
    assertThatThrownBy(() -> drivers.open(etcd.url() + "/elsewhere", PROVIDER).list(SERVICE, TIMEOUT))
        .hasMessage("etcdserver: permission denied");
    assertThatThrownBy(() -> drivers.open(etcd.url() + "/elsewhere", PROVIDER).watch(SERVICE, () -> {}, TIMEOUT))
        .hasMessage("etcdserver: permission denied");
  }

  @Test
  void aWrongPasswordIsToldWithoutShowingIt() throws Exception {
    RegistryDriver driver = drivers.open(etcd.url(), new RegistryCredentials("provider", "wr0ng-one"));

    assertThatThrownBy(() -> driver.list(SERVICE, TIMEOUT)).isInstanceOf(IOException.class)
        .hasMessage("etcdserver: authentication failed, invalid user ID or password")
        .satisfies(e -> {
          StringWriter everything = new StringWriter();
          e.printStackTrace(new PrintWriter(everything));
          assertThat(everything.toString()).doesNotContain("wr0ng-one");
        });
    assertThatThrownBy(() -> put(driver, "a", "one")).hasMessageContaining("authentication failed");
    assertThatThrownBy(() -> driver.watch(SERVICE, () -> {}, TIMEOUT)).hasMessageContaining("authentication failed");
  }

  @Test
  void whoDoesNotSayWhoTheyAreIsTold() throws Exception {
    assertThatThrownBy(() -> drivers.open(etcd.url()).list(SERVICE, TIMEOUT)).isInstanceOf(IOException.class)
        .hasMessageContaining("etcdserver: user name is empty");
  }

  @Test
  void anEtcdThatHasForgottenOurTokenIsToldThePasswordAgain() throws Exception {
    RegistryDriver driver = drivers.open(etcd.url(), PROVIDER);
    put(driver, "a", "one");
    etcd.restart(); // its tokens live in its memory

    retry(Duration.ofSeconds(10), () -> {
      put(driver, "a", "two");
      return true;
    });
    assertThat(list(driver)).isEqualTo(Map.of("a", "two"));
  }
}
