package dev.tern.codec.hessian;

import static dev.tern.codec.hessian.Wired.bytes;
import static dev.tern.codec.hessian.Wired.definition;
import static dev.tern.codec.hessian.Wired.joined;
import static dev.tern.codec.hessian.Wired.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import dev.tern.api.spi.DecodeException;
import dev.tern.codec.hessian.Shapes.Circle;
import dev.tern.codec.hessian.Shapes.Color;
import dev.tern.codec.hessian.Shapes.Link;
import dev.tern.codec.hessian.Shapes.Node;
import dev.tern.codec.hessian.Shapes.Pair;
import dev.tern.codec.hessian.Shapes.Rich;
import dev.tern.codec.hessian.Shapes.Service;
import dev.tern.codec.hessian.Shapes.Square;
import dev.tern.codec.hessian.Shapes.Times;
import dev.tern.codec.hessian.Shapes.Tree;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that nobody honest sends: refused by a DecodeException, at a price in proportion to their length. */
class HostileBytesTest {
  private static final String SHAPES = "dev.tern.codec.hessian.Shapes$";
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static void refused(String method, byte[] bytes, String text) {
    Throwable thrown = read(Wired.of(Service.class, method), bytes);
    assertThat(thrown).isInstanceOf(DecodeException.class).hasMessage(text).hasNoCause();
    assertThat(thrown.getStackTrace()).isEmpty();
  }

  /** Whatever comes out, the memory it took is in proportion. The first time loads classes: then the second counts. */
  private static Throwable read(Wired wired, byte[] bytes) {
    long most = (1 << 20) + 64L * bytes.length;
    Throwable thrown = null;
    long allocated = Long.MAX_VALUE;
    for (int time = 0; time < 2 && allocated >= most; time++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      thrown = catchThrowable(() -> wired.readReply(bytes));
      allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated).isLessThan(most);
    return thrown;
  }

  private static void refused(String method, String notation, String text) {
    refused(method, bytes(notation), text);
  }

  private static Map<String, Object> honest() {
    Node node = new Node("a");
    node.next = new Node("b");
    node.next.next = node;
    node.link = new Link(node.next, List.of());
    node.all.add(node);
    Pair pair = new Pair(1, -70_000);
    Map<String, Object> values = new TreeMap<>();
    values.put("rich", new Rich("é上😀", new byte[40], new int[] {1, 2, 300_000}, Map.of("k", pair, "l", pair),
        Set.of(Color.RED, Color.BLUE), Optional.of(pair), List.of(new Circle(0.5), new Square(pair, new Circle(1))),
        Map.of(7L, List.of(1, 2)), 'x', 3.25, new Color[] {Color.RED, Color.RED}));
    values.put("times", new Times(Instant.now(), Duration.ofMillis(-5), LocalDate.EPOCH,
        ZonedDateTime.parse("2026-11-22T13:14:15+01:00[Europe/Berlin]"), ZoneId.of("Asia/Shanghai"), BigDecimal.TEN,
        BigInteger.ONE.shiftLeft(70)));
    values.put("tree", new Tree("a",
        List.of(new Tree("b", List.of(new Tree("c", List.of()))), new Tree("", List.of()))));
    values.put("node", node);
    values.put("lists", List.of(List.of(List.of("a", "b"), List.of())));
    values.put("pairs", Set.of(pair, new Pair(1, 2)));
    return values;
  }

  /** More with {@code -Dterntest.frames=1000000}. */
  @Test
  void aHundredThousandChangedFrames() {
    int frames = Integer.getInteger("terntest.frames", 120_000);
    Map<String, Object> honest = honest();
    Random random = new Random(20_261_122);
    int refused = 0;
    for (Map.Entry<String, Object> entry : honest.entrySet()) {
      Wired wired = Wired.of(Service.class, entry.getKey());
      byte[][] wholes = {wired.reply(entry.getValue()), Wired.lite(entry.getValue())};
      for (int i = 0; i < frames / honest.size(); i++) {
        byte[] changed = change(wholes[i & 1], random);
        Throwable thrown = read(wired, changed);
        if (thrown != null) {
          assertThat(thrown).isInstanceOf(DecodeException.class);
          refused++;
        }
      }
    }
    assertThat(refused).isBetween(frames / 3, frames);
  }

  private static byte[] change(byte[] whole, Random random) {
    byte[] changed = random.nextInt(4) > 0 ? whole.clone() : Arrays.copyOf(whole, random.nextInt(whole.length * 2));
    for (int change = random.nextInt(4); change >= 0 && changed.length > 0; change--) {
      int at = random.nextInt(changed.length);
      changed[at] = switch (random.nextInt(5)) {
        case 0 -> (byte) (changed[at] ^ 1 << random.nextInt(8));
        case 1 -> (byte) "QCOHMVXZRSANTILD".charAt(random.nextInt(16));
        case 2 -> (byte) (changed[at] + 1);
        case 3 -> changed[random.nextInt(changed.length)];
        default -> (byte) random.nextInt();
      };
    }
    return changed;
  }

  @ParameterizedTest
  @ValueSource(strings = {"V x90 I x02 x62 x5a x00", "V x04 [int I x02 x62 x5a x00", "X I x02 x62 x5a x00",
      "V x04 [int I x7f xff xff xff x90", "V x04 [int I xff xff xff xff"})
  void fortyMillionIntsThatAreNotThere(String notation) {
    byte[] bytes = bytes(notation);
    Throwable thrown = catchThrowable(() -> Wired.of(Service.class, "array").readReply(bytes));
    assertThat(thrown).isInstanceOf(DecodeException.class);
    refused("array", "X I x02 x62 x5a x00", "reply: list of 40000000 elements with 0 bytes left");
    refused("numbers", "X I x7f xff xff xff x90", "reply: list of 2147483647 elements with 1 bytes left");
    refused("numbers", "X L x7f xff xff xff xff xff xff xff",
        "reply: list of 9223372036854775807 elements with 0 bytes left");
  }

  @ParameterizedTest
  @CsvSource({"200000, 57", "1000000, 57", "1000000, 79", "1000000, 48"})
  void nestingOverflowsNoStack(int levels, String tag) throws Exception {
    byte[] nested = new byte[levels];
    Arrays.fill(nested, (byte) Integer.parseInt(tag, 16));
    byte[] unknown = joined(bytes(definition(SHAPES + "Pair", "unknown") + " x60"), nested);
    byte[] trees = bytes(definition(SHAPES + "Tree", "children") + " " + "x60 x79 ".repeat(1000));
    byte[] tree = joined(bytes(definition(SHAPES + "Tree", "children")), pairs(levels, 0x60, 0x79));
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread small = new Thread(null, () -> failure.set(catchThrowable(() -> {
      refused("pair", unknown, "reply: nested deeper than 64");
      assertThatThrownBy(() -> Wired.of(Service.class, "lists").readReply(nested)).isInstanceOf(DecodeException.class);
      assertThatThrownBy(() -> Wired.of(Service.class, "several").readRequest(nested))
          .isInstanceOf(DecodeException.class);
      refused("tree", trees, "field children of Tree: nested deeper than 64");
      refused("tree", tree, "field children of Tree: nested deeper than 64");
    })), "small stack", 512 << 10);
    small.start();
    small.join();
    assertThat(failure.get()).isNull();
  }

  private static byte[] pairs(int count, int first, int second) {
    byte[] pairs = new byte[2 * count];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = (byte) (i % 2 == 0 ? first : second);
    }
    return pairs;
  }

  @Test
  void sixtyFourLevelsAreFine() throws Exception {
    Tree tree = new Tree("leaf", List.of());
    for (int i = 1; i < 64; i++) {
      tree = new Tree(null, List.of(tree));
    }
    Wired wired = Wired.of(Service.class, "tree");
    assertThat(wired.readReply(wired.reply(tree))).isEqualTo(tree);
  }

  @Test
  void textsAndBytesWhoseLengthsLie() {
    refused("text", "x1f abc", "reply: text of 31 chars with 3 bytes left");
    refused("text", "x33 xff abc", "reply: text of 1023 chars with 3 bytes left");
    refused("text", "S xff xff abc", "reply: text of 65535 chars with 3 bytes left");
    refused("text", "R xff xff abc", "reply: text of 65535 chars with 3 bytes left");
    refused("text", "R x00 x01 a R x00 x02 bc x05 d", "reply: text of 5 chars with 1 bytes left");
    refused("text", "R x00 x01 a", "reply: message cut off");
    refused("text", "R x00 x01 a x90", "reply: tag 90 where text should stand");
    refused("text", "S x00", "reply: message cut off");
    refused("binary", "x2f abc", "reply: chunk of 15 bytes with 3 left");
    refused("binary", "x37 xff abc", "reply: chunk of 1023 bytes with 3 left");
    refused("binary", "A xff xff abc", "reply: chunk of 65535 bytes with 3 left");
    refused("binary", "B xff xff abc", "reply: chunk of 65535 bytes with 3 left");
    refused("binary", "x34 xff abc", "reply: chunk of 255 bytes with 3 left");
    refused("text", "x30 xff abc", "reply: text of 255 chars with 3 bytes left");
    refused("numbers", "x7f x91", "reply: message cut off");
    refused("numbers", "x77 " + text("java.util.ArrayList") + " x91", "reply: message cut off");
    refused("numbers", "V " + text("java.util.ArrayList") + " I x7f xff xff xff x91",
        "reply: list of 2147483647 elements with 1 bytes left");
    refused("binary", "A x00 x01 a", "reply: message cut off");
    refused("binary", "A x00 x01 a x01 b", "reply: tag 1 where bytes should stand");
    refused("text", "x03 abcd", "1 bytes after the end of the message");
  }

  @Test
  void manyEmptyChunks() throws Exception {
    byte[] empty = bytes("R x00 x00 ".repeat(300_000).trim());
    assertThat(Wired.of(Service.class, "text").readReply(joined(empty, bytes("x01 a")))).isEqualTo("a");
    byte[] ones = bytes("A x00 x01 a ".repeat(100_000).trim());
    refused("binary", joined(ones, bytes("x20")), "reply: far more memory asked for than the bytes are worth");
  }

  @ParameterizedTest
  @CsvSource({"x01 x80", "x02 xc0 x80", "x01 xc3", "x01 xe0 x80 x80", "x02 xf0 x80 x80 x80", "x02 xf4 x90 x80 x80",
      "x01 xf0 x9f x98 x80", "x01 xf8 x88 x80 x80 x80", "x03 a xff a", "x01 xc3 a"})
  void textThatIsNotUtf8(String notation) {
    assertThatThrownBy(() -> Wired.of(Service.class, "text").readReply(bytes(notation)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void textOfOtherLanguages() throws Exception {
    assertThat(Wired.of(Service.class, "text").readReply(bytes("x02 xf0 x9f x98 x80"))).isEqualTo("😀");
    assertThat(Wired.of(Service.class, "text").readReply(bytes("x02 xed xa0 xbd xed xb8 x80"))).isEqualTo("😀");
  }

  @Test
  void definitionsHaveABound() {
    String empty = "C x01 a x90 ";
    refused("pair", empty.repeat(257) + "N", "reply: more than 256 class definitions");
    refused("pair", "C x01 a xca x01 N", "reply: number does not fit the limit of 512 fields");
    refused("pair", "C x01 a I x7f xff xff xff", "reply: number does not fit the limit of 512 fields");
    refused("pair", "C x01 a x8f N", "reply: number does not fit the limit of 512 fields");
    refused("pair", "C x01 a xca x00 x01 b", "reply: message cut off");
    refused("pair", "C x90 x90 N", "reply: tag 90 where text should stand");
    refused("pair", "C S x04 x01 " + "a".repeat(1025) + " x90 N", "reply: name longer than 1024");
    refused("pair", "C R x02 x00 " + "a".repeat(512) + " S x02 x01 " + "a".repeat(513) + " x90 N",
        "reply: name longer than 1024");
    refused("pair", "x60", "reply: object without a class definition");
    refused("pair", "O I xff xff xff xff", "reply: object without a class definition");
    refused("pair", empty + "O x91", "reply: object without a class definition");
    refused("pair", definition(SHAPES + "Pair", "a", "b", "a") + " x60 x91 x92 x93",
        "reply: field a of Pair stands twice");
    refused("pair", "H x01 a x91 x01 a x92 Z", "reply: field a of Pair stands twice");
    StringBuilder wide = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      wide.append("C x01 a xca x00 ").append("x00 ".repeat(512));
    }
    assertThatThrownBy(() -> Wired.of(Service.class, "pair").readReply(bytes(wide + "N")))
        .isInstanceOf(DecodeException.class);
    StringBuilder types = new StringBuilder("X xc9 x2c ");
    for (int i = 0; i < 300; i++) {
      types.append("x70 ").append(text("[object")).append(' ');
    }
    refused("lists", types.toString(), "reply: more than 256 type names");
  }

  @Test
  void manyObjectsOfFewBytesCostNoMoreThanTheyWeigh() {
    byte[] objects = new byte[500_000];
    Arrays.fill(objects, (byte) 0x60);
    refused("wides", joined(bytes(definition(SHAPES + "Wide") + " W"), objects, bytes("Z")),
        "reply: far more memory asked for than the bytes are worth");
    refused("riches", joined(bytes(definition(SHAPES + "Rich") + " W"), objects, bytes("Z")),
        "reply: far more memory asked for than the bytes are worth");
    byte[] sets = bytes("x70 " + text("[object") + " x70 x90".repeat(200_000));
    refused("setsOfSets", joined(bytes("W"), sets, bytes("Z")),
        "reply: far more memory asked for than the bytes are worth");
    byte[] lists = new byte[500_000];
    Arrays.fill(lists, (byte) 0x78);
    refused("lists", joined(bytes("W"), lists, bytes("Z")),
        "reply: far more memory asked for than the bytes are worth");
    byte[] skipped = new byte[999_000];
    Arrays.fill(skipped, (byte) 0x78);
    refused("pair", joined(bytes(definition(SHAPES + "Pair", "x") + " x60 W"), skipped, bytes("Z x90")),
        "1 bytes after the end of the message");
  }

  @Test
  void aMillionElementsAndNoMore() throws Exception {
    byte[] ints = new byte[1_000_001];
    Arrays.fill(ints, (byte) 0x91);
    refused("numbers", joined(bytes("W"), ints, bytes("Z")),
        "reply: more than 1000000 messages, entries and elements");
    assertThat((int[]) Wired.of(Service.class, "array").readReply(joined(bytes("W"), ints, bytes("Z"))))
        .as("primitives are counted by their bytes").hasSize(1_000_001);
  }

  @Test
  void elementsOfOneHashCodeCostNoMoreThanTheyWeigh() {
    StringBuilder pairs = new StringBuilder(definition(SHAPES + "Pair", "a", "b") + " x57 ");
    for (int a = 0; a < 1000; a++) {
      int b = -31 * a;
      pairs.append(String.format("x60 I x00 x00 x%02x x%02x I x%02x x%02x x%02x x%02x ", a >> 8, a & 0xff, b >>> 24,
          b >> 16 & 0xff, b >> 8 & 0xff, b & 0xff));
    }
    refused("pairs", pairs + "Z", "reply: too many elements of one hash code (limit 64)");
  }

  @Test
  void whatStandsTwiceOrNotAtAll() {
    refused("map", "H x91 x01 a x91 x01 b Z", "reply: key that stands twice");
    refused("map", "H x91 x01 a xe1 x01 b Z", "reply: key that stands twice");
    refused("map", "H N x01 a Z", "reply: null key");
    refused("map", "H x91 N Z", "reply: null value");
    refused("map", "H x91 Z", "reply: tag 5a where text should stand");
    refused("map", "H x91 x01 a", "reply: message cut off");
    refused("numbers", "x7a x91 N", "reply: null element");
    refused("numbers", "W x91", "reply: message cut off");
    refused("pair", "N", "reply: null where a message should stand");
    assertThatThrownBy(() -> Wired.of(Service.class, "several").readRequest(bytes("x7b x91 N N")))
        .isInstanceOf(DecodeException.class).hasMessage("parameter pair: null where a message should stand");
    assertThatThrownBy(() -> Wired.of(Service.class, "several").readRequest(bytes("x7a x91 N")))
        .isInstanceOf(DecodeException.class).hasMessage("parameter pair: null where a message should stand");
  }

  @Test
  void valuesOfAnotherTypeThanDeclared() {
    refused("numbers", "x79 x01 a", "reply: tag 1 where a number should stand");
    refused("numbers", "x79 L x00 x00 x00 x01 x00 x00 x00 x00", "reply: number does not fit an int");
    refused("numbers", "x79 D x3f xe0 x00 x00 x00 x00 x00 x00", "reply: number is not a whole one");
    refused("small", "xc8 x80", "reply: number does not fit a byte");
    refused("real", "D x7f xe0 x00 x00 x00 x00 x00 x00", "reply: number does not fit a float");
    refused("flag", "x91", "reply: tag 91 where true or false should stand");
    refused("letter", "x02 ab", "reply: text of 2 chars where one should stand");
    refused("pair", "x79 x91", "reply: tag 79 where an object of Pair should stand");
    refused("colors", definition(SHAPES + "Color", "name") + " x79 x60 x03 RAD",
        "reply: unknown constant of an enum as element");
    refused("colors", "x79 x03 RAD", "reply: unknown constant of an enum as element");
    refused("colors", definition(SHAPES + "Color", "name") + " x7a x60 x03 RAD Q x91",
        "reply: unknown constant of an enum as element");
    refused("colors", definition(SHAPES + "Color") + " x79 x60", "reply: object without its name");
    refused("array", "x79 x79 x91", "reply: tag 79 where a number should stand");
    refused("text", "@", "reply: tag 40 where text should stand");
    refused("pair", definition(SHAPES + "Pair", "a") + " x60 @", "field a of Pair: tag 40 where a number should stand");
    refused("pair", definition(SHAPES + "Pair", "x") + " x60 @", "reply: tag 40 where a number should stand");
  }

  @Test
  void numbersAndTimesHaveBounds() {
    refused("times", definition(SHAPES + "Times", "amount") + " x60 " + definition("java.math.BigDecimal", "value")
        + " x61 " + text("1E+1000000000"), "field amount of Times: text too long for a BigDecimal");
    refused("times", definition(SHAPES + "Times", "amount") + " x60 " + text("9".repeat(1003)),
        "field amount of Times: text too long for a BigDecimal");
    String whole = definition("java.math.BigInteger", "signum", "mag") + " x60 ";
    refused("whole", whole + "x91 x58 xc8 x69 " + "x91 ".repeat(105), "reply: number too long for a BigInteger");
    refused("whole", whole + "x90 x79 x91", "reply: BigInteger refuses its values: NumberFormatException");
    refused("whole", whole + "x95 x79 x91", "reply: BigInteger refuses its values: NumberFormatException");
    String instant = definition("com.alibaba.com.caucho.hessian.io.java8.InstantHandle", "seconds", "nanos") + " x60 ";
    refused("instant", instant + "L x7f xff xff xff xff xff xff xff x90",
        "reply: Instant refuses its values: DateTimeException");
    refused("times", definition(SHAPES + "Times", "date") + " x60 x0a 2026-02-30",
        "field date of Times: text is not a LocalDate");
    refused("times", definition(SHAPES + "Times", "zoned") + " x60 "
        + definition("com.alibaba.com.caucho.hessian.io.java8.ZonedDateTimeHandle") + " x61",
        "field zoned of Times: ZonedDateTime refuses its values: NullPointerException");
  }
}
