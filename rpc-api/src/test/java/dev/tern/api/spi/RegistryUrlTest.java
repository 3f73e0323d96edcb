package dev.tern.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistryUrlTest {
  @Test
  void readsSchemeAddressAndParameters() {
    RegistryUrl url = RegistryUrl.parse("ETCD://h1:2379,h2:2379/tern?ttl=10s&path=a%20b");

    assertThat(url.scheme()).isEqualTo("etcd");
    assertThat(url.address()).isEqualTo("h1:2379,h2:2379/tern");
    assertThat(url.parameters()).isEqualTo(Map.of("ttl", "10s", "path", "a b"));
  }

  @Test
  void readsFormsWithoutSlashes() {
    assertThat(RegistryUrl.parse("static:127.0.0.1:9000,127.0.0.1:9001").address()).isEqualTo("127.0.0.1:9000,127.0.0.1:9001");
    assertThat(RegistryUrl.parse("file:/var/run/tern").address()).isEqualTo("/var/run/tern");
    assertThat(RegistryUrl.parse("file:///var/run/tern").address()).isEqualTo("/var/run/tern");
  }

  @Test
  void showsNoParameter() {
    assertThat(RegistryUrl.parse("etcd://h:2379?token=s3cret")).hasToString("etcd://h:2379");
    assertThat(RegistryUrl.parse("file:/tmp/x")).hasToString("file:/tmp/x");
  }

  @Test
  void refusesWhatIsNoUrl() {
    for (String text : List.of("", "etcd", "/var/run", ":x", "1etcd:x")) {
      assertThatThrownBy(() -> RegistryUrl.parse(text)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("registry: \"" + text + "\" (expected: scheme:address, such as ");
    }
  }

  @Test
  void refusesAPasswordWithoutRepeatingIt() {
    assertThatThrownBy(() -> RegistryUrl.parse("etcd://user:s3cret@h:2379"))
        .hasMessageContaining("URL with a user or password").hasMessageNotContaining("s3cret");
  }

  @Test
  void whatIsNoUrlIsNotRepeatedWhereItMayHoldASecret() {
    for (String text : List.of("etcd//user:s3cret@h:2379", "//user:s3cret@h:2379", "10.0.0.5:2379?token=s3cret")) {
      assertThatThrownBy(() -> RegistryUrl.parse(text)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected: scheme:address").hasMessageNotContaining("s3cret");
    }
  }

  @Test
  void aPercentSignThatBeginsNoEscapeIsToldWithItsParameterAndWithoutItsValue() {
    assertThatThrownBy(() -> RegistryUrl.parse("etcd://h?token=s3cret%zz"))
        .hasMessageStartingWith("registry: parameter token ").hasMessageNotContaining("zz").hasNoCause();
  }

  @Test
  void refusesParametersThatNobodyKnowsOrThatComeTwice() {
    RegistryUrl url = RegistryUrl.parse("etcd://h:2379?ttl=10s&tll=5s");
    assertThatThrownBy(() -> url.allowOnly("ttl", "path"))
        .hasMessage("registry etcd://h:2379: unknown parameter \"tll\" (known: path, ttl)");
    assertThatThrownBy(() -> RegistryUrl.parse("etcd://h?a=1&a=2")).hasMessage("registry: parameter a is given twice");
  }
}
