package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.api.ServiceId;
import dev.tern.api.UntypedErrorException;
import dev.tern.core.DynamicService;
import dev.tern.core.RpcClient;
import io.grpc.Status;
import java.io.File;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls without the interface: in JSON, by the names of methods and parameters, on the path of all other calls. */
class DynamicCallsTest {
  record Line(String sku, int count, BigDecimal price) {}

  record Order(String customer, List<Line> lines, Map<String, String> notes) {}

  record Receipt(long number, BigDecimal total, List<String> skus) {}

  static final class SoldOut extends Exception {
    private static final long serialVersionUID = 1L;
    private final String sku;
    private final List<Integer> left;

    SoldOut(String message, String sku, List<Integer> left) {
      super(message);
      this.sku = sku;
      this.left = left;
    }
  }

  @RpcService(name = "demo.Till")
  interface Till {
    Receipt order(Order order) throws SoldOut;

    int add(int left, int right);

    List<String> words(int count);

    @Nullable String perhaps(boolean there);

    void forget(String what);

    @RpcMethod(idempotent = true)
    CompletableFuture<Long> later(long value, int millis);
  }

  private static final class Provider implements Till {
    private final AtomicInteger ran = new AtomicInteger();

    @Override
    public Receipt order(Order order) throws SoldOut {
      ran.incrementAndGet();
      for (Line line : order.lines()) {
        if (line.sku().equals("gone")) {
          throw new SoldOut("no more of it", line.sku(), List.of(1, 0));
        }
      }
      BigDecimal total = order.lines().stream().map(line -> line.price().multiply(BigDecimal.valueOf(line.count())))
          .reduce(BigDecimal.ZERO, BigDecimal::add);
      return new Receipt(Long.MAX_VALUE, total, order.lines().stream().map(Line::sku).toList());
    }

    @Override
    public int add(int left, int right) {
      ran.incrementAndGet();
      return left + right;
    }

    @Override
    public List<String> words(int count) {
      return new ArrayList<>(List.of("a", "b", "c").subList(0, count));
    }

    @Override
    public @Nullable String perhaps(boolean there) {
      return there ? "there" : null;
    }

    @Override
    public void forget(String what) {
      ran.incrementAndGet();
    }

    @Override
    public CompletableFuture<Long> later(long value, int millis) {
      ran.incrementAndGet();
      return CompletableFuture.supplyAsync(() -> value,
          CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
    }
  }

  private final World world = new World();
  private final Provider provider = new Provider();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private DynamicService till() {
    world.serve(provider);
    return world.client().dynamic("demo.Till");
  }

  @Test
  void textGoesOutAndTextComesBackWithEveryDigitAndInOrder() {
    assertThat(till().call("order", """
        {"customer": "Ada", "lines": [{"sku": "x", "count": 3, "price": 0.10},
         {"sku": "y", "count": 1, "price": 1E-20}], "notes": {}, "unknown": [1, 2]}"""))
        .isEqualTo("{\"number\":9223372036854775807,\"total\":0.30000000000000000001,\"skus\":[\"x\",\"y\"]}");
    assertThat(till().call("add", "{\"right\":1,\"left\":2}")).isEqualTo("{\"result\":3}");
    assertThat(till().call("forget", "{\"what\":\"it\"}")).isEqualTo("{}");
  }

  @Test
  void plainValuesGoOutAndPlainValuesComeBack() {
    DynamicService till = till();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("sku", "x");
    line.put("count", 2);
    line.put("price", new BigDecimal("1.50"));
    Object receipt = till.call("order", Map.of("customer", "Ada", "lines", List.of(line)));
    assertThat(receipt).isEqualTo(
        Map.of("number", Long.MAX_VALUE, "total", new BigDecimal("3.00"), "skus", List.of("x")));
    assertThat(((Map<?, ?>) receipt).keySet().stream().map(String::valueOf)).containsExactly("number", "total", "skus");
    assertThat(till.call("add", Map.of("left", 1, "right", 2))).isEqualTo(3L);
    assertThat(till.call("words", Map.of("count", 2))).isEqualTo(List.of("a", "b"));
    assertThat(till.call("perhaps", Map.of("there", true))).isEqualTo("there");
    assertThat(till.call("perhaps", Map.of())).isNull();
    assertThat(till.call("forget", Map.of("what", "it"))).isNull();
  }

  @Test
  void nobodyWaitsForAFuture() throws Exception {
    DynamicService till = till();
    List<CompletableFuture<?>> calls = new ArrayList<>();
    long begun = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      calls.add(till.callAsync("later", Map.of("value", i, "millis", 300)));
      calls.add(till.callAsync("later", "{\"value\":" + i + ",\"millis\":300}"));
    }
    for (int i = 0; i < 50; i++) {
      assertThat(calls.get(2 * i).get(10, TimeUnit.SECONDS)).isEqualTo((long) i);
      assertThat(calls.get(2 * i + 1).get(10, TimeUnit.SECONDS)).isEqualTo("{\"result\":" + i + "}");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10)); // one by one: 30 s
  }

  @Test
  void whatIsNoJsonIsRefusedBeforeAnythingIsSentNamingThePlace() {
    DynamicService till = till();
    for (String[] each : new String[][] {{"{\"left\":1,}", "not JSON, at character 11"},
        {"[1,2]", "an array where an object is expected"}, {"{\"left\":1", "not JSON: it is cut off"}}) {
      String told = "INVALID_ARGUMENT NOT_EXECUTED demo.Till/add: its message cannot be read: " + each[1]
          + "\n  Pass one object, with the arguments by the names of their parameters.";
      assertThat(Failing.told(Failing.call(() -> till.call("add", each[0])))).isEqualTo(told);
      assertThat(Failing.told(Failing.future(till.callAsync("add", each[0])))).isEqualTo(told);
    }
    assertThat(Failing.told(Failing.call(() -> till.call("add", Map.of("left", new Object())))))
        .startsWith("INVALID_ARGUMENT NOT_EXECUTED demo.Till/add, request: member left: a java.lang.Object, for which");
    assertThat(provider.ran).hasValue(0);
  }

  @Test
  void whatTheProviderCannotReadWasNotExecuted() {
    DynamicService till = till();
    assertThat(Failing.told(Failing.call(() -> till.call("add", Map.of("left", "one"))))).matches("(?s)INVALID_ARGUMENT"
        + " NOT_EXECUTED demo.Till/add failed, in 1 attempt\n.*the request cannot be decoded: parameter left: a string"
        + " that is no number where a number is expected");
    assertThat(Failing.told(Failing.call(() -> till.call("add", Map.of("wrong", 1))))).contains(
        "NOT_EXECUTED", "no member of it is known here (expected: left, right)");
    assertThat(provider.ran).hasValue(0);
  }

  @Test
  void aDeclaredErrorArrivesByNameWithItsMembers() {
    DynamicService till = till();
    String gone = "{\"lines\":[{\"sku\":\"gone\",\"count\":1,\"price\":1}]}";
    UntypedErrorException told = (UntypedErrorException) catchThrowable(() -> till.call("order", gone));
    assertThat(told.code()).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(told).hasMessage("no more of it");
    assertThat(told.name()).isEqualTo("dev.tern.it.DynamicCallsTest.SoldOut");
    assertThat(told.members()).isEqualTo(Map.of("message", "no more of it", "sku", "gone", "left", List.of(1L, 0L)));
    assertThat(told.members().keySet()).containsExactly("message", "sku", "left");
    assertThat(told.attempts()).hasSize(1);
    assertThat(told.getStackTrace()).anyMatch(frame -> frame.getClassName().equals(DynamicCallsTest.class.getName()));
    assertThat(till.callAsync("order", gone)).failsWithin(10, TimeUnit.SECONDS)
        .withThrowableOfType(ExecutionException.class).withCauseInstanceOf(UntypedErrorException.class);
  }

  @Test
  void anUnknownMethodListsThoseThatThereAre() {
    assertThat(Failing.told(Failing.call(() -> till().call("subtract", "{}")))).endsWith(
        "not executed, # ms: no method \"subtract\" in demo.Till here\n  It has: add, forget, later, order, perhaps, words");
    assertThatThrownBy(() -> till().call("../add", "{}")).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("method: \"../add\" (expected: an identifier such as greet, at most 128 characters)");
  }

  @Test
  void aProviderWithoutTheCodecListsThoseItHas() {
    String address = world.serve(builder -> builder.service(provider).codecs("protobuf")).address().toString();
    assertThat(Failing.told(Failing.call(() -> world.client().dynamic("demo.Till").call("add", "{}")))).isEqualTo(
        "UNIMPLEMENTED NOT_EXECUTED demo.Till/add failed, in 1 attempt\n  " + address
            + "  not executed, # ms: no codec \"json\" here\n  This provider has: protobuf");
  }

  @Test
  void aCodecThatNeedsTheInterfaceIsRefused() {
    RpcClient client = world.direct("127.0.0.1:1");
    assertThat(BadSettingsTest.refusal(() -> client.dynamic(ServiceId.of("demo.Till"), "protobuf")))
        .isEqualTo("IllegalArgumentException: codec \"protobuf\": its messages cannot be read without the interface"
            + " (expected: json, or another that can)");
  }

  @Test
  void withoutTheCodecOnTheClassPathTheArtifactToAddIsNamed() throws Exception {
    String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String without = Arrays.stream(path.split(File.pathSeparator))
        .filter(entry -> !entry.contains("codec/json") && !entry.contains("codec-json"))
        .collect(Collectors.joining(File.pathSeparator));
    try (ChildJvm child = ChildJvm.startWith(without, List.of(), Asking.class)) {
      assertThat(child.await("told: ")).contains("codec \"json\"").contains("dev.tern:tern-codec-json");
    }
  }

  /** In a JVM of its own: a second copy of Netty's native code in this one would take the first along when it goes. */
  public static final class Asking {
    private Asking() {}

    public static void main(String[] arguments) {
      try (RpcClient client = RpcClient.builder().direct("127.0.0.1:1").build()) {
        client.dynamic("demo.Till");
      } catch (IllegalArgumentException e) {
        System.out.println("told: " + String.valueOf(e.getMessage()).replace('\n', ' '));
      }
    }
  }

  @Test
  void groupAndVersionChooseTheProvider() {
    world.serve(builder -> builder.service(Till.class, provider, "blue", "2"));
    assertThat(world.client().dynamic("demo.Till", "blue", "2").call("add", Map.of("left", 1, "right", 1)))
        .isEqualTo(2L);
    assertThat(Failing.told(Failing.call(() -> world.client().dynamic("demo.Till", "green", "").call("add", "{}"))))
        .contains("no demo.Till of group \"green\", version \"\" here");
  }

  @Test
  void itIsACallLikeAnyOtherWithFiltersFailoverDeadlineAndLabels() throws Exception {
    String nobody = Peers.refusing();
    String address = world.serve(provider).address().toString();
    List<String> seen = new CopyOnWriteArrayList<>();
    DynamicService till = world.closing(RpcClient.builder().direct(nobody, address)
        .filter((invocation, next) -> {
          seen.add("call " + invocation.method().fullName() + " " + invocation.arguments());
          return next.invoke(invocation);
        })
        .attemptFilter((invocation, next) -> {
          seen.add("attempt " + invocation.peer());
          return next.invoke(invocation);
        }).build()).dynamic("demo.Till");
    for (int i = 0; i < 4; i++) {
      assertThat(till.call("add", Map.of("left", i, "right", 1))).isEqualTo(i + 1L);
    }
    assertThat(seen).contains("call demo.Till/add Arguments[1]", "attempt " + address);
    try (StockServer silent = StockServer.silent()) {
      DynamicService slow = world.direct(silent.address()).dynamic("demo.Till").timeout(Duration.ofMillis(300));
      RpcException late = Failing.call(() -> slow.call("add", "{}"));
      assertThat(Failing.told(late)).isEqualTo("DEADLINE_EXCEEDED MAYBE_EXECUTED demo.Till/add took longer than 300 ms,"
          + " in 1 attempt\n  " + silent.address() + "  maybe executed, # ms: no answer");
      assertThat(silent.headerOfNextCall("tern-codec")).isEqualTo("json");
    }
  }

  @Test
  void onlyAnIdempotentCallIsRepeatedWhereItMayHaveBeenExecuted() throws Exception {
    try (StockServer failing = StockServer.failing(Status.UNAVAILABLE.withDescription("going"))) {
      DynamicService till = world.direct(failing.address()).dynamic("demo.Till");
      assertThat(Failing.call(() -> till.call("add", "{}")).attempts()).hasSize(1);
      assertThat(Failing.call(() -> till.idempotent().call("add", "{}")).attempts()).hasSize(3);
    }
  }

  @Test
  void cancellingTheFutureCancelsTheCall() throws Exception {
    try (StockServer silent = StockServer.silent()) {
      DynamicService till = world.direct(silent.address()).dynamic("demo.Till");
      CompletableFuture<String> call = till.callAsync("add", "{}");
      silent.headerOfNextCall("tern-codec");
      call.cancel(true);
      assertThat(silent.nextCancelled()).isEqualTo("demo.Till/add");
    }
  }

  @Test
  void namesFromAfarFillNoMemory() {
    DynamicService till = till();
    for (int i = 0; i < 1_000; i++) {
      String name = "unknown" + i;
      assertThat(Failing.call(() -> till.call(name, "{}")).code()).isEqualTo(Code.UNIMPLEMENTED);
    }
    assertThat(till.call("add", "{\"left\":1}")).isEqualTo("{\"result\":1}");
  }
}
