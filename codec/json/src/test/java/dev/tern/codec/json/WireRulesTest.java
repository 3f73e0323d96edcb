package dev.tern.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.RpcService;
import dev.tern.api.UnknownValue;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.WriteBuffer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Java values are in JSON, character by character, and what else is taken for them. */
class WireRulesTest {
  enum Color { RED, GREEN }

  enum Light { ON, @UnknownValue OTHER }

  record Lamp(Light light, List<Light> all, Map<Light, Light> map) {}

  record Person(String name, int age, @Nullable Person boss) {}

  record Numbers(byte b, short s, int i, long l, float f, double d) {}

  record Texts(String s, char c, byte[] bytes, Color color, Instant at, Duration took, LocalDate day, UUID id, URI uri,
      BigDecimal price, BigInteger whole) {}

  record Many(List<Integer> list, Set<String> set, int[] ints, Map<Integer, Color> map, List<List<String>> nested,
      Optional<String> text, OptionalInt count, @Nullable Color color) {}

  static class OutOfStock extends Exception {
    private static final long serialVersionUID = 1L;

    final String sku;

    OutOfStock(String message, String sku) {
      super(message);
      this.sku = sku;
    }
  }

  @RpcService
  interface Service {
    Person find(Person example) throws OutOfStock;

    Lamp lamp();

    int add(int left, long right);

    void nothing();

    Numbers numbers(Numbers value);

    Texts texts(Texts value);

    Many many(Many value);

    @Nullable String text(@Nullable String value);

    double real(double value);

    BigDecimal exact(BigDecimal value);

    long whole(long value);

    Map<Boolean, Double> flags(Map<Boolean, Double> value);

    List<Color> colors(List<Color> value);
  }

  private static Wired wired(String method) {
    return Wired.of(Service.class, method);
  }

  private static void refused(String method, String json, String text) {
    assertThatThrownBy(() -> wired(method).readRequest(json)).isInstanceOf(DecodeException.class).hasMessage(text)
        .hasNoCause();
  }

  // Shapes.

  @Test
  void aMessageIsAnObjectOfItsMembersAndNothingAroundIt() throws Exception {
    Person ada = new Person("Ada", 36, new Person("Bob", 50, null));
    String json = "{\"name\":\"Ada\",\"age\":36,\"boss\":{\"name\":\"Bob\",\"age\":50}}";
    assertThat(wired("find").request(ada)).isEqualTo(json);
    assertThat(wired("find").reply(ada)).isEqualTo(json);
    assertThat(wired("find").readRequest(json)).containsExactly(ada);
  }

  @Test
  void severalParametersAreMembersAndAReplyIsTheMemberResult() throws Exception {
    assertThat(wired("add").request(1, 2L)).isEqualTo("{\"left\":1,\"right\":2}");
    assertThat(wired("add").reply(3)).isEqualTo("{\"result\":3}");
    assertThat(wired("add").readRequest(" {\n\"right\" : 2 ,\t\"left\" : 1 }\r\n")).containsExactly(1, 2L);
    assertThat(wired("nothing").request()).isEqualTo("{}");
    assertThat(wired("nothing").reply(null)).isEqualTo("{}");
    assertThat(wired("nothing").readReply("{\"new\":[1,{}]}")).isNull();
    assertThat(wired("text").reply(null)).isEqualTo("{}");
    assertThat(wired("text").readReply("{\"result\":null}")).isNull();
  }

  @Test
  void aDeclaredErrorIsAnObjectOfItsTextAndItsFields() throws Exception {
    MessageCodec<Throwable> codec = wired("find").codec().errors().get(OutOfStock.class.getName().replace('$', '.'));
    String json = "{\"message\":\"none left\",\"sku\":\"x-1\"}";
    assertThat(Wired.write(codec, new OutOfStock("none left", "x-1"))).isEqualTo(json);
    assertThat(codec.read(Wired.padded(json.getBytes()))).hasMessage("none left").extracting("sku").isEqualTo("x-1");
  }

  @Test
  void scalarsAreNumbersAndStrings() throws Exception {
    assertThat(wired("numbers").reply(new Numbers((byte) -1, (short) 2, -3, Long.MIN_VALUE, 0.1f, 1e100)))
        .isEqualTo("{\"b\":-1,\"s\":2,\"i\":-3,\"l\":-9223372036854775808,\"f\":0.1,\"d\":1.0E100}");
    Texts texts = new Texts("é\"\\\n\u0001/😀", '上', new byte[] {1, 2, -1}, Color.GREEN,
        Instant.parse("2026-11-22T13:14:15.160Z"), Duration.ofMillis(-1500), LocalDate.of(2026, 2, 28), new UUID(1, 2),
        URI.create("https://example.org/?a=b&c"), new BigDecimal("100.00"), BigInteger.TEN.pow(30));
    assertThat(wired("texts").reply(texts)).isEqualTo("{\"s\":\"é\\\"\\\\\\n\\u0001/😀\",\"c\":\"上\","
        + "\"bytes\":\"AQL/\",\"color\":\"GREEN\",\"at\":\"2026-11-22T13:14:15.160Z\",\"took\":\"PT-1.5S\","
        + "\"day\":\"2026-02-28\",\"id\":\"00000000-0000-0001-0000-000000000002\","
        + "\"uri\":\"https://example.org/?a=b&c\",\"price\":100.00,\"whole\":1000000000000000000000000000000}");
    assertThat(wired("texts").readReply(wired("texts").reply(texts))).usingRecursiveComparison().isEqualTo(texts);
  }

  @Test
  void collectionsAreArraysAndMapsAreObjects() throws Exception {
    Many many = new Many(List.of(1, 2), Set.of("a"), new int[] {3, -4}, Map.of(-7, Color.RED),
        List.of(List.of(), List.of("x", "y")), Optional.of("t"), OptionalInt.of(0), null);
    String json = "{\"list\":[1,2],\"set\":[\"a\"],\"ints\":[3,-4],\"map\":{\"-7\":\"RED\"},"
        + "\"nested\":[[],[\"x\",\"y\"]],\"text\":\"t\",\"count\":0}";
    assertThat(wired("many").reply(many)).isEqualTo(json);
    assertThat(wired("many").readReply(json)).usingRecursiveComparison().isEqualTo(many);
    assertThat(wired("flags").request(new LinkedHashMap<>(Map.of(true, 1d)))).isEqualTo("{\"value\":{\"true\":1.0}}");
  }

  // What was left out, null, unknown.

  @Test
  void leftOutAndNullAreZeroEmptyOrNull() throws Exception {
    Many empty = new Many(List.of(), Set.of(), new int[0], Map.of(), List.of(), Optional.empty(), OptionalInt.empty(),
        null);
    assertThat(wired("many").readReply("{}")).usingRecursiveComparison().isEqualTo(empty);
    assertThat(wired("many").readReply("{\"list\":null,\"set\":null,\"ints\":null,\"map\":null,\"nested\":null,"
        + "\"text\":null,\"count\":null,\"color\":null}")).usingRecursiveComparison().isEqualTo(empty);
    assertThat(wired("numbers").readReply("{\"i\":null}")).isEqualTo(new Numbers((byte) 0, (short) 0, 0, 0, 0f, 0d));
    assertThat(wired("texts").readReply("{}")).hasFieldOrPropertyWithValue("c", '\0')
        .hasFieldOrPropertyWithValue("s", null);
  }

  @Test
  void membersMayComeInAnyOrderAndUnknownOnesArePassedOver() throws Exception {
    assertThat(wired("find").readRequest("{\"x\":{\"a\":[1,{\"b\":null}],\"a\":\"\\u00e9\"},\"age\":1,\"y\":-1e5,"
        + "\"@type\":\"Person\",\"name\":\"A\",\"z\":[[],{}]}")).containsExactly(new Person("A", 1, null));
  }

  @Test
  void aNameWrittenWithEscapesIsTheSameName() throws Exception {
    assertThat(wired("find").readRequest("{\"n\\u0061me\":\"A\"}")).containsExactly(new Person("A", 0, null));
    refused("find", "{\"name\":\"A\",\"n\\u0061me\":\"B\"}", "field name of Person: sent twice");
  }

  @Test
  void anUnknownEnumConstantIsNullInAMemberAndRefusedInACollection() throws Exception {
    assertThat(wired("many").readReply("{\"color\":\"BLUE\"}")).hasFieldOrPropertyWithValue("color", null);
    refused("colors", "{\"value\":[\"RED\",\"BLUE\"]}", "parameter value: unknown name in enum Color");
    refused("many", "{\"map\":{\"1\":\"BLUE\"}}", "field map of Many: unknown name in enum Color");
    refused("colors", "{\"value\":[\"red\"]}", "parameter value: unknown name in enum Color");
    refused("colors", "{\"value\":[0]}", "parameter value: a number where a string is expected");
  }

  @Test
  void anUnknownEnumConstantIsTheOneThatStandsForIt() throws Exception {
    assertThat(wired("lamp").readReply("{\"light\":\"DIM\",\"all\":[\"DIM\",\"ON\"],\"map\":{\"DIM\":\"OFF\"}}"))
        .isEqualTo(new Lamp(Light.OTHER, List.of(Light.OTHER, Light.ON), Map.of(Light.OTHER, Light.OTHER)));
  }

  @Test
  void namesOfParametersAreTheirPlaces() {
    refused("add", "{\"left\":\"x\"}", "parameter left: a string that is no number where a number is expected");
    refused("add", "{\"left\":{}}", "parameter left: an object where a number is expected");
    refused("add", "[1,2]", "request: an array where an object is expected");
    refused("add", "null", "request: null where an object is expected");
    refused("find", "null", "parameter example: null where an object is expected");
    refused("find", "{\"boss\":{\"boss\":{\"age\":true}}}",
        "field age of Person: a boolean where a number is expected");
    refused("find", "{\"name\":5}", "field name of Person: a number where a string is expected");
    refused("many", "{\"list\":{}}", "field list of Many: an object where an array is expected");
    refused("many", "{\"list\":[1,null]}", "field list of Many: null element");
    refused("many", "{\"map\":{\"1\":null}}", "field map of Many: null element");
    refused("many", "{\"map\":[]}", "field map of Many: an array where an object is expected");
    refused("texts", "{\"c\":\"ab\"}", "field c of Texts: a string that is not one character");
    refused("texts", "{\"bytes\":\"*\"}", "field bytes of Texts: a string that is not base64");
    refused("texts", "{\"at\":\"yesterday\"}", "field at of Texts: text is not a Instant");
    refused("texts", "{\"took\":\"1.5s\"}", "field took of Texts: text is not a Duration");
    refused("texts", "{\"day\":\"2026-02-30\"}", "field day of Texts: text is not a LocalDate");
  }

  // Numbers.

  @ParameterizedTest
  @ValueSource(strings = {"100.00", "1E+30", "0.10", "-0.000", "1E-400", "9E+400", "123456789012345678901234567890.50"})
  void exactNumbersKeepEveryDigit(String digits) throws Exception {
    BigDecimal exact = new BigDecimal(digits);
    assertThat(wired("exact").reply(exact)).isEqualTo("{\"result\":" + exact + "}");
    assertThat(wired("exact").readReply("{\"result\":" + digits + "}")).isEqualTo(exact);
    assertThat(wired("exact").readReply("{\"result\":\"" + digits + "\"}")).isEqualTo(exact);
  }

  @Test
  void exactNumbersOfAThousandDigitsTravel() throws Exception {
    for (String digits : List.of("9".repeat(1000), "-0." + "7".repeat(999), "-1." + "3".repeat(999) + "E-400")) {
      BigDecimal exact = new BigDecimal(digits);
      assertThat(wired("exact").readReply(wired("exact").reply(exact))).isEqualTo(exact);
    }
    for (BigDecimal tooLong : List.of(new BigDecimal("9".repeat(1100)), new BigDecimal("1E+401"))) {
      assertThatThrownBy(() -> wired("exact").reply(tooLong)).isInstanceOfSatisfying(RpcException.class, e -> {
        assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(e).hasMessageContaining("reply: BigDecimal too long to be read again");
      });
    }
  }

  @ParameterizedTest
  @CsvSource({"9007199254740993, 9007199254740993", "'\"9007199254740993\"', 9007199254740993", "1e3, 1000",
      "-9223372036854775808, -9223372036854775808", "5.0, 5", "'\"-1.5e1\"', -15", "-0, 0"})
  void wholeNumbersMayComeInEverySpelling(String json, long value) throws Exception {
    assertThat(wired("whole").readRequest("{\"value\":" + json + "}")).containsExactly(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "1.5", "1e19", "\"9223372036854775808\"", "1e400", "0.1"})
  void wholeNumbersThatDoNotFitAreRefused(String json) {
    refused("whole", "{\"value\":" + json + "}", "parameter value: number does not fit a long");
  }

  @ParameterizedTest
  @ValueSource(strings = {"+1", "01", "1.", ".5", "0x10", " 1", "1 ", "", "١", "NaN", "1e", "1_0", "1L"})
  void stringsThatAreNoJsonNumbersAreNoNumbers(String text) {
    refused("whole", "{\"value\":\"" + text + "\"}",
        "parameter value: a string that is no number where a number is expected");
  }

  @Test
  void smallTypesHaveTheirRanges() {
    refused("numbers", "{\"b\":128}", "field b of Numbers: number does not fit a byte");
    refused("numbers", "{\"s\":-32769}", "field s of Numbers: number does not fit a short");
    refused("numbers", "{\"i\":2147483648}", "field i of Numbers: number does not fit an int");
    refused("numbers", "{\"f\":1e39}", "field f of Numbers: number does not fit a float");
    refused("numbers", "{\"d\":1e309}", "field d of Numbers: number does not fit a double");
    refused("numbers", "{\"d\":-" + "9".repeat(400) + "}", "field d of Numbers: number does not fit a double");
  }

  @ParameterizedTest
  @CsvSource({"'\"NaN\"', NaN", "'\"Infinity\"', Infinity", "'\"-Infinity\"', -Infinity", "-0, -0.0", "-0.0, -0.0",
      "1, 1.0", "9007199254740993, 9.007199254740992E15", "'\"0.5\"', 0.5",
      "123456789012345678901234567890, 1.2345678901234568E29", "1e-999, 0.0"})
  void realNumbersAreTheNearestOnes(String json, double value) throws Exception {
    assertThat(wired("real").readRequest("{\"value\":" + json + "}")).containsExactly(value);
  }

  @Test
  void whatJsonHasNoNumberForIsAString() {
    assertThat(wired("real").reply(Double.NaN)).isEqualTo("{\"result\":\"NaN\"}");
    assertThat(wired("real").reply(Double.NEGATIVE_INFINITY)).isEqualTo("{\"result\":\"-Infinity\"}");
    refused("real", "{\"value\":NaN}", "request: not JSON, at character 12");
    refused("real", "{\"value\":\"nan\"}", "parameter value: a string that is no number where a number is expected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"+/8=", "+/8", "-_8=", "-_8"})
  void base64MayComeInBothAlphabetsWithPaddingOrWithout(String text) throws Exception {
    Texts read = (Texts) wired("texts").readReply("{\"bytes\":\"" + text + "\"}");
    assertThat(read.bytes()).isEqualTo(Base64.getDecoder().decode("+/8="));
  }

  @Test
  void keysHaveOneSpelling() throws Exception {
    assertThat(wired("many").readReply("{\"map\":{\"0\":\"RED\",\"-1\":\"RED\"}}")).extracting("map").isEqualTo(
        Map.of(0, Color.RED, -1, Color.RED));
    for (String key : List.of("01", "+1", "-0", "1.0", "", " 1")) {
      refused("many", "{\"map\":{\"" + key + "\":\"RED\"}}", "field map of Many: a key that is no whole number");
    }
    refused("many", "{\"map\":{\"2147483648\":\"RED\"}}", "field map of Many: a key that does not fit Integer");
    refused("flags", "{\"value\":{\"TRUE\":1}}", "parameter value: a key that is neither true nor false");
    refused("many", "{\"map\":{\"1\":\"RED\",\"1\":\"RED\"}}", "field map of Many: a key sent twice");
  }

  // What cannot be sent.

  @Test
  void halfASurrogatePairIsNotSent() {
    for (String half : List.of("\ud800", "\udc00x", "a\ud83d", "\ude00\ud83d")) {
      assertThatThrownBy(() -> wired("text").request(half)).isInstanceOfSatisfying(RpcException.class, e -> {
        assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(e.execution()).isEqualTo(Execution.NOT_EXECUTED);
        assertThat(e).hasMessageEndingWith("Service/text, parameter value: text with half a surrogate pair\n"
            + "  Send whole characters: the text was cut in the middle of one.");
      });
    }
  }

  @Test
  void aTextThatFitsItsLimitIsSentHoweverItIsSpelled() {
    Wired wired = wired("text");
    for (String letter : List.of("a", "\u0001", "上", "😀")) {
      for (int length = 1; length < 300; length++) {
        String text = letter.repeat(length);
        int limit = wired.request(text).getBytes(UTF_8).length;
        WriteBuffer out = new WriteBuffer(16, limit);
        wired.codec().arguments().write(List.of(text), out);
        assertThat(out.size()).isEqualTo(limit);
      }
    }
  }

  @Test
  void everyCharacterArrivesAsItself() throws Exception {
    StringBuilder all = new StringBuilder();
    for (int point = 0; point <= Character.MAX_CODE_POINT; point += point < 0x3000 ? 1 : 7) {
      if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
        all.appendCodePoint(point);
      }
    }
    String text = all.toString();
    assertThat(wired("text").readReply(wired("text").reply(text))).isEqualTo(text);
  }

  @Test
  void anElementOfAnotherTypeIsRefusedNamingTheTypes() {
    List<?> wrong = Arrays.asList(1.5, "x");
    Many many = new Many(cast(wrong), Set.of(), new int[0], Map.of(), List.of(), Optional.empty(), OptionalInt.empty(),
        null);
    assertThatThrownBy(() -> wired("many").request(many)).isInstanceOf(RpcException.class)
        .hasMessageContaining("a value is not of its declared type").hasMessageContaining("java.lang.Double");
  }

  @SuppressWarnings("unchecked")
  private static <T> List<T> cast(List<?> list) {
    return (List<T>) list;
  }

  @Test
  void aValueThatContainsItselfIsRefused() {
    List<List<Object>> circle = new ArrayList<>();
    circle.add(cast(circle));
    assertThatThrownBy(() -> Wired.of(Deep.class, "lists").request(circle)).isInstanceOf(RpcException.class)
        .hasMessageContaining("not of its declared type");
    Deep.Node node = new Deep.Node();
    node.next = List.of(node);
    assertThatThrownBy(() -> Wired.of(Deep.class, "nodes").request(node)).isInstanceOf(RpcException.class)
        .hasMessageContaining("field next of Node: nested deeper than 64");
  }

  @RpcService
  interface Deep {
    void lists(List<List<String>> lists);

    void nodes(Node node);

    class Node {
      List<Node> next = List.of();
    }
  }
}
