package dev.tern.examples.onejar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.servers.EtcdServer;
import dev.tern.servers.RegistryServer;
import dev.tern.servers.ZooKeeperServer;
import java.io.BufferedReader;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** F36: provider and consumer run from one jar into which everything was packed. Needs the packaged jar. */
@Timeout(60)
@EnabledIfSystemProperty(named = "terntest.one.jar", matches = ".+", disabledReason = "there is no jar before package")
class OneJarTest {
  private static final String JAR = System.getProperty("terntest.one.jar", "");

  @TempDir
  private Path directory;

  private static Process start(String role, String registry) throws Exception {
    return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-jar", JAR, role, registry)
        .redirectErrorStream(true).start();
  }

  private static String awaitLine(Process process, String part) throws Exception {
    StringBuilder said = new StringBuilder();
    BufferedReader reader = process.inputReader(UTF_8);
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.contains(part)) {
        return line;
      }
      said.append(line).append('\n');
    }
    throw new AssertionError("process " + process.pid() + " ended without saying \"" + part + "\", but:\n" + said);
  }

  @Test
  void aProviderAndAConsumerFindEachOther() throws Exception {
    assertFound("file:" + directory.resolve("registry"));
  }

  @Test
  void theSameJarOnEtcd() throws Exception {
    try (RegistryServer etcd = EtcdServer.start()) {
      assertFound(etcd.url());
    }
  }

  @Test
  void theSameJarOnZooKeeper() throws Exception {
    try (RegistryServer zooKeeper = ZooKeeperServer.start()) {
      assertFound(zooKeeper.url());
    }
  }

  private static void assertFound(String registry) throws Exception {
    Process provider = start("provider", registry);
    try {
      awaitLine(provider, "Serving on ");
      Process consumer = start("consumer", registry);
      try {
        assertThat(awaitLine(consumer, "Hello, ")).isEqualTo("Hello, one jar!");
        assertThat(consumer.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(consumer.exitValue()).isZero();
      } finally {
        consumer.destroyForcibly();
      }
    } finally {
      provider.destroyForcibly().waitFor();
    }
  }

  @Test
  void thePlugInsOfEveryJarAreListedTogether() throws Exception {
    try (JarFile jar = new JarFile(JAR)) {
      assertThat(lines(jar, "LoadBalancerFactory")).contains("dev.tern.loadbalance.RoundRobinFactory");
      assertThat(lines(jar, "RegistryDriverFactory")).contains("dev.tern.core.registry.file.FileRegistryFactory",
          "dev.tern.core.registry.fixed.StaticRegistryFactory", "dev.tern.examples.registry.BoardRegistryFactory",
          "dev.tern.registry.etcd.EtcdRegistryFactory", "dev.tern.registry.zookeeper.ZooKeeperRegistryFactory");
      assertThat(jar.stream().filter(entry -> entry.getName().startsWith("META-INF/services/dev.tern.")).count())
          .isGreaterThanOrEqualTo(5);
    }
  }

  private static String lines(JarFile jar, String point) throws Exception {
    try (InputStream in = jar.getInputStream(jar.getEntry("META-INF/services/dev.tern.api.spi." + point))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
