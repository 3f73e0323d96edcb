package dev.tern.registry.etcd;

import static dev.tern.registry.etcd.Drivers.SERVICE;
import static dev.tern.registry.etcd.Drivers.TIMEOUT;
import static dev.tern.registry.etcd.Drivers.assertHinted;
import static dev.tern.registry.etcd.Drivers.list;
import static dev.tern.registry.etcd.Drivers.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.servers.EtcdServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An etcd that speaks TLS, and to those alone whose certificate its authority has signed. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EtcdTlsTest {
  private final Drivers drivers = new Drivers();
  private Certificates certificates;
  private EtcdServer etcd;
  private Path folder;

  @BeforeAll
  void startEtcd(@TempDir Path temporary) throws Exception {
    folder = temporary;
    certificates = new Certificates(Files.createDirectory(folder.resolve("house")));
    certificates.sign("etcd", "ip:127.0.0.1");
    certificates.sign("ours", "dns:ours");
    etcd = EtcdServer.startWithTls(certificates.certificate("etcd"), certificates.key("etcd"),
        certificates.certificate("authority"));
  }

  @AfterEach
  void closeDrivers() throws Exception {
    drivers.close();
  }

  @AfterAll
  void endEtcd() throws Exception {
    etcd.close();
  }

  private String ours() throws Exception {
    return "&cert=" + certificates.certificate("ours") + "&key=" + certificates.key("ours");
  }

  private String trusting(Path authority) {
    return etcd.url() + "?ttl=2s&tls=true&ca=" + authority;
  }

  @Test
  void whoTrustsItAndIsTrustedByItPutsListsAndWatches() throws Exception {
    RegistryDriver driver = drivers.open(trusting(certificates.certificate("authority")) + ours());
    Semaphore hints = drivers.watch(driver);
    put(driver, "a", "one");

    assertHinted(hints, Duration.ofSeconds(5));
    assertThat(list(driver)).isEqualTo(Map.of("a", "one"));
    driver.remove(SERVICE, "a", TIMEOUT);
    assertThat(list(driver)).isEmpty();
  }

  @Test
  void anEtcdOfAnotherAuthorityIsNotTrusted() throws Exception {
    Certificates strange = new Certificates(Files.createDirectory(folder.resolve("strange")));
    RegistryDriver driver = drivers.open(trusting(strange.certificate("authority")) + ours());

    assertThatThrownBy(() -> driver.list(SERVICE, TIMEOUT)).isInstanceOf(IOException.class)
        .hasMessageStartingWith("etcd cannot be reached: ").hasMessageContaining("PKIX path validation failed");
  }

  @Test
  void anEtcdThatIsCalledByANameOfSomebodyElseIsNotTrusted() throws Exception {
    String byAnotherName = trusting(certificates.certificate("authority")).replace("127.0.0.1", "localhost");
    RegistryDriver driver = drivers.open(byAnotherName + ours());

    assertThatThrownBy(() -> driver.list(SERVICE, TIMEOUT)).isInstanceOf(IOException.class)
        .hasMessageStartingWith("etcd cannot be reached: ").hasMessageContaining("localhost");
  }

  @Test
  void whoShowsNoCertificateIsTurnedAway() throws Exception {
    RegistryDriver driver = drivers.open(trusting(certificates.certificate("authority")));

    assertThatThrownBy(() -> driver.list(SERVICE, TIMEOUT)).isInstanceOf(IOException.class)
        .hasMessageStartingWith("etcd cannot be reached: ");
  }

  @Test
  void plainTextIsTurnedAway() throws Exception {
    assertThatThrownBy(() -> drivers.open(etcd.url()).list(SERVICE, TIMEOUT)).isInstanceOf(IOException.class);
  }
}
