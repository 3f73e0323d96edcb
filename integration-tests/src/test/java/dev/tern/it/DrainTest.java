package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Execution;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import dev.tern.servers.EtcdServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P5: what a process does from SIGTERM to its end, in which order, and how long it takes at most. */
@Tag("long")
class DrainTest {
  /** How a JVM ends that was asked to. */
  private static final int SIGTERM = 128 + 15;
  private static final int LIMIT_MILLIS = 2_000;
  /** From asking a JVM to end until its hooks run, and from their end until it is gone, on a busy machine. */
  private static final Duration SLACK = Duration.ofSeconds(6);

  @TempDir
  private Path directory;

  private final World world = new World();
  private String behind;

  @BeforeEach
  void serveBehind() {
    behind = world.serve(new WorkProvider("behind")).address().toString();
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private ChildJvm middle(String registry) {
    return world.closing(ChildJvm.start(MiddleMain.class, registry, behind, Integer.toString(LIMIT_MILLIS)));
  }

  private Work workOf(ChildJvm middle) {
    Work work = world.closing(RpcClient.builder().direct(middle.await("ready ")).timeout(Duration.ofSeconds(20))
        .build()).create(Work.class);
    work.once("warm", 0);
    return work;
  }

  private static CompletableFuture<String> begun(ChildJvm middle, String id, Work work, int millis) {
    CompletableFuture<String> call = CompletableFuture.supplyAsync(() -> work.once(id, millis));
    middle.await("ran " + id);
    return call;
  }

  private static List<String> closing(ChildJvm middle) {
    Pattern line = Pattern.compile(".* RpcServer (Clos.*)");
    return middle.output().stream().map(line::matcher).filter(found -> found.matches()).map(found -> found.group(1))
        .toList();
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  @Test
  void aMiddleTierClosesItsClientAfterItsLastCallAndItsRegistryAfterThat() throws Exception {
    String registry = "file:" + directory.resolve("registry");
    ChildJvm middle = middle(registry);
    Work work = workOf(middle);
    CompletableFuture<String> call = begun(middle, "a", work, 1_200);
    middle.terminate();

    assertThat(call.get(10, TimeUnit.SECONDS)).as("asked behind it when it was closing").isEqualTo("behind");
    assertThat(middle.awaitExit()).isEqualTo(SIGTERM);
    List<String> patterns = List.of("health is NOT_SERVING",
        "left " + Pattern.quote(registry) + "; serving whoever has not heard of it for 600 ms",
        "sent GOAWAY; 1 calls under way", "no call is under way any more", "closed RpcClient",
        "closed " + Pattern.quote(registry));
    List<String> expected = new ArrayList<>(patterns.stream().map(text -> "Closing 127.0.0.1:\\d+: " + text).toList());
    expected.add("Closed 127.0.0.1:\\d+, after .*");
    assertThat(closing(middle)).as("of %s", middle.output()).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(closing(middle).get(i)).matches(expected.get(i));
    }
  }

  @Test
  void aSecondSigtermChangesNothingAndTheProcessEndsAtTheLimit() {
    ChildJvm middle = middle("-");
    Work work = workOf(middle);
    CompletableFuture<String> forEver = begun(middle, "a", work, 600_000);
    CompletableFuture<String> inTime = begun(middle, "b", work, LIMIT_MILLIS / 2);
    long asked = System.nanoTime();
    middle.terminate();
    Awaitility.await().until(() -> closing(middle).stream().anyMatch(line -> line.contains("GOAWAY")));
    middle.terminate();

    assertThat(inTime).as("under way at the second one").succeedsWithin(Duration.ofSeconds(10)).isEqualTo("behind");
    assertThat(middle.awaitExit()).isEqualTo(SIGTERM);
    assertThat(since(asked)).isBetween(Duration.ofMillis(LIMIT_MILLIS), Duration.ofMillis(LIMIT_MILLIS).plus(SLACK));
    assertThat(Failing.soon(forEver).execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(closing(middle)).anyMatch(line -> line.endsWith(": 1 calls still under way after 2 s are ended"))
        .filteredOn(line -> line.contains("NOT_SERVING")).hasSize(1);
  }

  /** Nobody hears of it by the registry: GOAWAY alone has to send consumers elsewhere. */
  @Test
  void withItsRegistryDeadItDrainsAllTheSameAndConsumersGoElsewhere() throws Exception {
    drainsWithoutTheRegistry(EtcdServer::kill, Duration.ofSeconds(8));
  }

  @Test
  void withItsRegistryFrozenItDrainsAllTheSameWithinALimit() throws Exception {
    drainsWithoutTheRegistry(EtcdServer::pause, Duration.ofSeconds(12));
  }

  private interface Harm {
    void to(EtcdServer etcd) throws Exception;
  }

  private void drainsWithoutTheRegistry(Harm harm, Duration limit) throws Exception {
    EtcdServer etcd = world.closing(EtcdServer.start());
    ChildJvm leaving = middle(etcd.url());
    ChildJvm staying = middle(etcd.url());
    leaving.await("ready ");
    staying.await("ready ");
    RpcClient client = world.closing(RpcClient.builder().registry(etcd.url()).withoutSnapshot()
        .timeout(Duration.ofSeconds(15)).build());
    Work work = client.create(Work.class);
    Awaitility.await().until(() -> client.subscriptions().get(0).providers() == 2);
    for (int i = 0; i < 4; i++) {
      work.once("warm" + i, 0);
    }
    harm.to(etcd);
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) { // round-robin: two each
      String id = "under-way" + i;
      calls.add(CompletableFuture.supplyAsync(() -> work.once(id, 4_500)));
    }
    Awaitility.await()
        .until(() -> leaving.output().stream().filter(line -> line.startsWith("ran under-way")).count() == 2);
    long asked = System.nanoTime();
    leaving.terminate();
    CountDownLatch gone = new CountDownLatch(1);
    int meanwhile = 0;
    CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(leaving::awaitExit)
        .whenComplete((code, failure) -> gone.countDown());
    while (!gone.await(5, TimeUnit.MILLISECONDS)) {
      assertThat(work.once("meanwhile" + meanwhile++, 0)).isEqualTo("behind");
    }

    assertThat(exit.get()).isEqualTo(SIGTERM);
    assertThat(since(asked)).isLessThan(limit.plus(SLACK));
    for (CompletableFuture<String> call : calls) {
      assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo("behind");
    }
    assertThat(meanwhile).isGreaterThan(50);
    System.out.println("drained without its registry in " + since(asked).toMillis() + " ms");
  }

  /** It has a connection and no call: it can neither confirm a GOAWAY nor go away. */
  @Test
  void aConsumerThatStandsStillDoesNotHoldTheProcessUpToTheLimit() throws Exception {
    RpcServer server = world.serve(builder -> builder.service(new WorkProvider("near"))
        .drainLimit(Duration.ofSeconds(60)));
    ChildJvm consumer = world.closing(ChildJvm.start(MiddleMain.class, "-", server.address().toString(), "1000"));
    consumer.await("ready ");
    consumer.signal("STOP");
    long began = System.nanoTime();
    server.close();
    assertThat(since(began)).isLessThan(Duration.ofSeconds(9));
  }

  @Test
  void whatIsToBeClosedAfterTheDrainIsClosedInItsOrderWhateverBecomesOfTheOthers() {
    List<String> closed = new ArrayList<>();
    RpcServer server = world.serve(builder -> builder.service(new WorkProvider("near"))
        .closeAfterDrain(() -> closed.add("first"), () -> {
          throw new IllegalStateException("broken");
        }).closeAfterDrain(() -> closed.add("last")));
    server.close();
    assertThat(closed).containsExactly("first", "last");
  }

  @Test
  void whatNeverClosesDoesNotHoldTheServerForLong() {
    CountDownLatch never = new CountDownLatch(1);
    RpcServer server = world.serve(builder -> builder.service(new WorkProvider("near")).closeAfterDrain(never::await));
    long began = System.nanoTime();
    server.close();
    assertThat(since(began)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(9));
    never.countDown();
  }
}
