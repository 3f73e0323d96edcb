package dev.tern.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tern.core.registry.MemoryRegistry;
import dev.tern.core.settings.ClientKeys;
import dev.tern.core.settings.Configuration;
import dev.tern.core.settings.Settings;
import dev.tern.core.settings.Sources;
import dev.tern.core.settings.Told;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Registries and who we are to them: from the builder, and from keys where the builder is silent. */
class RegistrySourcesTest {
  private static final ClientKeys KEYS = ClientKeys.KEYS;

  private final RegistrySources told = new RegistrySources();
  private final Map<String, String> environment = new TreeMap<>();

  private RegistrySources all() {
    Settings settings = new Settings(KEYS, new Told(),
        Configuration.read(Sources.none().withEnvironment(environment)));
    return told.or(settings, KEYS.registry, KEYS.registryUser, KEYS.registryPassword);
  }

  private String credentials() {
    return all().users().toString();
  }

  @Test
  void keysNameRegistriesWhereTheBuilderNamesNone() {
    environment.put("TERN_CLIENT_REGISTRY", "etcd://a:1 file:/b");
    assertThat(all()).hasToString("etcd://a:1, file:/b");
    told.add(new MemoryRegistry());
    assertThat(all()).hasToString("memory");
  }

  @Test
  void credentialsByKeyAreForRegistriesThatHaveNoneAndMayKnowUsers() {
    environment.put("TERN_REGISTRY_USER", "app");
    environment.put("TERN_REGISTRY_PASSWORD", "s3cret");
    told.add("etcd://a:1");
    told.credentials("own", "x");
    told.add("etcd://b:1", "static:c:1", "file:/d");
    told.add(new MemoryRegistry());
    assertThat(credentials()).isEqualTo("{etcd://a:1=own, etcd://b:1=app}");
  }

  @Test
  void aUserWithoutAPasswordHasAnEmptyOne() {
    environment.put("TERN_CLIENT_REGISTRY_USER", "app");
    told.add("etcd://a:1");
    assertThat(credentials()).isEqualTo("{etcd://a:1=app}");
  }

  @Test
  void aPasswordWithoutAUserIsRefusedAndNotRepeated() {
    environment.put("TERN_REGISTRY_PASSWORD", "s3cret");
    assertThatIllegalArgumentException().isThrownBy(this::all).withMessage("tern.registry.password (environment"
        + " TERN_REGISTRY_PASSWORD): is given without a user (expected: tern.client.registry.user beside it)");
  }

  @Test
  void oneThatAKeyNamesTwiceIsRefusedWithTheKey() {
    environment.put("TERN_REGISTRY", "etcd://a:1 etcd://a:1");
    assertThatIllegalArgumentException().isThrownBy(this::all).withMessage("tern.registry (environment TERN_REGISTRY):"
        + " registry: etcd://a:1 is given twice (expected: once)");
  }
}
