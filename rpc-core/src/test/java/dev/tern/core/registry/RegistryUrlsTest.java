package dev.tern.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.ServiceId;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryDriverFactory;
import dev.tern.api.spi.RegistryUrl;
import dev.tern.core.plugin.PluginKind;
import dev.tern.core.plugin.Plugins;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryUrlsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final Plugins<RegistryDriverFactory> plugins = Plugins.load(PluginKind.REGISTRY);

  private RegistryDriver open(String url) throws IOException {
    return RegistryUrls.open(RegistryUrl.parse(url), null, plugins);
  }

  private void assertRefused(String url, String message) {
    assertThatThrownBy(() -> open(url)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void theSchemePicksTheDriver(@TempDir Path directory) throws Exception {
    try (RegistryDriver file = open("file:" + directory); RegistryDriver fixed = open("static:10.0.0.7:9000")) {
      assertThat(file.list("demo.Greeting", TIMEOUT).records()).isEmpty();
      assertThat(fixed.list("demo.Greeting", TIMEOUT).records()).hasSize(1);
    }
  }

  @Test
  void aRegistryThatIsNotOnTheClassPathNamesItsArtifact() {
    assertRefused("etcd://127.0.0.1:2379",
        "Unknown registry \"etcd\". Found: file, static. Add dev.tern:tern-registry-etcd to the class path.");
    assertRefused("zookeeper://127.0.0.1:2181",
        "Unknown registry \"zookeeper\". Found: file, static. Add dev.tern:tern-registry-zookeeper to the class path.");
  }

  @Test
  void aMistypedSchemeNamesTheNearest() {
    assertRefused("fiel:/tmp/x", "Unknown registry \"fiel\". Found: file, static. Did you mean \"file\"?");
    assertRefused("ectd://h:1", "Unknown registry \"ectd\". Found: file, static. Did you mean \"etcd\"?");
    assertRefused("nacos://h:1", "Unknown registry \"nacos\". Found: file, static.");
  }

  @Test
  void anEndpointWithoutASchemeIsRecognised() {
    assertRefused("localhost:9000",
        "registry: \"localhost:9000\" has no scheme (expected: such as static:localhost:9000)");
  }

  @Test
  void theRegistryInsideOneJvmHasNoUrl() {
    assertRefused("memory:", "registry: \"memory://\" (expected: the MemoryRegistry object itself, which"
        + " client and server share; it has no URL)");
  }

  @Test
  void aFixedListAnswersForEveryServiceGroupAndVersion() throws Exception {
    try (RegistryDriver driver = open("static:10.0.0.7:9000, [::1]:9001,host.example:9002")) {
      driver.put("demo.Greeting", "a", new byte[1], TIMEOUT);
      RegistryDriver.Listing listing = driver.list("demo.Greeting", TIMEOUT);
      driver.remove("demo.Greeting", "a", TIMEOUT);

      assertThat(listing).usingRecursiveComparison().isEqualTo(driver.list("demo.Greeting", TIMEOUT));
      List<ServiceInstance> instances = listing.records().values().stream().map(ServiceInstance::fromJson).toList();
      assertThat(instances).extracting(instance -> instance.endpoint().toString())
          .containsExactlyInAnyOrder("10.0.0.7:9000", "[::1]:9001", "host.example:9002");
      assertThat(instances).allMatch(instance -> instance.serves(ServiceId.of("demo.Greeting"))
          && instance.serves(new ServiceId("demo.Greeting", "blue", "1.2"))
          && !instance.serves(ServiceId.of("demo.Other")) && listing.records().containsKey(instance.id()));
    }
  }

  @Test
  void aMistakeInAFixedListIsNamed() {
    String expected = " (expected: static:host:port,host:port, such as static:10.0.0.7:9000)";
    assertRefused("static:10.0.0.7:9000,10.0.0.8",
        "registry static:10.0.0.7:9000,10.0.0.8: \"10.0.0.8\" is no endpoint" + expected);
    assertRefused("static:10.0.0.7:90x0", "registry static:10.0.0.7:90x0: \"10.0.0.7:90x0\" is no endpoint" + expected);
    assertRefused("static:h:1,", "registry static:h:1,: \"\" is no endpoint" + expected);
    assertRefused("static:h:0", "registry static:h:0: \"h:0\" has port 0" + expected);
    assertRefused("static:h:1,h:1", "registry static:h:1,h:1: h:1 is listed twice" + expected);
    assertRefused("static:h:1?weight=3", "registry static:h:1: unknown parameter \"weight\" (known: none)");
  }
}
