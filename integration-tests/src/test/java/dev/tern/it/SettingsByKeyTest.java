package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients and servers that are told by system properties, the environment and a file, in a JVM that has them. */
class SettingsByKeyTest {
  @TempDir Path directory;

  private ChildJvm start(Map<String, String> environment, String... flags) {
    List<String> all = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    all.addAll(Arrays.asList(flags));
    return ChildJvm.startWith(directory + File.pathSeparator + System.getProperty("java.class.path"), all, environment,
        SettingsMain.class);
  }

  private static String refusal(ChildJvm jvm) {
    try (jvm) {
      return jvm.await("refused:");
    }
  }

  @Test
  void whatNoCodeSaysIsTakenFromSystemPropertyEnvironmentAndFile() throws Exception {
    Path file = directory.resolve("tern.properties");
    Files.writeString(file, """
        tern.registry=file:%s
        tern.client.timeout=9s
        tern.client.start-timeout=1s
        tern.server.codecs=json
        tern.server.zone=Zürich
        tern.server.weight=7
        tern.service[dev.tern.it.Work].codec=json
        tern.service[dev.tern.it.Work].timeout=250ms
        tern.service[dev.tern.it.Work].method[safe].timeout=1s
        tern.service[dev.tern.it.Wrok].retries=1
        """.formatted(directory.resolve("registry")));
    try (ChildJvm jvm = start(Map.of("TERN_CLIENT_TIMEOUT", "8s", "TERN_SERVER_WEIGHT", "8", "TERN_SERVICE_HOST", "x",
        "TERN_SERVER_SPREAD_DELAY", "0s", "TERN_REGISTRY_USER", "app", "TERN_REGISTRY_PASSWORD", "s3cret"),
        "-Dtern.server.weight=9", "-Dtern.service[dev.tern.it.Work].method[safe].timeout=2s")) {
      jvm.await("end");
      assertThat(jvm.output()).contains(
          "tern.server.weight = 9 (system property)",
          "tern.server.zone = Zürich (" + file.toUri().toURL() + ")",
          "tern.server.spread-delay = 0s (environment TERN_SERVER_SPREAD_DELAY)",
          "tern.server.port = 0 (default)",
          "tern.client.timeout = 8s (environment TERN_CLIENT_TIMEOUT)",
          "tern.client.start-timeout = 9s (builder)",
          "tern.client.registry = file:" + directory.resolve("registry") + " (tern.registry, " + file.toUri().toURL()
              + ")",
          "tern.client.registry.password = *** (tern.registry.password, environment TERN_REGISTRY_PASSWORD)",
          "tern.service[dev.tern.it.Work].method[safe].timeout = 2s (system property)",
          "tern.service[dev.tern.it.Wrok].retries = 1 (" + file.toUri().toURL() + "; no such service here so far)");
      assertThat(String.join("\n", jvm.output())).doesNotContain("s3cret")
          .contains("WARN").contains("is there a service dev.tern.it.Wrok? Perhaps dev.tern.it.Work was meant");
      // That any of them arrives takes the codec of the service's key: the provider knows no other.
      assertThat(jvm.output().stream().filter(line -> line.startsWith("call "))).satisfiesExactly(
          safe -> assertThat(safe).isEqualTo("call safe: by key"),
          once -> assertThat(once).startsWith("call once: dev.tern.it.Work/once took longer than 250 ms"),
          inTime -> assertThat(inTime)
              .startsWith("call onceInTime: dev.tern.it.Work/onceInTime took longer than 300 ms"));
    }
  }

  @Test
  void whatIsUnknownOrCannotBeReadFailsTheStart() throws Exception {
    assertThat(refusal(start(Map.of(), "-Dtern.client.tiemout=1s")))
        .isEqualTo("tern.client.tiemout (system property): unknown. Did you mean tern.client.timeout?");
    Path absent = directory.resolve("absent.properties");
    assertThat(refusal(start(Map.of("TERN_CONFIG", absent.toString()))))
        .startsWith("tern.config (environment TERN_CONFIG): the file " + absent + " cannot be read, NoSuchFile");
    Path named = Files.writeString(directory.resolve("named.properties"),
        "tern.service[dev.tern.it.Work].method[onse].timeout=1s\n");
    assertThat(refusal(start(Map.of(), "-Dtern.config=" + named))).isEqualTo(
        "tern.service[dev.tern.it.Work].method[onse].timeout (file " + named
            + "): dev.tern.it.Work has no method \"onse\". Did you mean \"once\"?");
    assertThat(refusal(start(Map.of("TERN_CLIENT_CLUSTER", "failovr"), "-Dtern.registry=file:" + directory + "/r",
        "-Dtern.server.spread-delay=0s"))).startsWith(
        "tern.client.cluster (environment TERN_CLIENT_CLUSTER): Unknown cluster \"failovr\".");
    assertThat(refusal(start(Map.of("TERN_SERVER_REGISTRY", "fiel:/tmp/x")))).startsWith(
        "tern.server.registry (environment TERN_SERVER_REGISTRY): Unknown registry \"fiel\".");
  }

  @Test
  void everyKeyOfAClientCanBeToldToItsBuilder() throws Exception {
    Path rules = Files.createFile(directory.resolve("rules"));
    try (RpcClient client = RpcClient.builder().registry("etcd://127.0.0.1:1").registryCredentials("app", "s3cret")
        .timeout(Duration.ofSeconds(1)).streamIdleTimeout(Duration.ofHours(1)).startTimeout(Duration.ZERO)
        .codec("json").cluster("failfast")
        .loadBalancer("random").zone("here").warmUp(Duration.ofSeconds(5)).routingRules(rules).snapshotDirectory(directory).emptyProtection(Duration.ZERO).withoutFilter("one")
        .withoutFilter("other").accessLog().completeOnEventLoop().eventLoopWarning(Duration.ZERO).connections(2)
        .keepAlive(Duration.ZERO).usePlaintext().maxMessageBytes(1_024).compressAbove(0)
        .circuitBreaker("on?pause=1s").maxActive(8).build()) {
      assertThat(client.describeSettings()).isEqualTo("""
          tern.client.registry = etcd://127.0.0.1:1 (builder)
          tern.client.registry.user = *** (builder)
          tern.client.registry.password = *** (builder)
          tern.client.timeout = 1s (builder)
          tern.client.stream-idle-timeout = 1h (builder)
          tern.client.start-timeout = 0s (builder)
          tern.client.codec = json (builder)
          tern.client.cluster = failfast (builder)
          tern.client.load-balancer = random (builder)
          tern.client.zone = here (builder)
          tern.client.warm-up = 5s (builder)
          tern.client.routing-rules = %s (builder)
          tern.client.snapshot-directory = %s (builder)
          tern.client.empty-protection = 0s (builder)
          tern.client.without-filters = one, other (builder)
          tern.client.access-log = true (builder)
          tern.client.complete-on-event-loop = true (builder)
          tern.client.event-loop-warning = 0s (builder)
          tern.client.connections = 2 (builder)
          tern.client.keep-alive = 0s (builder)
          tern.client.use-plaintext = true (builder)
          tern.client.max-message-bytes = 1KiB (builder)
          tern.client.compress-above = 0 (builder)
          tern.client.circuit-breaker = on?pause=1s (builder)
          tern.client.max-active = 8 (builder)
          """.formatted(rules, directory));
    }
  }

  @Test
  void everyKeyOfAServerCanBeToldToItsBuilder() throws Exception {
    try (RpcServer server = RpcServer.builder().service(new WorkProvider("a")).host("127.0.0.1").port(0)
        .advertisedHost("localhost").registry("etcd://127.0.0.1:1").registryCredentials("app", "s3cret").codecs("json")
        .withoutFilter("one").accessLog().handlerThreads(1).handlerQueue(2).eventLoopWarning(Duration.ZERO)
        .streamIdleTimeout(Duration.ofMillis(1_500)).weight(3).zone("z").metadata("tag", "grey").metadata("rack", "7").spreadDelay(Duration.ZERO)
        .drainLimit(Duration.ofSeconds(1)).shutdownHook(false).health(false).reflection(false)
        .maxStreamsPerConnection(7).keepAlive(Duration.ofSeconds(20)).usePlaintext().maxMessageBytes(2_000).compressAbove(9)
        .adaptiveLimit(true).start()) {
      assertThat(server.describeSettings()).isEqualTo("""
          tern.server.host = 127.0.0.1 (builder)
          tern.server.port = 0 (builder)
          tern.server.advertised-host = localhost (builder)
          tern.server.registry = etcd://127.0.0.1:1 (builder)
          tern.server.registry.user = *** (builder)
          tern.server.registry.password = *** (builder)
          tern.server.codecs = json (builder)
          tern.server.without-filters = one (builder)
          tern.server.access-log = true (builder)
          tern.server.virtual-threads = false (default)
          tern.server.handler-threads = 1 (builder)
          tern.server.handler-queue = 2 (builder)
          tern.server.event-loop-warning = 0s (builder)
          tern.server.stream-idle-timeout = 1500ms (builder)
          tern.server.weight = 3 (builder)
          tern.server.zone = z (builder)
          tern.server.metadata = rack=7, tag=grey (builder)
          tern.server.spread-delay = 0s (builder)
          tern.server.drain-limit = 1s (builder)
          tern.server.shutdown-hook = false (builder)
          tern.server.health = false (builder)
          tern.server.reflection = false (builder)
          tern.server.max-streams-per-connection = 7 (builder)
          tern.server.keep-alive = 20s (builder)
          tern.server.use-plaintext = true (builder)
          tern.server.max-message-bytes = 2000 (builder)
          tern.server.compress-above = 9 (builder)
          tern.server.adaptive-limit = true (builder)
          """);
    }
  }
}
