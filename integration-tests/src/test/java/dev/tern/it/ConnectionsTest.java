package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** How many connections a client opens to each provider, and which of them carries a call. */
class ConnectionsTest {
  private static final int CALLS = 300;

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aClientOpensAsManyConnectionsToEachProviderAsItWasTold() {
    RpcServer one = world.serve(new WorkProvider("one"));
    RpcServer other = world.serve(new WorkProvider("other"));
    Work work = world.client(builder -> builder.connections(4)).create(Work.class);
    assertThat(work.once("a", 0)).isIn("one", "other");
    Awaitility.await().untilAsserted(() -> assertThat(List.of(established(one.port()), established(other.port())))
        .containsExactly(4L, 4L));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void oneConnectionIsTheDefaultForAllServicesOfAClient() {
    RpcServer server = world.serve(new WorkProvider("near"), new SignaturesProvider());
    RpcClient client = world.client();
    client.create(Work.class).once("a", 0);
    client.create(Signatures.class);
    assertThat(established(server.port())).isOne();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void callsThatNoSingleConnectionMayCarryRunAtOnceOverSeveral() {
    WorkProvider provider = new WorkProvider("near");
    RpcServer server = world.serve(builder -> builder.service(provider).maxStreamsPerConnection(100));
    Work work = world.client(builder -> builder.connections(4).timeout(Duration.ofMinutes(1))).create(Work.class);
    Awaitility.await().until(() -> established(server.port()) == 4); // a call stays where it was sent
    IntStream.range(0, 50).forEach(i -> work.once("first " + i, 0));
    int before = provider.ran().size();
    List<CompletableFuture<String>> calls = start(work);
    Awaitility.await().until(() -> provider.ran().size() == before + CALLS);
    assertThat(calls).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void aSingleConnectionCarriesWhatItsProviderPermitsAndKeepsTheRestBack() {
    WorkProvider provider = new WorkProvider("near");
    world.serve(builder -> builder.service(provider).maxStreamsPerConnection(100));
    Work work = world.client(builder -> builder.timeout(Duration.ofMinutes(1))).create(Work.class);
    start(work);
    Awaitility.await().until(() -> provider.ran().size() == 100);
    Awaitility.await().during(Duration.ofSeconds(1)).until(() -> provider.ran().size() == 100);
  }

  private static List<CompletableFuture<String>> start(Work work) {
    return IntStream.range(0, CALLS).mapToObj(i -> work.onceLater("call " + i, 30_000)).toList();
  }

  /** The others are refused from then on, and are no place for a call; nor is it a reason to leave the provider out. */
  @Test
  void aProviderTakesItsShareOfCallsWhileAnyConnectionToItIsThere() throws Exception {
    Doors doors = world.closing(new Doors(world.serve(new WorkProvider("near")).port(), 3));
    String other = world.serve(new WorkProvider("other")).address().toString();
    Work work = world.closing(RpcClient.builder().direct(doors.address(), other).connections(3).cluster("failfast").build())
        .create(Work.class);
    Awaitility.await().until(() -> doors.open() == 3);
    doors.closeAllButOne();
    Awaitility.await().ignoreExceptions().untilAsserted(() -> { // the first may still meet what was just closed
      List<String> answers = IntStream.range(0, 100).mapToObj(i -> work.once("a", 0)).toList();
      assertThat(answers.stream().filter("near"::equals)).hasSize(50);
    });
    doors.close();
    Awaitility.await().ignoreExceptions().untilAsserted(() -> {
      List<String> answers = IntStream.range(0, 100).mapToObj(i -> work.once("a", 0)).toList();
      assertThat(answers).containsOnly("other");
    });
  }

  /** Connections from this JVM to a port, as {@code ss} counts them. */
  private static long established(int port) {
    String remote = String.format("0100007F:%04X", port);
    try (Stream<String> v4 = Files.lines(Path.of("/proc/net/tcp")); Stream<String> v6 = Files.lines(Path.of(
        "/proc/net/tcp6"))) {
      return Stream.concat(v4, v6).map(line -> line.strip().split("\\s+"))
          .filter(columns -> columns[2].endsWith(remote) && columns[3].equals("01")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
