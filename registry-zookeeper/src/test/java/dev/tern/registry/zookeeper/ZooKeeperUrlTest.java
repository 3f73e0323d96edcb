package dev.tern.registry.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.spi.RegistryCredentials;
import dev.tern.api.spi.RegistryDriverFactory;
import dev.tern.api.spi.RegistryUrl;
import java.time.Duration;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ZooKeeperUrlTest {
  private static ZooKeeperUrl parse(String url) {
    return ZooKeeperUrl.of(RegistryUrl.parse(url));
  }

  private static void assertRefused(String url, String text) {
    assertThatThrownBy(() -> parse(url)).isInstanceOf(IllegalArgumentException.class).hasMessage(text);
  }

  @Test
  void theFactoryIsFoundByItsScheme() {
    assertThat(ServiceLoader.load(RegistryDriverFactory.class)).extracting(RegistryDriverFactory::scheme)
        .containsExactly("zookeeper");
  }

  @Test
  void portPathAndSessionHaveDefaults() {
    assertThat(parse("zookeeper://zoo.example"))
        .isEqualTo(new ZooKeeperUrl("zoo.example:2181", "/tern", Duration.ofSeconds(8)));
    assertThat(parse("zookeeper:zoo.example/")).isEqualTo(parse("zookeeper://zoo.example"));
  }

  @Test
  void everyPartCanBeGiven() {
    assertThat(parse("zookeeper://10.0.0.1:2182,[::1]:2183,zoo-3/prod/tern_1.x/?session=2m"))
        .isEqualTo(new ZooKeeperUrl("10.0.0.1:2182,[::1]:2183,zoo-3:2181", "/prod/tern_1.x", Duration.ofMinutes(2)));
    assertThat(parse("zookeeper://zoo?session=4500ms").session()).isEqualTo(Duration.ofMillis(4500));
  }

  @Test
  void aServerThatIsNoneIsRefused() {
    String expected = " (expected: host:port, several separated by commas,"
        + " such as zookeeper://10.0.0.1:2181,10.0.0.2:2181/tern)";
    assertRefused("zookeeper://", "registry zookeeper://: \"\"" + expected);
    assertRefused("zookeeper://a:1,,b:2", "registry zookeeper://a:1,,b:2: \"\"" + expected);
    assertRefused("zookeeper://a:0", "registry zookeeper://a:0: \"a:0\"" + expected);
    assertRefused("zookeeper://a:65536", "registry zookeeper://a:65536: \"a:65536\"" + expected);
    assertRefused("zookeeper://a b", "registry zookeeper://a b: \"a b\"" + expected);
  }

  @Test
  void aPathThatIsNoneOrZooKeepersOwnIsRefused() {
    for (String path : new String[] {"//", "/a//b", "/a/../b", "/.", "/a/.", "/a b", "/zookeeper", "/zookeeper/a"}) {
      assertRefused("zookeeper://zoo" + path, "registry zookeeper://zoo" + path + ": path \"" + path
          + "\" (expected: names of letters, digits, _, - and dots, such as /tern or /prod/tern; not /zookeeper)");
    }
    assertThat(parse("zookeeper://zoo/zookeepers/.a/..b").root()).isEqualTo("/zookeepers/.a/..b");
  }

  @Test
  void aSessionBeyondItsRangeOrWithoutAUnitIsRefused() {
    for (String session : new String[] {"3999ms", "601s", "11m", "30", "", "-5s", "1h", "9999999s"}) {
      assertRefused("zookeeper://zoo?session=" + session, "registry zookeeper://zoo: session \"" + session
          + "\" (expected: 4s to 10m, written as 4500ms, 30s or 2m)");
    }
  }

  @Test
  void anUnknownParameterIsRefused() {
    assertRefused("zookeeper://zoo?sesion=30s",
        "registry zookeeper://zoo: unknown parameter \"sesion\" (known: session)");
  }

  @Test
  void aUserThatZooKeeperWouldReadOtherwiseIsRefusedWithoutItsPassword() {
    assertThatThrownBy(() -> new ZooKeeperRegistryFactory().open(RegistryUrl.parse("zookeeper://zoo"),
        new RegistryCredentials("a:b", "secret"))).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("registry zookeeper://zoo: a user with a colon in its name"
            + " (expected: none, ZooKeeper ends the name there)");
  }
}
