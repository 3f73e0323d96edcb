package dev.tern.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What is refused, and in which words. */
class ConfigurationTest {
  private static String refusal(SourcesFixture sources) {
    return Objects.requireNonNull(Assertions.catchThrowableOfType(IllegalArgumentException.class, sources::read),
        "nothing was refused").getMessage();
  }

  private static String ofProperty(String name, String text) {
    return refusal(new SourcesFixture().property(name, text));
  }

  @Test
  void anUnknownKeyNamesTheNearestAndWhereItStands() {
    assertThat(ofProperty("tern.client.timeuot", "1s"))
        .isEqualTo("tern.client.timeuot (system property): unknown. Did you mean tern.client.timeout?");
    assertThat(refusal(new SourcesFixture().file("tern.server.prot", "1")))
        .isEqualTo("tern.server.prot (file /etc/tern.properties): unknown. Did you mean tern.server.port?");
    assertThat(ofProperty("tern.client.loadBalancer", "random")).endsWith("Did you mean tern.client.load-balancer?");
    assertThat(ofProperty("tern.client.max_message_bytes", "1"))
        .endsWith("Did you mean tern.client.max-message-bytes?");
    assertThat(ofProperty("tern.codec", "json")).endsWith("Did you mean tern.client.codec?");
    assertThat(ofProperty("tern.use-plaintext", "true"))
        .endsWith("Did you mean tern.client.use-plaintext or tern.server.use-plaintext?");
    assertThat(ofProperty("tern.server.banana", "1")).contains("unknown. Known: tern.server.access-log, ")
        .contains(", tern.server.zone.").doesNotContain("tern.client");
  }

  @Test
  void anUnknownKeyOfAServiceOrMethodNamesTheNearestOrTheShape() {
    assertThat(ofProperty("tern.service[demo.User].timout", "1s"))
        .isEqualTo("tern.service[demo.User].timout (system property): unknown."
            + " Did you mean tern.service[demo.User].timeout?");
    assertThat(ofProperty("tern.service[demo.User].method[find].loadbalancer", "random"))
        .endsWith("Did you mean tern.service[demo.User].method[find].load-balancer?");
    assertThat(ofProperty("tern.service[demo.User].banana", "1"))
        .endsWith("unknown. Known: burst, circuit-breaker, cluster, codec, fallback, idempotent, load-balancer, max-active, max-concurrent, rate, retries, timeout.");
    for (String misshapen : new String[] {"tern.service.demo.User.timeout", "tern.service[demo.User]timeout",
        "tern.service[demo.User/blue].timeout", "tern.service[].timeout", "tern.service[demo user].timeout",
        "tern.service[demo.User].find.timeout[x]"}) {
      assertThat(ofProperty(misshapen, "1s")).startsWith(misshapen + " (system property): unknown. ")
          .contains("Write tern.service[demo.UserService].<key> or tern.service[demo.UserService].method[find].<key>");
    }
  }

  @Test
  void aBadValueNamesKeyValueSourceAndWhatWasExpected() {
    assertThat(refusal(new SourcesFixture().environment("TERN_CLIENT_TIMEOUT", "3 sec")))
        .isEqualTo("tern.client.timeout (environment TERN_CLIENT_TIMEOUT): \"3 sec\""
            + " (expected: > 0, written as 300ms, 2s, 1m or PT0.3S)");
    assertThat(ofProperty("tern.client.timeout", "0s")).contains("\"0s\" (expected: > 0,");
    assertThat(ofProperty("tern.server.port", "65536")).endsWith("\"65536\" (expected: 0 to 65535)");
    assertThat(ofProperty("tern.server.port", "99999999999")).endsWith("(expected: 0 to 65535)");
    assertThat(ofProperty("tern.client.use-plaintext", "yes")).endsWith("\"yes\" (expected: true or false)");
    assertThat(ofProperty("tern.client.max-message-bytes", "4MB"))
        .endsWith("\"4MB\" (expected: 1024 to 2147483647, in bytes, KiB or MiB, such as 64KiB)");
    assertThat(ofProperty("tern.client.codec", "")).endsWith("\"\" (expected: a name)");
    assertThat(ofProperty("tern.service[demo.User].method[find].retries", "11"))
        .isEqualTo("tern.service[demo.User].method[find].retries (system property): \"11\" (expected: 0 to 10)");
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    assertThat(refusal(new SourcesFixture().property("tern.client.timeout", "x").environment("TERN_SERVER_PORT", "y")
        .file("tern.zzz", "1"))).startsWith("3 settings cannot be used\n  tern.client.timeout (system property): ")
        .contains("\n  tern.server.port (environment TERN_SERVER_PORT): ", "\n  tern.zzz (file ");
  }

  @Test
  void aBadValueIsRefusedEvenWhereABetterOneOverrulesIt() {
    assertThat(refusal(new SourcesFixture().property("tern.client.timeout", "1s").file("tern.client.timeout", "soon")))
        .startsWith("tern.client.timeout (file /etc/tern.properties): \"soon\"");
  }

  @Test
  void aSecretIsTakenFromEnvironmentAndFileButNotFromASystemPropertyAndNeverRepeated() {
    assertThat(ofProperty("tern.registry.password", "s3cret")).doesNotContain("s3cret").startsWith(
        "tern.registry.password (system property): is a secret, and other users of this machine can list system")
        .contains("TERN_REGISTRY_PASSWORD");
    assertThat(refusal(new SourcesFixture().file("tern.registry.user", " "))).isEqualTo(
        "tern.registry.user (file /etc/tern.properties): its value (expected: a name)");
    assertThat(new SourcesFixture().environment("TERN_REGISTRY_PASSWORD", "a b")
        .read().find(SharedKeys.KEYS.registryPassword).value()).isEqualTo("a b");
  }

  @Test
  void aRegistryUrlWithAPasswordIsNotRepeated() {
    assertThat(ofProperty("tern.client.registry", "etcd://app:s3cret@10.0.0.5:2379")).doesNotContain("s3cret")
        .startsWith("tern.client.registry (system property): registry: etcd:// URL with a user or password");
  }

  @Test
  void whatIsNotOursIsLeftAlone() {
    Configuration read = new SourcesFixture().property("terntest.frames", "1").property("java.home", "/x")
        .file("spring.port", "1").environment("TERN_CLIENT_TIMOUT", "1s").environment("TERN_SERVICE_HOST", "10.0.0.1")
        .read();
    assertThat(read.find(ClientKeys.KEYS.timeout)).isNull();
  }

  @Test
  void whatKubernetesInjectsForAServiceNamedTernServerIsNoPort() {
    assertThat(new SourcesFixture().environment("TERN_SERVER_PORT", "tcp://10.96.0.1:9000")
        .file("tern.server.port", "7").read().find(ServerKeys.KEYS.port).value()).isEqualTo(7);
  }

  @Test
  void anEmptyVariableIsAsNone() {
    assertThat(new SourcesFixture().environment("TERN_CLIENT_TIMEOUT", " ").read().find(ClientKeys.KEYS.timeout))
        .isNull();
  }

  @Test
  void blanksAroundAValueAreNotPartOfIt() {
    assertThat(new SourcesFixture().file("tern.client.codec", "json ").client().get(ClientKeys.KEYS.codec))
        .isEqualTo("json");
  }

  @Test
  void aFileDoesNotNameAnother() {
    assertThat(refusal(new SourcesFixture().file("tern.config", "/b"))).isEqualTo("tern.config (file"
        + " /etc/tern.properties): names the file that is read, and cannot stand in one (expected: as system property,"
        + " or in the environment as TERN_CONFIG)");
  }

  @Test
  void onlyAMethodCanBePromisedToBeIdempotent() {
    assertThat(ofProperty("tern.service[demo.User].idempotent", "true")).isEqualTo(
        "tern.service[demo.User].idempotent (system property): is promised for one method at a time"
            + " (expected: tern.service[demo.User].method[<name>].idempotent)");
  }

  @Test
  void sourcesThatHoldNothingAreFine() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SourcesFixture().property("tern.", "1").read());
    assertThat(Configuration.read(new Sources(Map.of(), Map.of(), TernFile.NONE)).ofServices()).isNotNull();
  }
}
