package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.ProviderReply;
import dev.tern.api.Replied;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each cluster mode does over real providers, for blocking, asynchronous and streaming methods. */
class ClusterModesTest {
  @RpcService(name = "demo.Shelf")
  interface Shelf {
    int count(String what);

    CompletableFuture<List<String>> list(String what);

    Optional<String> find(String what);

    void put(String what);

    Iterator<String> all(String what);
  }

  private static final class Provider implements Shelf {
    private final String name;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile RpcException failure;

    Provider(String name) {
      this.name = name;
    }

    private String said() {
      calls.incrementAndGet();
      if (failure != null) {
        throw failure;
      }
      return name;
    }

    @Override
    public int count(String what) {
      return said().length();
    }

    @Override
    public CompletableFuture<List<String>> list(String what) {
      return CompletableFuture.completedFuture(List.of(said()));
    }

    @Override
    public Optional<String> find(String what) {
      return Optional.of(said());
    }

    @Override
    public void put(String what) {
      said();
    }

    @Override
    public Iterator<String> all(String what) {
      return List.of(said()).iterator();
    }
  }

  private final World world = new World();
  private final List<Provider> providers = List.of(new Provider("a"), new Provider("bb"), new Provider("ccc"));
  private final List<RpcServer> servers = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private Shelf shelf(String cluster) {
    providers.forEach(provider -> servers.add(world.serve(provider)));
    return world.client(builder -> builder.cluster(cluster)).create(Shelf.class);
  }

  private int calls() {
    return providers.stream().mapToInt(provider -> provider.calls.get()).sum();
  }

  private void failAll() {
    providers.forEach(provider -> provider.failure = new RpcException(Code.UNAVAILABLE, "closed for today"));
  }

  @Test
  void failsafeReturnsNothingInPlaceOfAFailureAndTellsTheLog() throws Exception {
    Shelf shelf = shelf("failsafe");
    assertThat(shelf.find("a")).isPresent();
    failAll();

    try (Logs log = Logs.of("dev.tern.cluster.Failsafe")) {
      assertThat(shelf.count("s3cret")).isZero();
      assertThat(shelf.list("s3cret").get(10, TimeUnit.SECONDS)).isEmpty();
      assertThat(shelf.find("s3cret")).isEmpty();
      shelf.put("s3cret");
      assertThat(shelf.all("s3cret").hasNext()).isFalse();
      for (int i = 0; i < 100; i++) {
        assertThat(shelf.count("s3cret")).isZero();
      }
      assertThat(log.lines()).as("one a second and method").hasSizeBetween(5, 8);
      assertThat(log.lines().get(0)).matches("(?s)demo\\.Shelf/count failed, and its caller was given an empty value:"
          + " UNAVAILABLE: demo\\.Shelf/count failed, in 1 attempt\n  127.0.0.1:\\d+  maybe executed, \\d+ ms: closed for today");
      assertThat(String.join("", log.lines())).doesNotContain("s3cret");
    }
    assertThat(calls()).as("one attempt each").isEqualTo(1 + 5 + 100);
  }

  @RpcService(name = "demo.Shelf")
  interface Everywhere {
    @RpcMethod(cluster = "broadcast")
    int count(String what);

    @RpcMethod(cluster = "broadcast?fail=all")
    CompletableFuture<List<String>> list(String what);

    @RpcMethod(cluster = "broadcast")
    void put(String what);
  }

  private Everywhere everywhere() {
    providers.forEach(provider -> servers.add(world.serve(provider)));
    return world.client().create(Everywhere.class);
  }

  @Test
  void broadcastReachesEveryProviderAndTellsWhatEachSaid() throws Exception {
    Everywhere shelf = everywhere();

    Replied<Integer> replied = RpcContext.replied(() -> shelf.count("x"));

    assertThat(replied.all()).extracting(ProviderReply::value).containsExactlyInAnyOrder(1, 2, 3);
    assertThat(replied.value()).isEqualTo(replied.all().get(0).value());
    assertThat(providers).extracting(provider -> provider.calls.get()).containsExactly(1, 1, 1);
    Replied<CompletableFuture<List<String>>> later = RpcContext.replied(() -> shelf.list("x"));
    later.value().get(10, TimeUnit.SECONDS);
    assertThat(later.all()).extracting(ProviderReply::value)
        .containsExactlyInAnyOrder(List.of("a"), List.of("bb"), List.of("ccc"));
  }

  @Test
  void broadcastFailsIfOneFailsUnlessOneIsEnough() throws Exception {
    Everywhere shelf = everywhere();
    servers.get(1).close();
    shelfWaitsForNobody(shelf);
    providers.get(2).failure = new RpcException(Code.UNAVAILABLE, "closed for today");

    RpcException failure = Failing.call(() -> shelf.put("x"));
    assertThat(failure.getMessage()).contains(servers.get(2).address() + "  maybe executed").contains("closed for today");
    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);

    Replied<CompletableFuture<List<String>>> later = RpcContext.replied(() -> shelf.list("x"));
    assertThat(later.value().get(10, TimeUnit.SECONDS)).isEqualTo(List.of("a"));
    assertThat(later.all()).filteredOn(reply -> !reply.succeeded()).isNotEmpty()
        .allSatisfy(reply -> assertThat(reply.failure()).isInstanceOf(RpcException.class));

    providers.get(0).failure = new RpcException(Code.UNAVAILABLE, "closed for today");
    Replied<CompletableFuture<List<String>>> failed = RpcContext.replied(() -> shelf.list("x"));
    Failing.future(failed.value());
    assertThat(failed.all()).as("it says of each what it failed with").hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(reply -> assertThat(reply.failure()).isInstanceOf(RpcException.class));
  }

  private static void shelfWaitsForNobody(Everywhere shelf) throws Exception {
    shelf.list("x").handle((value, failure) -> value).get(10, TimeUnit.SECONDS);
  }

  @Test
  void availableStaysWithOneProviderWhileThatIsThere() {
    Shelf shelf = shelf("available");
    for (int i = 0; i < 20; i++) {
      shelf.put("x");
    }
    Provider first = providers.stream().filter(provider -> provider.calls.get() > 0).findFirst().orElseThrow();
    assertThat(first.calls).hasValue(20);

    servers.get(providers.indexOf(first)).close();
    for (int i = 0; i < 20; i++) {
      shelf.put("x");
    }
    assertThat(first.calls).hasValue(20);
    assertThat(providers).extracting(provider -> provider.calls.get()).containsOnlyOnce(0).containsOnly(0, 20);
  }

  @Test
  void availableServesStreamsAndFuturesAlike() throws Exception {
    Shelf shelf = shelf("available");
    String name = shelf.all("x").next();
    assertThat(shelf.list("x").get(10, TimeUnit.SECONDS)).containsExactly(name);
    assertThat(shelf.find("x")).contains(name);
  }

  // Who chooses.

  @RpcService(name = "demo.Shelf", cluster = "failsafe", loadBalancer = "random")
  interface Calm {
    int count(String what);

    @RpcMethod(cluster = "failfast")
    Optional<String> find(String what);
  }

  @Test
  void aServiceChoosesForItsMethodsAndAMethodForItself() {
    Calm calm = world.direct("127.0.0.1:1").create(Calm.class);

    assertThat(calm.count("x")).isZero();
    assertThat(Failing.call(() -> calm.find("x")).attempts()).hasSize(1);
  }

  @RpcService(name = "demo.Wrong")
  interface Wrong {
    @RpcMethod(cluster = "forking?delay=fast")
    String get(String id);
  }

  @RpcService(name = "demo.Wrong", cluster = "failfast?retries=2")
  interface WrongService {
    String get(String id);
  }

  @RpcService(name = "demo.Wrong", loadBalancer = "random?seed=1")
  interface WrongBalancer {
    String get(String id);
  }

  @Test
  void aWrongOptionNamesTheMethodAndWhatIsExpected() {
    RpcClient client = world.direct("127.0.0.1:1");
    assertThat(BadSettingsTest.refusal(() -> client.create(Wrong.class))).startsWith("IllegalArgumentException:"
        + " dev.tern.it.ClusterModesTest.Wrong.get(String): cluster \"forking\": option delay=fast (expected: 1ms to 1h,");
    assertThat(BadSettingsTest.refusal(() -> client.create(WrongService.class))).isEqualTo("IllegalArgumentException:"
        + " dev.tern.it.ClusterModesTest.WrongService.get(String): cluster \"failfast\": unknown option \"retries\""
        + " (known: none)");
    assertThat(BadSettingsTest.refusal(() -> client.create(WrongBalancer.class))).isEqualTo("IllegalArgumentException:"
        + " dev.tern.it.ClusterModesTest.WrongBalancer.get(String): load balancer \"random\": unknown option \"seed\""
        + " (known: none)");
    assertThat(BadSettingsTest.refusal(() -> RpcClient.builder().direct("127.0.0.1:1")
        .cluster("broadcast?fail=some").build())).isEqualTo("IllegalArgumentException: cluster \"broadcast\": option fail=some"
        + " (expected: any or all)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"broadcast", "forking"})
  void aStreamedRequestIsRefusedWhereItWouldHaveToBeSentTwice(String mode) {
    RpcClient client = world.closing(RpcClient.builder().direct("127.0.0.1:1").cluster(mode).build());
    assertThat(BadSettingsTest.refusal(() -> client.create(Streams.Idempotent.class))).startsWith("IllegalArgumentException:"
        + " dev.tern.it.Streams.Idempotent.").contains("cluster \"" + mode + "\" cannot carry a ");
  }
}
