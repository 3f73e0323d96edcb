package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import dev.tern.core.registry.MemoryRegistry;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A setting that cannot work is refused at start, naming what there is and what to do. */
class BadSettingsTest {
  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  /** Type and message of what a call throws. */
  static String refusal(ThrowingCallable call) {
    Throwable thrown = Objects.requireNonNull(catchThrowable(call), "nothing was thrown");
    return thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
  }

  @Test
  void aClientWithoutRegistryIsRefused() {
    assertThat(refusal(() -> RpcClient.builder().build())).isEqualTo("IllegalArgumentException: registry: not given"
        + " (expected: registry(url), such as static:127.0.0.1:9000, or direct(\"host:port\"))");
  }

  @Test
  void aRegistryThatIsGivenTwiceIsRefused() {
    MemoryRegistry memory = new MemoryRegistry();
    assertThat(refusal(() -> RpcClient.builder().direct("127.0.0.1:1").registry("static:127.0.0.1:1"))).isEqualTo(
        "IllegalArgumentException: registry: static:127.0.0.1:1 is given twice (expected: once)");
    assertThat(refusal(() -> RpcServer.builder().registry(memory).registry(memory)))
        .isEqualTo("IllegalArgumentException: registry: memory is given twice (expected: once)");
  }

  @Test
  void credentialsAreForTheRegistriesBeforeThemWhichMayRefuseThem() {
    assertThat(refusal(() -> RpcClient.builder().registryCredentials("app", "secret")))
        .isEqualTo("IllegalArgumentException: registryCredentials: given before any registry (expected: after the"
            + " registry(...) they are for)");
    assertThat(refusal(() -> RpcServer.builder().registry(new MemoryRegistry()).registryCredentials("app", "secret")))
        .isEqualTo("IllegalArgumentException: registryCredentials: a registry in memory knows no users (expected: after"
            + " a registry(url))");
    assertThat(refusal(() -> RpcClient.builder().direct("127.0.0.1:1").registryCredentials("app", "secret").build()))
        .isEqualTo("IllegalArgumentException: registry static:127.0.0.1:1: knows no users (expected: no credentials)");
    assertThat(refusal(() -> RpcClient.builder().registry("static:127.0.0.1:1").registryCredentials("app", "secret")
        .registry("static:127.0.0.1:2").build())).contains("static:127.0.0.1:1: knows no users");
    world.closing(RpcClient.builder().registry("static:127.0.0.1:1").registry("static:127.0.0.1:2").build());
  }

  @Test
  void aServerWithoutServiceIsRefused() {
    assertThat(refusal(() -> RpcServer.builder().start())).isEqualTo(
        "IllegalArgumentException: service: not given (expected: service(object), at least one)");
  }

  @Test
  void anUnknownCodecNamesThoseFoundAndTheOneMeantButNoArtifactThatDoesNotBringIt() {
    assertThat(refusal(() -> RpcClient.builder().direct("127.0.0.1:1").codec("protobof").build())).isEqualTo(
        "IllegalArgumentException: Unknown codec \"protobof\". Found: foreign, hessian, json, protobuf. Did you mean \"protobuf\"?");
    assertThat(refusal(() -> RpcClient.builder().direct("127.0.0.1:1").codec("avro").build())).isEqualTo(
        "IllegalArgumentException: Unknown codec \"avro\". Found: foreign, hessian, json, protobuf.");
    assertThat(refusal(() -> world.serve(builder -> builder.service(new WorkProvider("a")).codecs("xml")))).isEqualTo(
        "IllegalArgumentException: Unknown codec \"xml\". Found: foreign, hessian, json, protobuf.");
  }

  @Test
  void anUnknownLoadBalancerNamesThoseFound() {
    assertThat(refusal(() -> RpcClient.builder().direct("127.0.0.1:1").loadBalancer("roundrobin").build())).isEqualTo(
        "IllegalArgumentException: Unknown load balancer \"roundrobin\". Found: consistent_hash, least_active, p2c, random, round_robin,"
            + " shortest_response. Did you mean \"round_robin\"?");
  }

  @Test
  void anUnknownClusterNamesThoseFound() {
    assertThat(refusal(() -> RpcClient.builder().direct("127.0.0.1:1").cluster("fail_over").build())).isEqualTo(
        "IllegalArgumentException: Unknown cluster \"fail_over\". Found: available, broadcast, failback, failfast, failover,"
            + " failsafe, forking. Did you mean \"failover\"?");
  }

  @RpcService
  interface Misnamed {
    @RpcMethod(codec = "xml")
    String call();
  }

  @RpcService
  interface Misbalanced {
    @RpcMethod(loadBalancer = "fair")
    String call();
  }

  @RpcService
  interface Misclustered {
    @RpcMethod(cluster = "swarm")
    String call();
  }

  @Test
  void aNameThatOnlyAMethodGivesIsRefusedWhenItsProxyIsMade() {
    RpcClient client = world.direct("127.0.0.1:1");
    assertThat(refusal(() -> client.create(Misnamed.class)))
        .isEqualTo("IllegalArgumentException: dev.tern.it.BadSettingsTest.Misnamed.call(): Unknown codec \"xml\"."
            + " Found: foreign, hessian, json, protobuf.");
    assertThat(refusal(() -> client.create(Misbalanced.class)))
        .isEqualTo("IllegalArgumentException: dev.tern.it.BadSettingsTest.Misbalanced.call(): Unknown load balancer"
            + " \"fair\". Found: consistent_hash, least_active, p2c, random, round_robin, shortest_response.");
    assertThat(refusal(() -> client.create(Misclustered.class)))
        .isEqualTo("IllegalArgumentException: dev.tern.it.BadSettingsTest.Misclustered.call(): Unknown cluster \"swarm\"."
            + " Found: available, broadcast, failback, failfast, failover, failsafe, forking.");
  }

  @Test
  void aRegistryUrlWithATypoNamesTheSchemesFound() {
    String found = "Found: board, etcd, file, static, zookeeper.";
    assertThat(refusal(() -> RpcClient.builder().registry("fiel:/tmp/x").build())).isEqualTo(
        "IllegalArgumentException: Unknown registry \"fiel\". " + found + " Did you mean \"file\"?");
    assertThat(refusal(() -> RpcServer.builder().registry("zk://127.0.0.1:2181").service(new WorkProvider("a")).start()))
        .isEqualTo("IllegalArgumentException: Unknown registry \"zk\". " + found);
    assertThat(refusal(() -> RpcClient.builder().registry("127.0.0.1"))).isEqualTo(
        "IllegalArgumentException: registry: \"127.0.0.1\" (expected: scheme:address, such as etcd://127.0.0.1:2379,"
            + " file:/var/run/tern or static:127.0.0.1:9000)");
    assertThat(refusal(() -> RpcClient.builder().registry("localhost:9000").build())).isEqualTo(
        "IllegalArgumentException: registry: \"localhost:9000\" has no scheme"
            + " (expected: such as static:localhost:9000)");
    assertThat(refusal(() -> RpcClient.builder().registry("static:localhost").build())).isEqualTo(
        "IllegalArgumentException: registry static:localhost: \"localhost\" is no endpoint"
            + " (expected: static:host:port,host:port, such as static:10.0.0.7:9000)");
  }

  @Test
  void aPortInUseNamesAddressAndRemedy() {
    int port = world.serve(new WorkProvider("first")).port();
    assertThat(refusal(() -> RpcServer.builder().port(port).service(new WorkProvider("second")).start())).isEqualTo(
        "IOException: cannot listen on 127.0.0.1:" + port + ": the port is in use"
            + "\n  Stop the process that uses it, or choose another port (0: any free one).");
  }

  @Test
  void plaintextBeyondLoopbackIsRefusedUnlessAllowedByName() throws Exception {
    assertThat(refusal(() -> RpcServer.builder().host("0.0.0.0").port(1).service(new WorkProvider("a")).start()))
        .isEqualTo("IOException: cannot listen on 0.0.0.0:1: it is not on this machine's loopback interface, and"
            + " plaintext beyond it was not allowed\n  Allow it with RpcServer.builder().usePlaintext(), if the network"
            + " is protected otherwise.");
    assertThat(Failing.told(Failing.call(() -> world.direct("10.0.0.7:9000").create(Work.class).once("a", 0))))
        .startsWith("FAILED_PRECONDITION NOT_EXECUTED dev.tern.it.Work/once failed, in ")
        .contains("\n  10.0.0.7:9000  not executed, # ms: 10.0.0.7:9000 is not on this machine's loopback interface,"
            + " and plaintext beyond it was not allowed\n  Allow it with RpcClient.builder().usePlaintext(), if the"
            + " network is protected otherwise.");

    String address = ownAddress();
    int port = world.serve(builder -> builder.host("0.0.0.0").usePlaintext().service(new WorkProvider("everywhere")))
        .port();
    RpcClient client = world.closing(RpcClient.builder().direct(address + ":" + port).usePlaintext().build());
    assertThat(client.create(Work.class).once("a", 0)).isEqualTo("everywhere");
  }

  private static String ownAddress() throws Exception {
    return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
        .filter(Inet4Address.class::isInstance).filter(address -> !address.isLoopbackAddress())
        .map(InetAddress::getHostAddress).findFirst().orElse("127.0.0.1");
  }

  @Test
  void lengthsOfTimeAndNumbersAreCheckedWhereTheyAreGiven() {
    assertThat(refusal(() -> RpcClient.builder().timeout(Duration.ZERO)))
        .isEqualTo("IllegalArgumentException: timeout: PT0S (expected: > 0)");
    assertThat(refusal(() -> RpcServer.builder().handlerThreads(0)))
        .isEqualTo("IllegalArgumentException: handlerThreads: 0 (expected: 1 to 10000)");
    assertThat(refusal(() -> RpcServer.builder().port(65_536)))
        .isEqualTo("IllegalArgumentException: port: 65536 (expected: 0 to 65535)");
  }
}
