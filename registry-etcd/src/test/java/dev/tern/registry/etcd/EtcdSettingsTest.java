package dev.tern.registry.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.spi.RegistryCredentials;
import dev.tern.api.spi.RegistryDriverFactory;
import dev.tern.api.spi.RegistryUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdSettingsTest {
  private static EtcdSettings read(String url) {
    return EtcdSettings.read(RegistryUrl.parse(url), null);
  }

  private static void assertRefused(String url, String expected) {
    assertThatThrownBy(() -> read(url)).isInstanceOf(IllegalArgumentException.class).hasMessage(expected);
  }

  @Test
  void theServiceLoaderFindsIt() {
    assertThat(ServiceLoader.load(RegistryDriverFactory.class)).extracting(RegistryDriverFactory::scheme)
        .containsExactly("etcd");
  }

  @Test
  void whatIsNotSaidHasItsDefault() {
    EtcdSettings settings = read("etcd://localhost");

    assertThat(settings.endpoints()).containsExactly("localhost:2379");
    assertThat(settings.path()).isEqualTo("/tern");
    assertThat(settings.ttl()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.tls()).isNull();
    assertThat(settings.credentials()).isNull();
  }

  @Test
  void readsEverythingThatIsSaid() {
    EtcdSettings settings = read("etcd://h1:2379,10.0.0.5:4001,[::1]:2379/prod/tern/"
        + "?ttl=3m&tls=true&ca=/ca.pem&cert=/cert.pem&key=/key.pem");

    assertThat(settings.endpoints()).containsExactly("h1:2379", "10.0.0.5:4001", "[::1]:2379");
    assertThat(settings.target()).isEqualTo("ip:///h1:2379,10.0.0.5:4001,%5B::1%5D:2379");
    assertThat(settings.path()).isEqualTo("/prod/tern");
    assertThat(settings.ttl()).isEqualTo(Duration.ofMinutes(3));
    assertThat(settings.tls())
        .isEqualTo(new EtcdSettings.Tls(Path.of("/ca.pem"), Path.of("/cert.pem"), Path.of("/key.pem")));
    assertThat(read("etcd://h/").path()).isEqualTo("/tern");
    assertThat(read("etcd://h?ttl=2s").ttl()).isEqualTo(Duration.ofSeconds(2));
    assertThat(read("etcd://h?ttl=1h").ttl()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void refusesEndpointsThatAreNone() {
    for (String endpoint : List.of("", "h:", "h:0", "h:65536", "h:x", ":2379", "::1", "h h")) {
      assertRefused("etcd://" + endpoint + "/tern", "registry etcd://" + endpoint + "/tern: endpoint \"" + endpoint
          + "\" (expected: host:port, such as 10.0.0.5:2379, etcd-1:2379 or [::1]:2379)");
    }
    assertThatThrownBy(() -> read("etcd://a:1,,b:2")).hasMessageContaining("endpoint \"\"");
  }

  @Test
  void refusesATtlThatIsNoneOrOutOfRange() {
    for (String ttl : List.of("", "10", "10ms", "1500ms", "-5s", "1s", "61m", "2h", "3601s", "99999s", "1.5s")) {
      assertRefused("etcd://h?ttl=" + ttl,
          "registry etcd://h: ttl \"" + ttl + "\" (expected: whole seconds from 2s to 1h, such as 10s)");
    }
  }

  @Test
  void refusesPathsThatWouldNotReadBack() {
    for (String path : List.of("//", "/a//b", "/a b", "/ä")) {
      assertRefused("etcd://h" + path, "registry etcd://h" + path + ": path \"" + path
          + "\" (expected: letters, digits, dots, dashes and _ between slashes, such as /tern)");
    }
  }

  @Test
  void refusesHalfOfWhatTlsNeeds() {
    assertRefused("etcd://h?tls=yes", "registry etcd://h: tls \"yes\" (expected: true or false)");
    assertRefused("etcd://h?ca=/ca.pem", "registry etcd://h: ca without TLS (expected: tls=true beside it)");
    assertRefused("etcd://h?cert=/c&key=/k", "registry etcd://h: cert without TLS (expected: tls=true beside it)");
    assertRefused("etcd://h?tls=true&cert=/c", "registry etcd://h: cert without key (expected: both or none)");
    assertRefused("etcd://h?tls=true&key=/k", "registry etcd://h: key without cert (expected: both or none)");
    assertRefused("etcd://h?tls=true&ca=ca.pem",
        "registry etcd://h: ca \"ca.pem\" (expected: the absolute path of a PEM file)");
  }

  @Test
  void refusesParametersThatItDoesNotKnow() {
    assertRefused("etcd://h?tll=5s", "registry etcd://h: unknown parameter \"tll\" (known: ca, cert, key, tls, ttl)");
  }

  @Test
  void refusesAnEmptyPasswordWhichEtcdDoesNotKnow() {
    assertThatThrownBy(() -> EtcdSettings.read(RegistryUrl.parse("etcd://h"), new RegistryCredentials("tern", "")))
        .hasMessage("registry etcd://h: an empty password (expected: a user with a password, or no user)");
  }

  @Test
  void settingsShowNoPassword() {
    assertThat(EtcdSettings.read(RegistryUrl.parse("etcd://h"), new RegistryCredentials("tern", "s3cret")).toString())
        .contains("tern").doesNotContain("s3cret");
  }

  @Test
  void aPasswordThatLeavesTheMachineInPlainTextIsNoticed() {
    RegistryCredentials credentials = new RegistryCredentials("tern", "s3cret");

    for (String url : List.of("etcd://10.0.0.5", "etcd://127.0.0.1,etcd-1", "etcd://[2001:db8::1]")) {
      assertThat(EtcdSettings.read(RegistryUrl.parse(url), credentials).sendsPasswordInTheOpen()).as(url).isTrue();
      assertThat(read(url).sendsPasswordInTheOpen()).as(url).isFalse();
    }
    for (String url : List.of("etcd://10.0.0.5?tls=true", "etcd://127.0.0.1,localhost:2379,[::1]:2379")) {
      assertThat(EtcdSettings.read(RegistryUrl.parse(url), credentials).sendsPasswordInTheOpen()).as(url).isFalse();
    }
  }

  @Test
  void filesThatCannotBeUsedAreToldWhenTheRegistryIsOpened(@TempDir Path folder) throws Exception {
    Path missing = folder.resolve("missing.pem");
    Path garbage = Files.writeString(folder.resolve("garbage.pem"), "no certificate");

    assertThatThrownBy(() -> open("etcd://h?tls=true&ca=" + missing)).isInstanceOf(IOException.class)
        .hasMessage("registry etcd://h: ca " + missing + " (expected: a file that this process may read)");
    assertThatThrownBy(() -> open("etcd://h?tls=true&ca=" + garbage)).isInstanceOf(IOException.class)
        .hasMessageStartingWith("registry etcd://h: its certificates cannot be used: ")
        .hasMessageContaining(garbage.toString())
        .hasMessageEndingWith(" (expected: PEM files, the key in PKCS #8 without a password)");
  }

  private static void open(String url) throws IOException {
    new EtcdRegistryFactory().open(RegistryUrl.parse(url), null).close();
  }
}
