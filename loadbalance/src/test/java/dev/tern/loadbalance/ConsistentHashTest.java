package dev.tern.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.AttachmentKey;
import dev.tern.api.Attachments;
import dev.tern.api.Cancellation;
import dev.tern.api.Deadline;
import dev.tern.api.HashKey;
import dev.tern.api.NanoClock;
import dev.tern.api.RpcService;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.LoadBalancer.Picker;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.Options;
import dev.tern.api.spi.Snapshot;
import dev.tern.tck.FakeCandidate;
import dev.tern.tck.LoadBalancerContract;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConsistentHashTest extends LoadBalancerContract {
  private static final int KEYS = 20_000;

  /** Never to change: consumers of two versions would disagree. */
  private static final String GOLDEN = "3b32b1875e244863 e220a8397b1dcdaf cf7c3faad971ac49 bdd732262feb6e95 bdd732262feb6e95"
      + " e4d971771b652c20 f2826f98653e9e57 5221f21d96b79a1 52522ad85c13a33 bc11eb582d741d34 92a1618912842efd"
      + " 616a484bb7ef707f 3fbb8130533f3c45 30b9425d3d9ddce1";

  enum Colour { RED, GREEN }

  record Order(String id) {}

  @RpcService(name = "demo.Orders")
  interface Orders {
    String first(String id, int count);

    String marked(String id, @HashKey Colour colour);

    String behind(Order order, long number);

    String none(Order order);

    String nothing();

    String id(@Nullable UUID id);

    String bytes(byte[] bytes);

    String amount(BigDecimal amount);

    String day(LocalDate day);

    String flag(boolean flag);
  }

  private static final ServiceContract CONTRACT = ServiceContract.of(Orders.class);

  private final SplittableRandom random = new SplittableRandom(7);

  @Override
  protected LoadBalancerFactory factory() {
    return new ConsistentHashFactory();
  }

  private LoadBalancer balancer(String text) {
    return factory().create(Options.parse("load balancer", text), NanoClock.system(), () -> random);
  }

  private Picker over(Snapshot snapshot) {
    return balancer("consistent_hash").over(snapshot);
  }

  private static Snapshot nodes(int... numbers) {
    return new Snapshot(Arrays.stream(numbers).<Candidate>mapToObj(number ->
        FakeCandidate.at("10.1." + number / 250 + "." + number % 250 + ":9000")).toList());
  }

  private static MethodContract method(String name) {
    return CONTRACT.methods().stream().filter(method -> method.name().equals(name)).findFirst()
        .orElseThrow();
  }

  private static Invocation call(String method, @Nullable Object... arguments) {
    return new Invocation(method(method), Arrays.asList(arguments), Deadline.after(Duration.ofSeconds(1), NanoClock.system()),
        Attachments.empty(), new Cancellation());
  }

  private static List<Candidate> owners(Picker picker) {
    return IntStream.range(0, KEYS).mapToObj(key -> picker.pick(call("first", "key-" + key, key), Set.of())).toList();
  }

  private static double moved(List<Candidate> before, List<Candidate> after) {
    int moved = 0;
    for (int i = 0; i < KEYS; i++) {
      moved += before.get(i).endpoint().equals(after.get(i).endpoint()) ? 0 : 1;
    }
    return moved / (double) KEYS;
  }

  @Test
  void removingOneOfTenMovesAtMostFifteenPercentOfTheKeys() {
    int[] ten = IntStream.range(0, 10).toArray();
    List<Candidate> before = owners(over(nodes(ten)));
    for (int gone : ten) {
      List<Candidate> after = owners(over(nodes(Arrays.stream(ten).filter(i -> i != gone).toArray())));
      assertThat(moved(before, after)).as("without " + gone).isBetween(0.08, 0.15);
    }
  }

  @Test
  void addingOneToAHundredMovesHardlyMoreThanItsShare() {
    List<Candidate> before = owners(over(nodes(IntStream.range(0, 100).toArray())));
    List<Candidate> after = owners(over(nodes(IntStream.range(0, 101).toArray())));
    assertThat(moved(before, after)).isLessThan(0.05);
  }

  @Test
  void removingOneOfTenThousandMovesHardlyAnyKey() {
    List<Candidate> before = owners(over(nodes(IntStream.range(0, 10_000).toArray())));
    List<Candidate> after = owners(over(nodes(IntStream.range(1, 10_000).toArray())));
    assertThat(moved(before, after)).isLessThan(0.02);
  }

  @Test
  void consumersThatShareNothingAgree() {
    Snapshot mine = nodes(1, 2, 3, 4, 5);
    Snapshot yours = nodes(1, 2, 3, 4, 5);
    assertThat(moved(owners(over(mine)), owners(over(yours)))).isZero();
  }

  @Test
  void consumersAgreeWhileAProviderWarmsUp() {
    Snapshot warm = nodes(1, 2, 3, 4, 5);
    Snapshot warming = nodes(1, 2, 3, 4, 5);
    ((FakeCandidate) warming.get(2)).weight(10).fullWeight(100);
    assertThat(moved(owners(over(warm)), owners(over(warming)))).isZero();
  }

  @Test
  void aPickerIsKeptUntilSomethingThatItUsesChanges() {
    Snapshot nodes = nodes(1, 2, 3, 4, 5);
    FakeCandidate third = (FakeCandidate) nodes.get(2);
    third.weight(10).fullWeight(100);
    Picker picker = over(nodes);

    third.weight(20);
    assertThat(picker.fits(nodes)).as("somebody warms up").isTrue();
    assertThat(picker.fits(new Snapshot(nodes.candidates().subList(0, 4)))).as("somebody left").isFalse();
    assertThat(picker.fits(nodes(1, 2, 3, 4, 5))).as("others at the same places").isFalse();
    third.fullWeight(50);
    assertThat(picker.fits(nodes)).as("a weight of the registry has changed").isFalse();
  }

  @Test
  void whereEachKeyBelongsIsTheSameInEveryVersion() {
    Picker picker = over(nodes(1, 2, 3, 4, 5));
    List<Object> keys = List.of("Ada", "", "\u00fc", 42L, 42, -1L, new UUID(1, 2), new byte[] {1, 2}, Colour.RED,
        new BigDecimal("1.50"), LocalDate.of(2026, 11, 22), true, 'x', 1.5);
    List<String> found = new ArrayList<>();
    for (Object key : keys) {
      found.add(Long.toHexString(KeyHash.of(key)));
    }
    assertThat(String.join(" ", found)).isEqualTo(GOLDEN);
    assertThat(picker.pick(call("first", "Ada", 1), Set.of()).endpoint()).hasToString("10.1.0.4:9000");
  }

  @Test
  void theFirstPlainParameterIsTheKeyUnlessAnotherIsMarked() {
    assertThat(method("first").hashKeyIndex()).isZero();
    assertThat(method("marked").hashKeyIndex()).isOne();
    assertThat(method("behind").hashKeyIndex()).isOne();
    assertThat(method("none").hashKeyIndex()).isEqualTo(-1);
    Picker picker = over(nodes(IntStream.range(0, 50).toArray()));
    Candidate red = picker.pick(call("marked", "a", Colour.RED), Set.of());
    for (int i = 0; i < 100; i++) {
      assertThat(picker.pick(call("marked", "other-" + i, Colour.RED), Set.of())).isSameAs(red);
    }
  }

  @Test
  void equalValuesOfEveryKindGoToTheSameProvider() {
    Picker picker = over(nodes(IntStream.range(0, 50).toArray()));
    assertSame(picker, call("id", UUID.fromString("c0ffee00-0000-0000-0000-000000000001")),
        call("id", UUID.fromString("c0ffee00-0000-0000-0000-000000000001")));
    assertSame(picker, call("id", (Object) null), call("id", (Object) null));
    assertSame(picker, call("bytes", new byte[] {1, 2, 3}), call("bytes", new byte[] {1, 2, 3}));
    assertSame(picker, call("amount", new BigDecimal("1.50")), call("amount", new BigDecimal("1.50")));
    assertSame(picker, call("day", LocalDate.of(2026, 1, 2)), call("day", LocalDate.of(2026, 1, 2)));
    assertSame(picker, call("flag", true), call("flag", true));
  }

  private static void assertSame(Picker picker, Invocation one, Invocation other) {
    assertThat(picker.pick(one, Set.of())).isSameAs(picker.pick(other, Set.of()));
  }

  @Test
  void anAttachmentCanBeTheKey() {
    AttachmentKey<String> user = AttachmentKey.of("user-id");
    Picker picker = balancer("consistent_hash?attachment=user-id").over(nodes(IntStream.range(0, 50).toArray()));
    Invocation ada = call("nothing").withAttachments(Attachments.empty().with(user, "ada"));
    Candidate hers = picker.pick(ada, Set.of());
    Set<Candidate> others = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      assertThat(picker.pick(ada, Set.of())).isSameAs(hers);
      others.add(picker.pick(call("nothing").withAttachments(Attachments.empty().with(user, "user-" + i)), Set.of()));
    }
    assertThat(others).as("other keys are spread").hasSizeGreaterThan(30);
    others.clear();
    for (int i = 0; i < 200; i++) {
      others.add(picker.pick(call("nothing"), Set.of()));
    }
    assertThat(others).as("without a key calls are spread").hasSizeGreaterThan(30);
  }

  @Test
  void theSecondChoiceOfAKeyIsTheSameForEverybodyAndSpreadOverAll() {
    Snapshot snapshot = nodes(1, 2, 3, 4, 5);
    Picker mine = over(snapshot);
    Picker yours = over(snapshot);
    Set<Candidate> seconds = new HashSet<>();
    Candidate dead = snapshot.get(2);
    for (int key = 0; key < 1_000; key++) {
      Invocation call = call("first", "key-" + key, 0);
      Candidate second = mine.pick(call, Set.of(dead));
      assertThat(second).isNotSameAs(dead).isSameAs(yours.pick(call, Set.of(dead)));
      if (mine.pick(call, Set.of()) == dead) {
        seconds.add(second);
      }
    }
    assertThat(seconds).hasSize(4);
  }

  @Test
  void aMethodWithoutAKeyIsRefusedWhenItsProxyIsMade() {
    assertThatThrownBy(() -> balancer("consistent_hash").check(method("none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(Orders.class.getCanonicalName() + ".none(Order): load balancer \"consistent_hash\" has no key to go by (expected: a parameter"
            + " that is a plain value or an enum, or consistent_hash?attachment=name)");
    balancer("consistent_hash?attachment=user-id").check(method("none"));
    balancer("consistent_hash").check(method("behind"));
    assertThatThrownBy(() -> balancer("consistent_hash?attachment=no%20name"))
        .hasMessage("load balancer \"consistent_hash\": option attachment=no name (expected: the name of an attachment,"
            + " such as user-id)");
  }
}
