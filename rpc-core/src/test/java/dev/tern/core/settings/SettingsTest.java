package dev.tern.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tern.api.spi.RegistryUrl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who wins, and what people are shown of it. */
class SettingsTest {
  private static final ClientKeys KEYS = ClientKeys.KEYS;

  private static final List<String> PLACES = List.of("builder", "system property", "environment TERN_CLIENT_TIMEOUT",
      "file /etc/tern.properties", "default");

  private static void say(int place, String seconds, Told told, SourcesFixture sources) {
    switch (place) {
      case 0 -> told.put(KEYS.timeout, Duration.parse("PT" + seconds));
      case 1 -> sources.property("tern.client.timeout", seconds);
      case 2 -> sources.environment("TERN_CLIENT_TIMEOUT", seconds);
      case 3 -> sources.file("tern.client.timeout", seconds);
      default -> { }
    }
  }

  @Test
  void builderThenSystemPropertyThenEnvironmentThenFileThenDefault() {
    for (int better = 0; better < PLACES.size(); better++) {
      for (int worse = better + 1; worse < PLACES.size(); worse++) {
        Told told = new Told();
        SourcesFixture sources = new SourcesFixture();
        say(better, "11s", told, sources);
        say(worse, "22s", told, sources);
        Settings settings = sources.client(told);
        assertThat(settings.get(KEYS.timeout)).as("%s over %s", PLACES.get(better), PLACES.get(worse))
            .isEqualTo(Duration.ofSeconds(11));
        assertThat(settings.describe()).contains("tern.client.timeout = 11s (" + PLACES.get(better) + ")\n");
      }
    }
    assertThat(new SourcesFixture().client().get(KEYS.timeout)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void aBuilderThatSaysTheDefaultAloudStillWins() {
    Told told = new Told();
    told.put(KEYS.timeout, Duration.ofSeconds(3));
    assertThat(new SourcesFixture().property("tern.client.timeout", "9s").client(told).get(KEYS.timeout))
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void theKeyOfTheClientGoesBeforeTheSharedOneWhereverThatStands() {
    SourcesFixture sources = new SourcesFixture().property("tern.registry", "etcd://shared:1");
    assertThat(sources.client().get(KEYS.registry)).containsExactly(RegistryUrl.parse("etcd://shared:1"));
    assertThat(sources.client().describe())
        .contains("tern.client.registry = etcd://shared:1 (tern.registry, system property)\n");
    sources.file("tern.client.registry", "etcd://own:1  file:/b");
    assertThat(sources.client().get(KEYS.registry))
        .containsExactly(RegistryUrl.parse("etcd://own:1"), RegistryUrl.parse("file:/b"));
  }

  @Test
  void whatABuilderWasGivenAsAnObjectIsShownAsItsOwn() {
    Told told = new Told();
    told.putObject(KEYS.registry, "memory");
    assertThat(new SourcesFixture().property("tern.client.registry", "etcd://a:1").client(told).describe())
        .contains("tern.client.registry = memory (builder)\n");
  }

  @Test
  void everyKeyIsShownOnceWithItsDefaultAsAUserWouldWriteIt() {
    String described = new SourcesFixture().client().describe();
    assertThat(described.lines()).hasSameSizeAs(KEYS.all());
    assertThat(described).contains("tern.client.codec = protobuf (default)\n",
        "tern.client.empty-protection = 30s (default)\n", "tern.client.max-message-bytes = 4MiB (default)\n",
        "tern.client.compress-above = never (default)\n", "tern.client.registry = none (default)\n",
        "tern.client.without-filters = none (default)\n", "tern.client.use-plaintext = false (default)\n");
  }

  @Test
  void aSecretIsNeverShown() {
    SourcesFixture sources = new SourcesFixture().environment("TERN_REGISTRY_PASSWORD", "s3cret")
        .file("tern.client.registry.user", "m3").file("tern.client.registry", "etcd://a:1?key=s3cret");
    Settings settings = sources.client();
    assertThat(settings.get(KEYS.registryPassword)).isEqualTo("s3cret");
    assertThat(settings.describe()).doesNotContain("s3cret").doesNotContain("m3")
        .contains("tern.client.registry.password = *** (tern.registry.password, environment TERN_REGISTRY_PASSWORD)\n")
        .contains("tern.client.registry = etcd://a:1 (");
    assertThat(new Sources(Map.of("a", "s3cret"), Map.of("b", "s3cret"), TernFile.NONE).toString())
        .doesNotContain("s3cret");
  }

  @Test
  void aValueForgesNoLineOfALog() {
    Settings settings = new SourcesFixture().file("tern.client.codec", "a\nb = c\u001b[0m").client();
    assertThat(settings.get(KEYS.codec)).contains("\n");
    assertThat(settings.describe()).contains("tern.client.codec = a?b = c?[0m (");
    assertThatIllegalArgumentException().isThrownBy(() -> new SourcesFixture().file("tern.server.port", "1\n2").read())
        .withMessageContaining("\"1?2\"");
  }

  @Test
  void whatOnlyAPlugInCanTellIsToldWithTheKeyThatSaidIt() {
    Settings settings = new SourcesFixture().environment("TERN_CLIENT_CLUSTER", "failovr").client();
    assertThatIllegalArgumentException().isThrownBy(() -> settings.check(KEYS.cluster, SettingsTest::refuse))
        .withMessage("tern.client.cluster (environment TERN_CLIENT_CLUSTER): Unknown \"failovr\"");
    Told told = new Told();
    told.put(KEYS.cluster, "fast");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SourcesFixture().client(told).check(KEYS.cluster, SettingsTest::refuse))
        .withMessage("Unknown \"fast\"");
  }

  private static void refuse(String name) {
    throw new IllegalArgumentException("Unknown \"" + name + "\"");
  }

  @Test
  void aBuilderIsRefusedInItsOwnWords() {
    Told told = new Told();
    assertThatIllegalArgumentException().isThrownBy(() -> told.put(KEYS.startTimeout, Duration.ofMillis(-1)))
        .withMessage("startTimeout: PT-0.001S (expected: >= 0)");
    assertThatIllegalArgumentException().isThrownBy(() -> told.put(KEYS.maxMessageBytes, 5))
        .withMessage("maxMessageBytes: 5 (expected: 1024 to 2147483647)");
    assertThatIllegalArgumentException().isThrownBy(() -> told.put(KEYS.emptyProtection, Duration.ofMinutes(11)))
        .withMessage("emptyProtection: PT11M (expected: 0 to 10m)");
  }

  @Test
  void aCopyOfWhatWasToldDoesNotChangeWithIt() {
    Told told = new Told();
    told.put(KEYS.withoutFilters, Set.of("a"));
    Told copy = told.copy();
    told.put(KEYS.withoutFilters, Set.of("b"));
    assertThat(copy.get(KEYS.withoutFilters, Set.of())).containsExactly("a");
  }
}
