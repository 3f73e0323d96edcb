package dev.tern.codec.hessian;

import static dev.tern.codec.hessian.Wired.bytes;
import static dev.tern.codec.hessian.Wired.definition;
import static dev.tern.codec.hessian.Wired.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.RpcService;
import dev.tern.api.UnknownValue;
import dev.tern.api.spi.CodecFactory;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MessageCodec;
import dev.tern.codec.hessian.Shapes.Both;
import dev.tern.codec.hessian.Shapes.Circle;
import dev.tern.codec.hessian.Shapes.Color;
import dev.tern.codec.hessian.Shapes.Failed;
import dev.tern.codec.hessian.Shapes.Pair;
import dev.tern.codec.hessian.Shapes.Rich;
import dev.tern.codec.hessian.Shapes.Service;
import dev.tern.codec.hessian.Shapes.Square;
import dev.tern.codec.hessian.Shapes.Times;
import dev.tern.codec.hessian.Shapes.Tree;
import dev.tern.codec.hessian.Shapes.User;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/wire.md says of Hessian, beside the bytes of a well-behaved sender. */
class WireRulesTest {
  private static final String SHAPES = "dev.tern.codec.hessian.Shapes$";

  static class Base {
    int number;
  }

  static final class Derived extends Base {
    int more;
  }

  record Reals(float real, Float boxed, float[] many) {}

  enum Shade { DARK }

  enum Light { ON, @UnknownValue OTHER }

  record Lamp(@Nullable Shade shade, @Nullable Shade again, Light light) {}

  @RpcService(name = "demo.Rules")
  interface Rules {
    Base bean(Base value);

    Reals reals(Reals value);

    Lamp lamp(Lamp value);

    void nothing();

    List<List<String>> lists(List<List<String>> value);
  }

  private static Object read(String method, String notation) throws DecodeException {
    return Wired.of(Service.class, method).readReply(bytes(notation));
  }

  @Test
  void argumentsAreAListInTheirOrderAndAReplyIsTheValue() throws Exception {
    Wired several = Wired.of(Service.class, "several");
    byte[] request = several.request(5, null, new Pair(1, 2), null, List.of("a"), Optional.empty());
    assertThat(request).isEqualTo(bytes("x7e x95 N " + definition(SHAPES + "Pair", "a", "b")
        + " x60 x91 x92 N x79 x01 a N"));
    assertThat(Wired.of(Service.class, "text").reply("a")).isEqualTo(bytes("x01 a"));
    assertThat(several.reply(null)).isEqualTo(bytes("N"));
    assertThat(several.readReply(bytes("x01 a"))).as("void").isNull();
  }

  @Test
  void aParameterMoreOrLessAtTheEndIsNoBreak() throws Exception {
    Wired several = Wired.of(Service.class, "several");
    String pair = definition(SHAPES + "Pair", "a", "b") + " x60 x91 x92 ";
    assertThat(several.readRequest(bytes("x7b x95 x01 t " + pair)))
        .containsExactly(5, "t", new Pair(1, 2), null, List.of(), Optional.empty());
    assertThat(several.readRequest(bytes("V x07 [object x98 x95 x01 t " + pair + "N N Q x91 x79 x90 H x90 x91 Z")))
        .containsExactly(5, "t", new Pair(1, 2), null, List.of(), Optional.of(new Pair(1, 2)));
    assertThat(several.readRequest(bytes("W x95 x01 t " + pair + "Z"))).hasSize(6);
  }

  @Test
  void fieldsStandInAnyOrderAndMayBeMissingOrUnknown() throws Exception {
    assertThat(read("pair", definition(SHAPES + "Pair", "b", "what", "a") + " x60 x92 x79 C x01 x x90 x61 x91"))
        .isEqualTo(new Pair(1, 2));
    assertThat(read("user", definition(SHAPES + "User") + " x60")).isEqualTo(new User(0, null, List.of()));
    assertThat(read("rich", definition(SHAPES + "Rich") + " x60")).usingRecursiveComparison()
        .isEqualTo(new Rich(null, null, new int[0], Map.of(), Set.of(), Optional.empty(), List.of(), Map.of(), '\0', 0,
            new Color[0]));
    assertThat(read("user", definition(SHAPES + "User", "id", "roles") + " x60 N N"))
        .isEqualTo(new User(0, null, List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"N", "T", "F", "x90", "xc8 x00", "xd4 x00 x00", "I x00 x00 x00 x00", "xe0", "xf8 x00",
      "x3c x00 x00", "x59 x00 x00 x00 x00", "L x00 x00 x00 x00 x00 x00 x00 x00", "x5b", "x5c", "x5d x01", "x5e x00 x01",
      "x5f x00 x00 x00 x01", "D x00 x00 x00 x00 x00 x00 x00 x00", "x4a x00 x00 x00 x00 x00 x00 x00 x00",
      "x4b x00 x00 x00 x00", "x00", "x01 a", "x30 x01 a", "S x00 x01 a", "R x00 x01 a x01 b", "x20", "x21 a",
      "x34 x01 a", "B x00 x01 a", "A x00 x01 a x21 b", "x78", "x79 x90", "X x91 x90", "x71 x01 t x90",
      "V x01 t x91 x90", "W x90 Z", "U x01 t x90 Z", "H x90 T Z", "M x01 t x90 T Z", "Q x90", "C x01 c x91 x01 f x61 N",
      "C x01 c x90 O x91", "x79 x79 H x78 x60 x90 x90 Z"})
  void whatIsPassedOverMayBeAnything(String notation) throws Exception {
    assertThat(read("pair", definition(SHAPES + "Pair", "unknown", "a") + " x60 " + notation + " x91"))
        .isEqualTo(new Pair(1, 0));
  }

  @Test
  void anObjectMayBeAMapOfItsMembers() throws Exception {
    assertThat(read("pair", "H x01 a x91 x01 b x92 Z")).isEqualTo(new Pair(1, 2));
    assertThat(read("pair", "M " + text(SHAPES + "Pair") + " x01 b x92 Z")).isEqualTo(new Pair(0, 2));
    assertThat(read("shape", "M " + text(SHAPES + "Circle") + " x06 radius x5d x02 Z")).isEqualTo(new Circle(2));
    assertThatThrownBy(() -> read("shape", "H x06 radius x5d x02 Z")).isInstanceOf(DecodeException.class)
        .hasMessage("reply: object of a class that cannot stand for Shape");
    assertThatThrownBy(() -> read("pair", "H x91 x91 Z")).isInstanceOf(DecodeException.class)
        .hasMessage("reply: tag 91 where the name of a member of Pair should stand");
  }

  @ParameterizedTest
  @CsvSource({"x91, 1", "xe1, 1", "x5c, 1", "x5d x80, -128", "x59 x00 x00 x00 x07, 7", "xc8 x30, 48", "N, 0",
      "x5f x00 x00 x03 xe8, 1"})
  void wholeNumbersOfEveryFormAreInts(String notation, int value) throws Exception {
    assertThat(read("array", "x79 " + notation.replace("N", "x90"))).isEqualTo(new int[] {value});
    assertThat(((Pair) read("pair", "H x01 a " + notation + " Z")).a()).isEqualTo(value);
  }

  @Test
  void aConstantThatIsUnknownHereIsNullInAFieldOrTheOneMadeForIt() throws Exception {
    String light = definition(WireRulesTest.class.getName() + "$Light", "name");
    String lamp = definition(WireRulesTest.class.getName() + "$Lamp", "shade", "again", "light") + " x60 ";
    String shade = definition(WireRulesTest.class.getName() + "$Shade", "name");
    assertThat(Wired.of(Rules.class, "lamp").readReply(bytes(lamp + shade + " x61 x04 BLUE Q x91 " + light
        + " x62 x05 FLASH"))).isEqualTo(new Lamp(null, null, Light.OTHER));
    assertThat(Wired.of(Rules.class, "lamp").readReply(bytes(lamp + "x04 DARK N x02 ON")))
        .isEqualTo(new Lamp(Shade.DARK, null, Light.ON));
  }

  @Test
  void jdkValuesAreReadAsTextToo() throws Exception {
    Times times = (Times) read("times", "H x04 date x0a 2026-11-22 x04 zone x0d Asia/Shanghai x06 amount x05 12.30"
        + " x05 whole x02 -5 x07 instant x4a x00 x00 x00 x00 x00 x00 x03 xe8 Z");
    assertThat(times).isEqualTo(new Times(Instant.ofEpochSecond(1), null, LocalDate.of(2026, 11, 22), null,
        ZoneId.of("Asia/Shanghai"), new BigDecimal("12.30"), BigInteger.valueOf(-5)));
    assertThat(read("colors", "x7a x03 RED x04 BLUE")).isEqualTo(Set.of(Color.RED, Color.BLUE));
    assertThat(read("times", "H x04 zone " + definition("com.alibaba.com.caucho.hessian.io.java8.ZoneOffsetHandle",
        "seconds") + " x60 xd4 x70 x80 Z")).extracting("zone").hasToString("+08:00");
  }

  @ParameterizedTest
  @ValueSource(floats = {0f, -0f, 1f, 0.1f, -0.001f, 3.14159f, 1e-10f, 1e30f, 16_777_217f, 123.456f, 70_000.5f,
      Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, Float.POSITIVE_INFINITY, 2_147_483.6f})
  void floatsArriveAsTheyWere(float value) throws Exception {
    Reals reals = new Reals(value, value, new float[] {value});
    Wired wired = Wired.of(Rules.class, "reals");
    Reals read = (Reals) wired.readReply(wired.reply(reals));
    assertThat(new Float[] {read.real, read.boxed, read.many[0]}).containsOnly(value);
    assertThat(Wired.readLite(Wired.of(Service.class, "real").reply(value), float.class)).isEqualTo(value);
  }

  @Test
  void aTenthIsATenthInEveryLanguage() {
    assertThat(Wired.of(Service.class, "real").reply(0.1f)).isEqualTo(bytes("x5f x00 x00 x00 x64"));
  }

  @Test
  void collectionsThatWereReadCanBeChangedEmptyOnesToo() throws Exception {
    Both both = (Both) read("both", definition(SHAPES + "Both") + " x60");
    both.list().add(new Pair(1, 1));
    both.texts().add("more");
    assertThat(((Both) read("both", definition(SHAPES + "Both") + " x60")).list()).isEmpty();
    ((Rich) read("rich", definition(SHAPES + "Rich") + " x60")).map().put("k", new Pair(0, 0));
  }

  @Test
  void anErrorIsTheObjectOfItsClassAndItsTextIsCalledDetailMessage() throws Exception {
    MessageCodec<Throwable> codec =
        Wired.of(Service.class, "fails").codec().errors().get("dev.tern.codec.hessian.Shapes.Failed");
    byte[] sent = Wired.write(codec, new Failed("gone", new Pair(1, 2)));
    assertThat(sent).isEqualTo(bytes(definition(SHAPES + "Failed", "detailMessage", "where") + " x60 x04 gone "
        + definition(SHAPES + "Pair", "a", "b") + " x61 x91 x92"));
    Failed read = (Failed) codec.read(Wired.padded(bytes("H x0d detailMessage x04 gone x0a stackTrace x79 N Z")));
    assertThat(read).hasMessage("gone").extracting(Failed::where).isNull();
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable write, String text) {
    assertThatThrownBy(write).isInstanceOfSatisfying(RpcException.class, e -> {
      assertThat(e).hasMessage(text);
      assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(e.execution()).isEqualTo(Execution.NOT_EXECUTED);
    });
  }

  @Test
  void whatAReaderWouldRefuseIsNotSent() {
    Tree tree = new Tree("leaf", List.of());
    for (int i = 0; i < 64; i++) {
      tree = new Tree(null, List.of(tree));
    }
    Tree deepest = tree;
    refused(() -> Wired.of(Service.class, "tree").reply(deepest),
        "demo.Shapes/tree, field children of Tree: nested deeper than 64\n  Flatten the structure.");
    refused(() -> Wired.of(Service.class, "times")
            .reply(new Times(null, null, null, null, null, new BigDecimal("1E+500"), null)),
        "demo.Shapes/times, field amount of Times: BigDecimal too long to be read again\n"
            + "  Numbers travel with up to 1000 digits and exponents up to 400.");
    refused(() -> Wired.of(Service.class, "whole").reply(BigInteger.ONE.shiftLeft(4000)),
        "demo.Shapes/whole, reply: BigInteger too long to be read again\n"
            + "  Numbers travel with up to 1000 digits and exponents up to 400.");
    refused(() -> Wired.of(Service.class, "numbers").reply(Collections.nCopies(1_000_001, 1)),
        "demo.Shapes/numbers, reply: more than 1000000 messages, entries and elements\n"
            + "  Send less at once. What is referred to twice counts twice.");
  }

  @Test
  void theLargestThatIsSentIsRead() throws Exception {
    Wired numbers = Wired.of(Service.class, "numbers");
    List<Integer> most = Collections.nCopies(999_999, 1000);
    assertThat(numbers.readReply(numbers.reply(most))).isEqualTo(most);
    Wired whole = Wired.of(Service.class, "whole");
    BigInteger long1000 = BigInteger.TEN.pow(999).negate();
    assertThat(whole.readReply(whole.reply(long1000))).isEqualTo(long1000);
  }

  @Test
  void nullsInCollectionsAreRefusedNamingWhereTheyStand() {
    Wired several = Wired.of(Service.class, "several");
    refused(() -> several.request(1, "", new Pair(0, 0), null, Arrays.asList("a", null), null),
        "demo.Shapes/several, parameter texts: null element\n  Leave it out: nulls do not travel in collections.");
    Map<Integer, String> map = new HashMap<>();
    map.put(null, "a");
    refused(() -> Wired.of(Service.class, "map").reply(map),
        "demo.Shapes/map, reply: null key\n  Leave the entry out: nulls do not travel in maps.");
    refused(() -> Wired.of(Service.class, "several").request(1, "", null, null, List.of(), null),
        "demo.Shapes/several, parameter pair: null\n"
            + "  Pass a value, or mark it @Nullable or Optional in the interface.");
    refused(() -> Wired.of(Service.class, "several").request(null, "", null, null, List.of(), null),
        "demo.Shapes/several, parameter number: null where a primitive is declared\n  Pass a value.");
  }

  @Test
  void aSubclassIsNotCutDownToItsSuperclass() {
    refused(() -> Wired.of(Rules.class, "bean").reply(new Derived()), "demo.Rules/bean, reply: a Derived where Base is"
        + " declared\n  Declare the type that is sent, or send an instance of the declared one.");
  }

  @Test
  void aValueOfAnotherTypeThanDeclaredIsRefused() {
    assertThatThrownBy(() -> Wired.of(Service.class, "numbers").reply(List.of("secret")))
        .isInstanceOf(RpcException.class).hasMessageStartingWith("demo.Shapes/numbers, a value is not of its declared")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> Wired.of(Service.class, "pair").reply("secret")).isInstanceOf(RpcException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void aListThatChangesWhileItIsWrittenIsRefused() {
    List<Integer> shrinking = new AbstractList<>() {
      private int asked;

      @Override
      public Integer get(int index) {
        return index;
      }

      @Override
      public int size() {
        return asked++ == 0 ? 5 : 3;
      }
    };
    assertThatThrownBy(() -> Wired.of(Service.class, "numbers").reply(shrinking)).isInstanceOf(RpcException.class)
        .hasMessageContaining("a collection that changed while it was written");
  }

  @Test
  void sealedTypesSayWhichOfThemTheyAre() throws Exception {
    Wired shape = Wired.of(Service.class, "shape");
    Square square = new Square(new Pair(1, 1), new Circle(0.5));
    assertThat(shape.readReply(shape.reply(square))).isEqualTo(square);
    assertThatThrownBy(() -> shape.readReply(Wired.of(Service.class, "pair").reply(new Pair(1, 1))))
        .isInstanceOf(DecodeException.class).hasMessage("reply: object of a class that cannot stand for Shape");
  }

  @Test
  void listsInListsKeepTheirPlaces() throws Exception {
    Wired lists = Wired.of(Rules.class, "lists");
    List<List<String>> value = List.of(List.of(), List.of("a"), List.of());
    assertThat(lists.readReply(lists.reply(value))).isEqualTo(value);
  }

  @Test
  void whatItIs() {
    HessianCodec codec = new HessianCodec();
    assertThat(codec.name()).isEqualTo("hessian");
    assertThat(codec.contentSubtype()).isEqualTo("hessian");
    assertThat(ServiceLoader.load(CodecFactory.class)).anySatisfy(
        factory -> assertThat(factory.name()).isEqualTo("hessian"));
  }
}
