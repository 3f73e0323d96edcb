package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.AttachmentKey;
import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.FailbackKeys;
import dev.tern.api.FailbackStatus;
import dev.tern.api.Replied;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F25, B1: calls that fail while nobody is there, over real providers that come later. */
class FailbackTest {
  private static final AttachmentKey<String> TRACE = AttachmentKey.of("trace");

  @RpcService(name = "demo.Audit")
  interface Audit {
    void wrote(Line line);

    CompletableFuture<Optional<String>> find(String id);

    int count(String id);

    @RpcMethod(idempotent = true, timeout = "500ms")
    List<String> all(String id);
  }

  record Line(String id, List<String> words) {}

  private static final class Provider implements Audit {
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<String> traces = new CopyOnWriteArrayList<>();
    private final List<Integer> previous = new CopyOnWriteArrayList<>();
    private final AtomicInteger silences = new AtomicInteger();

    private void run(String id) {
      RpcContext context = RpcContext.current();
      ran.add(id);
      keys.add(String.valueOf(context.attachment(FailbackKeys.IDEMPOTENCY_KEY)));
      traces.add(String.valueOf(context.attachment(TRACE)));
      previous.add(context.previousAttempts());
    }

    @Override
    public void wrote(Line line) {
      run(line.id() + String.join("", line.words()));
    }

    @Override
    public CompletableFuture<Optional<String>> find(String id) {
      run(id);
      return CompletableFuture.completedFuture(Optional.of(id));
    }

    @Override
    public int count(String id) {
      run(id);
      return 7;
    }

    @Override
    public List<String> all(String id) {
      run(id);
      if (silences.getAndDecrement() > 0) {
        try {
          TimeUnit.SECONDS.sleep(2); // longer than its caller waits
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return List.of(id);
    }
  }

  @TempDir
  private Path directory;

  private final Provider provider = new Provider();
  private World world;

  @BeforeEach
  void open() {
    world = new World(World.Registry.MEMORY, Path.of("unused"));
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private RpcClient client(String options) {
    return world.client(builder -> builder.cluster("failback?" + options).startTimeout(Duration.ofMillis(1)));
  }

  private static FailbackStatus status(RpcClient client, String method) {
    return client.failbacks().stream().filter(status -> status.method().equals(method)).findFirst().orElseThrow();
  }

  private static String task(Replied<?> replied) {
    return String.valueOf(replied.attachments().get(FailbackKeys.TASK_ID));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&journal="})
  void fiftyCallsWhileNobodyIsThereReturnEmptyValuesAndAllArriveOnceSomebodyIs(String journal) throws Exception {
    RpcClient client = client("every=200ms&retries=100" + (journal.isEmpty() ? "" : journal + directory));
    Audit audit = client.create(Audit.class);
    List<String> tasks = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String id = "a" + i;
      ids.add(id);
      switch (i % 3) {
        case 0 -> {
          ids.set(i, id + "xy");
          tasks.add(task(RpcContext.replied(() -> {
            audit.wrote(new Line(id, List.of("x", "y")));
            return null;
          })));
        }
        case 1 -> {
          Replied<CompletableFuture<Optional<String>>> later = RpcContext.replied(() -> audit.find(id));
          assertThat(later.value().get(10, TimeUnit.SECONDS)).isEmpty();
          tasks.add(task(later));
        }
        default -> {
          Replied<Integer> count = RpcContext.replied(() -> audit.count(id));
          assertThat(count.value()).isZero();
          tasks.add(task(count));
        }
      }
    }
    assertThat(new HashSet<>(tasks)).hasSize(50).doesNotContain("null");
    assertThat(status(client, "count").pending()).isEqualTo(16);

    world.serve(provider);

    Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> provider.ran.size() >= 50);
    assertThat(provider.ran).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(provider.keys).containsExactlyInAnyOrderElementsOf(tasks);
    Awaitility.await().until(() -> client.failbacks().stream().mapToLong(FailbackStatus::delivered).sum() == 50);
    assertThat(client.failbacks()).allSatisfy(status -> assertThat(status.pending() + status.lost()).isZero());
    assertThat(audit.count("b")).as("and whoever calls now is answered").isEqualTo(7);
  }

  @Test
  void ofAThousandCallsNineHundredAreRefusedAndAHundredDelivered() {
    RpcClient client = client("queue=100&every=200ms&retries=1000");
    Audit audit = client.create(Audit.class);
    int accepted = 0;
    List<RpcException> refusals = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      String id = "c" + i;
      try {
        assertThat(audit.count(id)).isZero();
        accepted++;
      } catch (RpcException e) {
        refusals.add(e);
      }
    }
    assertThat(accepted).isEqualTo(100);
    assertThat(refusals).hasSize(900).allSatisfy(refusal -> {
      assertThat(refusal.execution()).isEqualTo(Execution.NOT_EXECUTED);
      assertThat(refusal.code()).isEqualTo(Code.UNAVAILABLE);
      assertThat(refusal.getMessage()).startsWith("no endpoint for demo.Audit")
          .endsWith("  failback does not try it again: its queue is full, 100 calls wait");
    });
    assertThat(status(client, "count").refused()).isEqualTo(900);

    world.serve(provider);

    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> status(client, "count").delivered() == 100);
    assertThat(provider.ran).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void aTaskThatNobodyTakesIsLostWithItsIdInTheLog() {
    RpcClient client =
        world.closing(RpcClient.builder().direct("127.0.0.1:1").cluster("failback?every=50ms&retries=3").build());
    Audit audit = client.create(Audit.class);
    try (Logs log = Logs.of("dev.tern.cluster.Failback")) {
      String task = task(RpcContext.replied(() -> audit.count("s3cret")));
      Awaitility.await().until(() -> status(client, "count").lost() == 1);
      assertThat(log.lines()).singleElement().satisfies(line -> assertThat(line)
          .startsWith("demo.Audit/count: task " + task + " is lost: not delivered in 3 tries: UNAVAILABLE: demo.Audit/count")
          .contains("127.0.0.1:1  not executed").doesNotContain("s3cret"));
    }
  }

  @Test
  void anIdempotentCallThatNobodyAnswersInTimeIsRepeatedWithTheSameKeyAndAMark() throws Exception {
    world.serve(provider);
    provider.silences.set(2);
    RpcClient client = client("every=100ms&retries=20&journal=" + directory);
    Audit audit = client.create(Audit.class);

    Replied<List<String>> replied =
        RpcContext.current().with(TRACE, "t1").call(() -> RpcContext.replied(() -> audit.all("x")));

    assertThat(replied.value()).isEmpty();
    Awaitility.await().until(() -> status(client, "all").delivered() == 1);
    assertThat(provider.ran).containsExactly("x", "x", "x");
    assertThat(provider.keys).containsOnly(task(replied));
    assertThat(provider.traces).containsOnly("t1");
    assertThat(provider.previous).containsExactly(0, 1, 2);
  }

  @Test
  void aCallThatIsNotIdempotentAndMayHaveRunFailsAtItsCaller() {
    RpcServer server = world.serve(new Closed());
    RpcClient client = client("every=50ms");
    RpcException failure = Failing.call(() -> client.create(Audit.class).count("x"));

    assertThat(Failing.told(failure)).isEqualTo("UNAVAILABLE MAYBE_EXECUTED demo.Audit/count failed, in 1 attempt\n"
        + "  " + server.address() + "  maybe executed, # ms: closed for today\n"
        + "  failback does not try it again: it may have been executed, and its method is not idempotent");
  }

  private static final class Closed implements Audit {
    private static RpcException closed() {
      return new RpcException(Code.UNAVAILABLE, "closed for today");
    }

    @Override
    public void wrote(Line line) {
      throw closed();
    }

    @Override
    public CompletableFuture<Optional<String>> find(String id) {
      throw closed();
    }

    @Override
    public int count(String id) {
      throw closed();
    }

    @Override
    public List<String> all(String id) {
      throw closed();
    }
  }

  @Test
  void twoProxiesShareAJournalAndAnotherClientIsRefusedIt() {
    RpcClient client = client("every=1s&journal=" + directory);
    assertThat(client.create(Audit.class).count("a")).isZero();
    assertThat(client.create(Audit.class).count("b")).isZero();

    RpcClient other = client("every=1s&journal=" + directory);

    assertThat(BadSettingsTest.refusal(() -> other.create(Audit.class))).matches("(?s)IllegalStateException: failback journal "
        + directory + "/demo\\.Audit\\+\\w+\\.journal cannot be opened: another client of this process has it open\n.+");
  }

  @Test
  void closingAClientDeliversWhatItCan() throws Exception {
    RpcClient client = client("every=1h&drain=10s");
    Audit audit = client.create(Audit.class);
    for (int i = 0; i < 20; i++) {
      assertThat(audit.count("d" + i)).isZero();
    }
    world.serve(provider);
    Awaitility.await().until(() -> audit.count("now") == 7);

    client.close();

    assertThat(provider.ran.stream().filter(id -> id.startsWith("d"))).hasSize(20);
  }

  @Test
  void streamsAreRefusedWhenTheirProxyIsMade() {
    RpcClient client = client("every=1s");
    assertThat(BadSettingsTest.refusal(() -> client.create(Streams.Idempotent.class))).startsWith("IllegalArgumentException:"
        + " dev.tern.it.Streams.Idempotent.").contains("cluster \"failback\" cannot carry a method that streams");
  }
}
