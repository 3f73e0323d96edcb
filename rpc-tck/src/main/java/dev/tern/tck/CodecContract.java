package dev.tern.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.MethodCodec;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.WriteBuffer;
import dev.tern.tck.CodecCases.Case;
import dev.tern.tck.CodecTypes.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link Codec} does, whatever its bytes look like. Extend it and say how yours is made. */
public abstract class CodecContract {
  private static final int MAX_MESSAGE_BYTES = 4 << 20;
  private static final String SECRET = "s3cr3t-value";

  private static final Map<String, MethodContract> METHODS = ServiceContract.of(CodecService.class).methods().stream()
      .collect(Collectors.toUnmodifiableMap(MethodContract::name, method -> method));

  /** Arrays by content; NaN equals NaN, and zero is not minus zero. */
  private static final RecursiveComparisonConfiguration DEEPLY = RecursiveComparisonConfiguration.builder()
      .withEqualsForType(Double::equals, Double.class).withEqualsForType(Float::equals, Float.class).build();

  /** For extension by tests. */
  protected CodecContract() {}

  /** A new codec. */
  protected abstract Codec codec();

  /** An interface that a {@link ServiceContract} can be made of, but with methods that this codec cannot carry. */
  protected Optional<Class<?>> refusedService() {
    return Optional.empty();
  }

  /**
   * What another implementation of the format makes of a message: reads it, with a description of its type, and writes
   * it again. Override where there is one; unchanged otherwise.
   *
   * @param part {@code request}, {@code reply}, or the name of a declared error on the wire
   */
  protected byte[] throughAnother(MethodContract method, String part, byte[] message) throws Exception {
    return message;
  }

  static Stream<Case> cases() {
    return CodecCases.all();
  }

  @Test
  void itsNamesAreThoseOfItsKind() {
    assertThat(codec().name()).matches("[a-z][a-z0-9_]*");
    assertThat(codec().contentSubtype()).matches("[a-z][a-z0-9_.-]*");
  }

  @Test
  void everyMethodOfTheServiceHasItsCase() {
    assertThat(CodecCases.all().map(Case::method).distinct()).hasSizeGreaterThanOrEqualTo(METHODS.size() - 1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsSentIsWhatIsReceived(Case call) throws Exception {
    MethodCodec method = prepare(codec(), call.method());
    assertRoundTrip(method, call);
  }

  private static void assertRoundTrip(MethodCodec method, Case call) throws DecodeException {
    byte[] request = bytes(method.arguments(), call.arguments());
    List<@Nullable Object> arguments = method.arguments().read(padded(request));
    assertThat(arguments).usingRecursiveComparison(DEEPLY).isEqualTo(call.arguments());
    byte[] reply = bytes(method.reply(), call.reply());
    assertEqual(method.reply().read(padded(reply)), call.reply());
    assertThat(bytes(method.arguments(), call.arguments())).as("the same again").isEqualTo(request);
  }

  private static void assertEqual(@Nullable Object actual, @Nullable Object expected) {
    if (expected == null) {
      assertThat(actual).isNull();
    } else {
      assertThat(actual).usingRecursiveComparison(DEEPLY).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatAnotherImplementationReadsAndWritesAgainIsTheSame(Case call) throws Exception {
    MethodContract contract = METHODS.get(call.method());
    MethodCodec method = prepare(codec(), call.method());
    byte[] request = throughAnother(contract, "request", bytes(method.arguments(), call.arguments()));
    assertThat(method.arguments().read(padded(request))).usingRecursiveComparison(DEEPLY).isEqualTo(call.arguments());
    byte[] reply = throughAnother(contract, "reply", bytes(method.reply(), call.reply()));
    assertEqual(method.reply().read(padded(reply)), call.reply());
  }

  @Test
  void oneMethodIsUsedByManyThreadsAtOnce() throws Exception {
    Codec codec = codec();
    List<Case> cases = CodecCases.all().filter(call -> call.toString().length() < 100).toList();
    List<MethodCodec> methods = cases.stream().map(call -> prepare(codec, call.method())).toList();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        int offset = thread;
        running.add(threads.submit(() -> {
          for (int round = 0; round < 5; round++) {
            for (int i = 0; i < cases.size(); i++) {
              int at = (i + offset) % cases.size();
              assertRoundTrip(methods.get(at), cases.get(at));
            }
          }
          return null;
        }));
      }
      for (Future<?> thread : running) {
        thread.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void oneBufferServesMessageAfterMessage() throws Exception {
    MethodCodec method = prepare(codec(), "text");
    WriteBuffer out = new WriteBuffer(8, MAX_MESSAGE_BYTES);
    ReadBuffer in = new ReadBuffer(new byte[0]);
    for (String text : List.of("a", "b".repeat(1000), "", "é".repeat(500), "c")) {
      out.clear();
      method.arguments().write(List.of(text), out);
      in.on(out.array(), out.start(), out.size());
      assertThat(method.arguments().read(in)).containsExactly(text);
    }
  }

  @Test
  void aMessageLargerThanItsLimitIsRefusedBeforeItIsSent() {
    MethodCodec method = prepare(codec(), "bytes");
    WriteBuffer out = new WriteBuffer(64, 1000);
    assertThatThrownBy(() -> method.arguments().write(List.of(new byte[2000]), out))
        .isInstanceOfSatisfying(RpcException.class, e -> {
          assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
          assertThat(e.execution()).isEqualTo(Execution.NOT_EXECUTED);
        });
  }

  @Test
  void aTextThatFitsItsLimitIsNotRefusedForWhatItMightHaveNeeded() throws Exception {
    MethodCodec method = prepare(codec(), "text");
    String text = "é".repeat(4000);
    WriteBuffer out = new WriteBuffer(64, 8200);
    method.arguments().write(List.of(text), out);
    assertThat(method.arguments().read(new ReadBuffer(out.toByteArray()))).containsExactly(text);
  }

  // Null: the same in every codec.

  @Test
  void aMessageThatMayNotBeNullIsRefusedNamingMethodAndParameterAndWhatToDo() {
    Codec codec = codec();
    for (String name : List.of("point", "wrapped", "future", "upload")) {
      assertRefused(() -> bytes(prepare(codec, name).arguments(), Collections.singletonList(null)),
          "tck.Codec/" + name, "parameter value", "@Nullable");
    }
    assertRefused(() -> bytes(prepare(codec, "twoMessages").arguments(), Arrays.asList(new Point(1, 2), null)),
        "tck.Codec/twoMessages", "parameter second", "@Nullable");
    assertRefused(() -> bytes(prepare(codec, "point").reply(), null), "tck.Codec/point", "reply", "@Nullable");
  }

  @Test
  void anArgumentThatCannotBeNullInJavaIsRefusedToo() {
    assertRefused(() -> bytes(prepare(codec(), "anInt").arguments(), Collections.singletonList(null)),
        "tck.Codec/anInt", "parameter value");
  }

  @Test
  void aNullCollectionIsAnEmptyOne() throws Exception {
    Codec codec = codec();
    for (String name : List.of("strings", "numbers", "points", "collection", "set", "lists")) {
      MethodCodec method = prepare(codec, name);
      assertThat(roundTrip(method.arguments(), Collections.singletonList(null)).get(0)).asInstanceOf(
          org.assertj.core.api.InstanceOfAssertFactories.collection(Object.class)).as(name).isEmpty();
    }
    assertThat(roundTrip(prepare(codec, "map").arguments(), Collections.singletonList(null)))
        .containsExactly(Map.of());
    assertThat((long[]) roundTrip(prepare(codec, "array").reply(), null)).isEmpty();
  }

  @Test
  void aNullElementIsRefusedNamingWhereItStands() {
    Codec codec = codec();
    List<@Nullable Object> nulls = Arrays.asList(SECRET, null);
    assertRefused(() -> bytes(prepare(codec, "strings").arguments(), List.of(nulls)), "tck.Codec/strings",
        "parameter values", "null element");
    assertRefused(() -> bytes(prepare(codec, "strings").reply(), nulls), "tck.Codec/strings", "reply");
    Map<@Nullable String, @Nullable Object> map = Collections.singletonMap(SECRET, null);
    assertRefused(() -> bytes(prepare(codec, "map").arguments(), List.of(map)), "tck.Codec/map", "parameter values");
    assertRefused(() -> bytes(prepare(codec, "words").arguments(), List.of((Object) new String[] {SECRET, null})),
        "tck.Codec/words", "parameter values");
    CodecTypes.Tree tree = new CodecTypes.Tree(SECRET, Collections.singletonList(null));
    assertRefused(() -> bytes(prepare(codec, "tree").arguments(), List.of(tree)), "tck.Codec/tree", "children",
        "Tree");
  }

  private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable write, String... texts) {
    assertThatThrownBy(write).isInstanceOfSatisfying(RpcException.class, e -> {
      assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(e.execution()).isEqualTo(Execution.NOT_EXECUTED);
      assertThat(e.getMessage()).contains(texts).doesNotContain(SECRET);
    });
  }

  // Declared errors.

  static Stream<CodecErrors.Fault> errors() {
    return CodecErrors.samples();
  }

  @ParameterizedTest
  @MethodSource("errors")
  void aDeclaredErrorArrivesAsItselfWithItsTextAndItsFields(CodecErrors.Fault error) throws Exception {
    String name = error.getClass().getName().replace('$', '.');
    MessageCodec<Throwable> codec = prepare(codec(), "fails").errors().get(name);
    assertThat(codec).as(name).isNotNull();
    Throwable received = roundTrip(codec, (Throwable) error);
    assertThat(received).hasSameClassAs(error);
    assertThat(((CodecErrors.Fault) received).state()).isEqualTo(error.state());
    assertThat(received).hasNoCause();
    byte[] again = throughAnother(METHODS.get("fails"), name, bytes(codec, (Throwable) error));
    assertThat(((CodecErrors.Fault) codec.read(padded(again))).state()).isEqualTo(error.state());
    for (int length = 0; length < 20; length++) {
      byte[] cutOff = Arrays.copyOf(bytes(codec, (Throwable) error), length);
      Throwable thrown = catchThrowable(() -> codec.read(padded(cutOff)));
      assertThat(thrown == null || thrown instanceof DecodeException).as("%s", thrown).isTrue();
    }
  }

  @Test
  void aMethodThatDeclaresNoErrorsHasNone() {
    assertThat(prepare(codec(), "point").errors()).isEmpty();
  }

  // Types that others stand for.

  @Test
  void whatMayStandForATypeIsAClosedList() {
    record Stranger(int value) {}

    MethodCodec method = prepare(codec(), "shapes");
    List<Object> strangers = List.of(new Stranger(7));
    assertRefused(() -> bytes(method.arguments(), List.of(strangers)), "tck.Codec/shapes", "parameter values");
    assertRefused(() -> bytes(prepare(codec(), "shape").arguments(), Collections.singletonList(null)),
        "tck.Codec/shape", "parameter value", "@Nullable");
  }

  // Bytes that are no message.

  @ParameterizedTest
  @MethodSource("cases")
  void aMessageThatIsCutOffIsRefusedOrAnotherMessageButNothingElse(Case call) {
    MethodCodec method = prepare(codec(), call.method());
    byte[] whole = bytes(method.arguments(), call.arguments());
    int step = Math.max(1, whole.length / 100);
    for (int length = 0; length < whole.length; length += step) {
      assertReadsOrRefuses(method, Arrays.copyOf(whole, length));
    }
  }

  @Test
  void aTextThatIsCutOffIsRefused() {
    MethodCodec method = prepare(codec(), "text");
    byte[] whole = bytes(method.arguments(), List.of("hello"));
    assertThatThrownBy(() -> method.arguments().read(padded(Arrays.copyOf(whole, whole.length - 1))))
        .isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bytesThatWereChangedAreRefusedOrAnotherMessageButNothingElse(Case call) {
    MethodCodec method = prepare(codec(), call.method());
    byte[] whole = bytes(method.arguments(), call.arguments());
    Random random = new Random(call.method().hashCode());
    for (int i = 0; i < 300 && whole.length > 0; i++) {
      byte[] changed = whole.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      assertReadsOrRefuses(method, changed);
    }
  }

  private static void assertReadsOrRefuses(MethodCodec method, byte[] bytes) {
    Throwable thrown = catchThrowable(() -> method.arguments().read(padded(bytes)));
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void whatATypesOwnConstructorRefusesIsAMessageThatCannotBeRead() {
    MethodCodec method = prepare(codec(), "even");
    byte[] even = bytes(method.arguments(), List.of(new CodecTypes.Even(2)));
    int refused = 0;
    for (int at = 0; at < even.length; at++) {
      byte[] odd = even.clone();
      odd[at]++;
      Throwable thrown = catchThrowable(() -> method.arguments().read(padded(odd)));
      if (thrown != null) {
        assertThat(thrown).asInstanceOf(throwable(DecodeException.class))
            .hasMessageNotContaining("odd: "); // it may quote a secret
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  // Preparation.

  @Test
  void preparingTwiceGivesTheSameBytes() {
    Codec codec = codec();
    List<@Nullable Object> arguments = List.of(new Point(1, 2));
    assertThat(bytes(prepare(codec, "point").arguments(), arguments))
        .isEqualTo(bytes(prepare(codec, "point").arguments(), arguments))
        .isEqualTo(bytes(prepare(codec(), "point").arguments(), arguments));
  }

  @Test
  void whatItCannotCarryStopsPreparationNamingTheMethod() {
    refusedService().ifPresent(service -> {
      for (MethodContract method : ServiceContract.of(service).methods()) {
        assertThatThrownBy(() -> codec().prepare(method)).isInstanceOf(ContractException.class)
            .hasMessageContaining(method.javaName());
      }
    });
  }

  private static MethodCodec prepare(Codec codec, String method) {
    return codec.prepare(METHODS.get(method));
  }

  private static <T extends @Nullable Object> T roundTrip(MessageCodec<T> codec, T value) throws DecodeException {
    return codec.read(padded(bytes(codec, value)));
  }

  private static <T extends @Nullable Object> byte[] bytes(MessageCodec<T> codec, T value) {
    WriteBuffer out = new WriteBuffer(16, MAX_MESSAGE_BYTES);
    codec.write(value, out);
    return out.toByteArray();
  }

  /** In the middle of other bytes, which are not the reader's. */
  private static ReadBuffer padded(byte[] bytes) {
    byte[] around = new byte[bytes.length + 24];
    Arrays.fill(around, (byte) 0xff);
    System.arraycopy(bytes, 0, around, 8, bytes.length);
    return new ReadBuffer(around, 8, bytes.length);
  }
}
