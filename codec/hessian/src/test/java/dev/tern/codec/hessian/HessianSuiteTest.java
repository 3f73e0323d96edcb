package dev.tern.codec.hessian;

import static dev.tern.codec.hessian.Wired.bytes;
import static dev.tern.codec.hessian.Wired.joined;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.caucho.hessian.test.TestHessian2;
import dev.tern.api.spi.DecodeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.jspecify.annotations.Nullable;

/**
 * The 183 methods of Hessian's own test service, one row per value, each as an argument and as a reply. Bytes are those
 * of the grammar, {@code xNN} and text; where the service's published comments have slips (a length of 31 as x0f, a
 * name of 34 chars as x22, a class java.lang.Hashtable), of hessian-lite, which is asked for every row that it can
 * write.
 */
class HessianSuiteTest {
  private static final String CLASS = "com.caucho.hessian.test.";
  private static final String TEST_OBJECT = "C x30 x22 " + CLASS + "TestObject x91 x06 _value ";
  private static final String DIGITS = "01234567890123456789012345678901";

  /** How a row is used. */
  private enum Use {
    /** Read, and written as the same bytes. */
    BOTH_WAYS,
    /** Read; written in another form, which the row says. */
    READ,
    /** Refused: no closed type set can express it. */
    REFUSED
  }

  /** @param argument its bytes as an argument, where references count the list of arguments */
  record Row(String name, String method, @Nullable Object value, byte[] bytes, byte[] argument, Use use) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Row row(String name, String method, @Nullable Object value, String bytes) {
    return new Row(name, method, value, bytes(bytes), bytes(bytes), Use.BOTH_WAYS);
  }

  private static Row row(String name, String method, Object value, String bytes, String argument) {
    return new Row(name, method, value, bytes(bytes), bytes(argument), Use.BOTH_WAYS);
  }

  private static Row read(String name, String method, Object value, String bytes) {
    return new Row(name, method, value, bytes(bytes), bytes(bytes), Use.READ);
  }

  private static Row refused(String name, String method, String bytes) {
    return new Row(name, method, null, bytes(bytes), bytes(bytes), Use.REFUSED);
  }

  static Stream<Row> rows() {
    List<Row> rows = new ArrayList<>();
    Stream.<Consumer<List<Row>>>of(HessianSuiteTest::plain, HessianSuiteTest::ints, HessianSuiteTest::longs,
        HessianSuiteTest::doubles, HessianSuiteTest::texts, HessianSuiteTest::collections, HessianSuiteTest::objects)
        .forEach(part -> part.accept(rows));
    return rows.stream();
  }

  private static void plain(List<Row> rows) {
    rows.add(row("Null", "nothing", null, "N"));
    rows.add(row("True", "truth", true, "T"));
    rows.add(row("False", "truth", false, "F"));
    // A Date has milliseconds, an Instant nanoseconds: it is read from a date and written as an object
    rows.add(read("Date_0", "date", Instant.EPOCH, "x4b x00 x00 x00 x00"));
    rows.add(read("Date_1", "date", Instant.parse("1998-05-08T09:51:31.000Z"), "x4a x00 x00 x00 xd0 x4b x92 x84 xb8"));
    rows.add(read("Date_2", "date", Instant.parse("1998-05-08T09:51:00.000Z"), "x4b x00 xe3 x83 x8f"));
  }

  private static void ints(List<Row> rows) {
    Map<String, String> bytes = new LinkedHashMap<>();
    bytes.put("0", "x90");
    bytes.put("1", "x91");
    bytes.put("47", "xbf");
    bytes.put("m16", "x80");
    bytes.put("0x30", "xc8 x30");
    bytes.put("0x7ff", "xcf xff");
    bytes.put("m17", "xc7 xef");
    bytes.put("m0x800", "xc0 x00");
    bytes.put("0x800", "xd4 x08 x00");
    bytes.put("0x3ffff", "xd7 xff xff");
    bytes.put("m0x801", "xd3 xf7 xff");
    bytes.put("m0x40000", "xd0 x00 x00");
    bytes.put("0x40000", "I x00 x04 x00 x00");
    bytes.put("0x7fffffff", "I x7f xff xff xff");
    bytes.put("m0x40001", "I xff xfb xff xff");
    bytes.put("m0x80000000", "I x80 x00 x00 x00");
    bytes.forEach((name, form) -> rows.add(row("Int_" + name, "number", (int) number(name), form)));
  }

  private static void longs(List<Row> rows) {
    Map<String, String> bytes = new LinkedHashMap<>();
    bytes.put("0", "xe0");
    bytes.put("1", "xe1");
    bytes.put("15", "xef");
    bytes.put("m8", "xd8");
    bytes.put("0x10", "xf8 x10");
    bytes.put("0x7ff", "xff xff");
    bytes.put("m9", "xf7 xf7");
    bytes.put("m0x800", "xf0 x00");
    bytes.put("0x800", "x3c x08 x00");
    bytes.put("0x3ffff", "x3f xff xff");
    bytes.put("m0x801", "x3b xf7 xff");
    bytes.put("m0x40000", "x38 x00 x00");
    bytes.put("0x40000", "x59 x00 x04 x00 x00");
    bytes.put("0x7fffffff", "x59 x7f xff xff xff");
    bytes.put("m0x40001", "x59 xff xfb xff xff");
    bytes.put("m0x80000000", "x59 x80 x00 x00 x00");
    bytes.put("0x80000000", "L x00 x00 x00 x00 x80 x00 x00 x00");
    bytes.put("m0x80000001", "L xff xff xff xff x7f xff xff xff");
    bytes.forEach((name, form) -> rows.add(row("Long_" + name, "large", number(name), form)));
  }

  /** As the service spells numbers in the names of its methods. */
  private static long number(String name) {
    return Long.decode(name.replace("m", "-"));
  }

  private static void doubles(List<Row> rows) {
    Map<String, String> bytes = new LinkedHashMap<>();
    bytes.put("0_0", "x5b");
    bytes.put("1_0", "x5c");
    bytes.put("2_0", "x5d x02");
    bytes.put("127_0", "x5d x7f");
    bytes.put("m128_0", "x5d x80");
    bytes.put("128_0", "x5e x00 x80");
    bytes.put("m129_0", "x5e xff x7f");
    bytes.put("32767_0", "x5e x7f xff");
    bytes.put("m32768_0", "x5e x80 x00");
    bytes.put("0_001", "x5f x00 x00 x00 x01");
    bytes.put("m0_001", "x5f xff xff xff xff");
    bytes.put("65_536", "x5f x00 x01 x00 x00");
    bytes.put("3_14159", "D x40 x09 x21 xf9 xf0 x1b x86 x6e");
    bytes.forEach((name, form) -> rows.add(row("Double_" + name, "real",
        Double.parseDouble(name.replace("m", "-").replace('_', '.')), form)));
  }

  private static void texts(List<Row> rows) {
    String k = lines(16, "%02d 456789012345678901234567890123456789012345678901234567890123\n");
    String large = lines(1024, "%03d 56789012345678901234567890123456789012345678901234567890123\n");
    String half = large.substring(0, 0x8000);
    text(rows, "0", "", "x00", "x20", "");
    rows.add(row("String_null", "text", null, "N"));
    rows.add(row("Binary_null", "binary", null, "N"));
    text(rows, "1", "0", "x01", "x21", "0");
    rows.add(row("String_31", "text", DIGITS.substring(0, 31), "x1f " + DIGITS.substring(0, 31)));
    rows.add(row("String_32", "text", DIGITS, "x30 x20 " + DIGITS));
    rows.add(row("Binary_15", "binary", DIGITS.substring(0, 15).getBytes(US_ASCII), "x2f " + DIGITS.substring(0, 15)));
    rows.add(row("Binary_16", "binary", DIGITS.substring(0, 16).getBytes(US_ASCII), "x34 x10 "
        + DIGITS.substring(0, 16)));
    text(rows, "1023", k.substring(0, 1023), "x33 xff", "x37 xff", k.substring(0, 1023));
    text(rows, "1024", k, "S x04 x00", "B x04 x00", k);
    byte[] string = joined(bytes("R x80 x00"), half.getBytes(US_ASCII), bytes("S x80 x00"),
        large.substring(0x8000).getBytes(US_ASCII));
    rows.add(new Row("String_65536", "text", large, string, string, Use.BOTH_WAYS));
    byte[] binary = joined(bytes("A x80 x00"), half.getBytes(US_ASCII), bytes("B x80 x00"),
        large.substring(0x8000).getBytes(US_ASCII));
    rows.add(new Row("Binary_65536", "binary", large.getBytes(US_ASCII), binary, binary, Use.BOTH_WAYS));
  }

  private static String lines(int count, String format) {
    StringBuilder text = new StringBuilder();
    IntStream.range(0, count).forEach(i -> text.append(String.format(format, format.contains("3d") ? i % 1000 : i)));
    return text.toString();
  }

  private static void text(List<Row> rows, String name, String value, String head, String binaryHead, String body) {
    byte[] string = joined(bytes(head), body.getBytes(US_ASCII));
    rows.add(new Row("String_" + name, "text", value, string, string, Use.BOTH_WAYS));
    byte[] binary = joined(bytes(binaryHead), body.getBytes(US_ASCII));
    rows.add(new Row("Binary_" + name, "binary", value.getBytes(US_ASCII), binary, binary, Use.BOTH_WAYS));
  }

  private static void collections(List<Row> rows) {
    String[] heads = {"x78", "x79", "x7f", "X x98"};
    String[] typedHeads = {"x70 x07 [string", "x71 x07 [string", "x77 x07 [string", "V x07 [string x98"};
    int[] lengths = {0, 1, 7, 8};
    for (int i = 0; i < lengths.length; i++) {
      List<String> elements = IntStream.rangeClosed(1, lengths[i]).mapToObj(Integer::toString).toList();
      String body = " " + String.join(" ", elements.stream().map(element -> "x01 " + element).toList());
      rows.add(row("UntypedFixedList_" + lengths[i], "list", new ArrayList<>(elements), (heads[i] + body).trim()));
      rows.add(row("TypedFixedList_" + lengths[i], "array", elements.toArray(new String[0]),
          (typedHeads[i] + body).trim()));
    }
    Map<Integer, String> byNumber = new LinkedHashMap<>();
    byNumber.put(0, "a");
    byNumber.put(1, "b");
    String table = "M x13 java.util.Hashtable ";
    rows.add(row("UntypedMap_0", "byText", Map.of(), "H Z"));
    rows.add(row("UntypedMap_1", "byText", Map.of("a", 0), "H x01 a x90 Z"));
    rows.add(row("UntypedMap_2", "byNumber", byNumber, "H x90 x01 a x91 x01 b Z"));
    // Maps have no type in a closed set: read whatever it is called, and written as untyped ones
    rows.add(read("TypedMap_0", "byText", Map.of(), table + "Z"));
    rows.add(read("TypedMap_1", "byText", Map.of("a", 0), table + "x01 a x90 Z"));
    rows.add(read("TypedMap_2", "byNumber", byNumber, table + "x90 x01 a x91 x01 b Z"));
    // A list is no key: no method can declare such a map
    rows.add(refused("UntypedMap_3", "byText", "H x79 x01 a x90 Z"));
    rows.add(refused("TypedMap_3", "byText", table + "x79 x01 a x90 Z"));
  }

  private static void objects(List<Row> rows) {
    rows.add(row("Object_0", "one", TestHessian2.each()[0], "C x1a " + CLASS + "A0 x90 x60"));
    StringBuilder all = new StringBuilder("X xa1");
    for (int i = 0; i <= 16; i++) {
      all.append(String.format(" C x%02x %sA%d x90 ", i < 10 ? 26 : 27, CLASS, i));
      all.append(i < 16 ? String.format("x6%x", i) : "O xa0");
    }
    rows.add(row("Object_16", "all", new ArrayList<>(List.of(TestHessian2.each())), all.toString()));
    rows.add(row("Object_1", "object", TestHessian2.around(0), TEST_OBJECT + "x60 x90"));
    rows.add(row("Object_2", "objects", new ArrayList<>(List.of(TestHessian2.around(0), TestHessian2.around(1))),
        "x7a " + TEST_OBJECT + "x60 x90 x60 x91"));
    rows.add(row("Object_2a", "objects", TestHessian2.shared(0, 2), "x7a " + TEST_OBJECT + "x60 x90 Q x91",
        "x7a " + TEST_OBJECT + "x60 x90 Q x92"));
    rows.add(row("Object_2b", "objects", new ArrayList<>(List.of(TestHessian2.around(0), TestHessian2.around(0))),
        "x7a " + TEST_OBJECT + "x60 x90 x60 x90"));
    String cons = "C x30 x20 " + CLASS + "TestCons x92 x06 _first x05 _rest x60 x01 a Q ";
    rows.add(row("Object_3", "cons", TestHessian2.circle(), cons + "x90", cons + "x91"));
  }

  @Test
  void allOf183MethodsAreHere() {
    long replies = rows().count();
    long arguments = rows().filter(row -> !row.name().matches("(String|Binary)_null")).count();
    assertThat(replies + arguments + 1).as("with methodNull").isEqualTo(183);
    assertThat(rows().map(Row::name)).doesNotHaveDuplicates();
  }

  @Test
  void methodNull() throws Exception {
    Wired wired = Wired.of(TestHessian2.class, "nothing");
    assertThat(wired.request()).isEqualTo(bytes("x78"));
    assertThat(wired.readRequest(bytes("x78"))).isEmpty();
    assertThat(wired.reply(null)).isEqualTo(bytes("N"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void reply(Row row) throws Exception {
    Wired wired = Wired.of(TestHessian2.class, row.method());
    if (row.use() == Use.REFUSED) {
      assertThatThrownBy(() -> wired.readReply(row.bytes())).isInstanceOf(DecodeException.class);
      return;
    }
    assertThat(wired.readReply(row.bytes())).isEqualTo(row.value());
    if (row.use() == Use.BOTH_WAYS) {
      assertThat(wired.reply(row.value())).isEqualTo(row.bytes());
    } else {
      assertThat(wired.readReply(wired.reply(row.value()))).isEqualTo(row.value());
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void argument(Row row) throws Exception {
    if (row.name().equals("Null")) {
      Wired text = Wired.of(TestHessian2.class, "text");
      assertThat(text.readRequest(bytes("x79 N"))).containsOnlyNulls();
      assertThat(text.request((Object) null)).isEqualTo(bytes("x79 N"));
      return;
    }
    Wired wired = Wired.of(TestHessian2.class, row.method());
    byte[] bytes = joined(bytes("x79"), row.argument());
    if (row.use() == Use.REFUSED) {
      assertThatThrownBy(() -> wired.readRequest(bytes)).isInstanceOf(DecodeException.class);
      return;
    }
    assertThat(wired.readRequest(bytes).get(0)).isEqualTo(row.value());
    if (row.use() == Use.BOTH_WAYS) {
      assertThat(wired.request(row.value())).isEqualTo(bytes);
    }
  }

  /** But hessian-lite cuts bytes into other chunks, and sorts the fields of a bean. */
  static Stream<Row> writtenElsewhere() {
    return rows().filter(row -> row.use() == Use.BOTH_WAYS && !row.name().matches("Binary_65536|Object_3"));
  }

  @ParameterizedTest
  @MethodSource("writtenElsewhere")
  void hessianLiteWritesTheSame(Row row) {
    assertThat(Wired.lite(row.value() instanceof Map<?, ?> map ? new java.util.HashMap<>(map) : row.value()))
        .isEqualTo(row.bytes());
  }

  @Test
  void theSharedObjectIsOneObjectAndTheCircleCloses() throws Exception {
    byte[] shared = Wired.of(TestHessian2.class, "objects").reply(TestHessian2.shared(0, 2));
    List<?> objects = (List<?>) Wired.of(TestHessian2.class, "objects").readReply(shared);
    assertThat(objects.get(0)).isSameAs(objects.get(1));
    Wired cons = Wired.of(TestHessian2.class, "cons");
    Object circle = cons.readReply(cons.reply(TestHessian2.circle()));
    assertThat(circle).extracting("_rest").isSameAs(circle);
  }
}
