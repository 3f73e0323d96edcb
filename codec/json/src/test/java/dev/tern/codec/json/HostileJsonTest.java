package dev.tern.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import dev.tern.api.RpcService;
import dev.tern.api.spi.DecodeException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that nobody honest sends: refused by a DecodeException, at a price in proportion to their length. */
class HostileJsonTest {
  enum Color { RED, GREEN }

  sealed interface Shape permits Circle, Group {}

  record Circle(double radius) implements Shape {}

  record Group(List<Shape> parts, @Nullable Shape outline) implements Shape {}

  record Tree(String label, List<Tree> children) {}

  record Plain(int anInt, long aLong, boolean aBool, float aFloat, double aDouble, byte aByte, char aChar, String text,
      byte[] bytes, Color color, Optional<String> maybe) {}

  record Holder(List<Integer> ints, Set<String> strings, Map<String, Long> map, Map<Integer, List<Color>> keyed,
      double[] reals, List<List<Integer>> nested, BigDecimal exact, Instant at, LocalDate day) {}

  record Wide(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m, int n, int o,
      int p, int q, int r, int s, int t) {}

  /** Its hash code is whatever a sender likes, as that of every record of numbers. */
  record Pair(int a, int b) {}

  @RpcService
  interface Service {
    Plain plain(Plain message);

    Holder holder(Holder message);

    Tree tree(Tree message);

    Shape shape(Shape value);

    void wides(List<Wide> items);

    void pairs(Set<Pair> items);

    void keys(Map<String, Integer> map);

    void texts(List<String> items);

    void sets(List<Set<Integer>> items);

    void lists(List<List<Integer>> items);

    void maps(List<Map<String, Integer>> items);

    void exact(List<BigDecimal> items);

    void whole(List<BigInteger> items);

    void instants(List<Instant> items);

    void hours(List<LocalTime> items);

    void years(List<Year> items);

    void longs(long[] items);

    void reals(List<Double> items);

    void floats(float[] items);

    void zoned(List<ZonedDateTime> items);

    void dates(List<LocalDate> items);

    void times(List<OffsetDateTime> items);

    void shapes(List<Shape> items);

    void ints(int[] items);
  }

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final String TOO_MUCH = "nested deeper than 64, or a number of more than 1000 digits";

  private static Wired wired(String method) {
    return Wired.of(Service.class, method);
  }

  private static void refused(String method, String json, String text) {
    refused(method, json.getBytes(UTF_8), text);
  }

  private static void refused(String method, byte[] bytes, String text) {
    assertThatThrownBy(() -> wired(method).readRequest(bytes)).isInstanceOf(DecodeException.class)
        .hasMessage(text).hasNoCause().satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }

  @Test
  void aHundredThousandChangedFrames() {
    Map<String, Object> messages = new LinkedHashMap<>();
    messages.put("plain", new Plain(1, -2, true, 3, 4.5e-7, (byte) 5, '7', "é\"上😀\u0001", new byte[9], Color.RED,
        Optional.of("x")));
    messages.put("holder", new Holder(List.of(1, -1), Set.of("a", "é"), Map.of("k", 1L), Map.of(2, List.of(Color.RED)),
        new double[] {0.5, Double.NaN}, List.of(List.of(1), List.of()), new BigDecimal("1.50E-7"), Instant.EPOCH,
        LocalDate.EPOCH));
    messages.put("tree", new Tree("a", List.of(new Tree("b", List.of(new Tree("c", List.of()))))));
    messages.put("shape", new Group(List.of(new Circle(1), new Group(List.of(), new Circle(2))), new Circle(3)));
    Random random = new Random(20_261_122);
    int refused = 0;
    for (Map.Entry<String, Object> each : messages.entrySet()) {
      Wired wired = wired(each.getKey());
      byte[] whole = wired.request(each.getValue()).getBytes(UTF_8);
      for (int i = 0; i < 25_000; i++) {
        byte[] changed = change(whole, random);
        Throwable thrown = catchThrowable(() -> wired.readRequest(changed));
        if (thrown != null) {
          assertThat(thrown).isInstanceOf(DecodeException.class);
          refused++;
        }
        long before = THREADS.getCurrentThreadAllocatedBytes(); // the first time may have loaded classes
        catchThrowable(() -> wired.readRequest(changed));
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan((1 << 20) + 64L * changed.length);
      }
    }
    assertThat(refused).isBetween(50_000, 99_000);
  }

  /** Often by what means something in JSON, and by parts put elsewhere: another byte alone is mostly no JSON at all. */
  private static byte[] change(byte[] whole, Random random) {
    byte[] symbols = "{}[]\",:\\0123456789eE+-.tfn@ \u00e9".getBytes(UTF_8);
    byte[] changed = random.nextInt(4) > 0 ? whole.clone() : Arrays.copyOf(whole, random.nextInt(whole.length * 2));
    for (int change = random.nextInt(4); change >= 0 && changed.length > 0; change--) {
      int at = random.nextInt(changed.length);
      switch (random.nextInt(5)) {
        case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> changed[at] = (byte) random.nextInt();
        case 2 -> {
          int from = random.nextInt(whole.length);
          System.arraycopy(whole, from, changed, at,
              Math.min(random.nextInt(20), Math.min(whole.length - from, changed.length - at)));
        }
        default -> changed[at] = symbols[random.nextInt(symbols.length)];
      }
    }
    return changed;
  }

  // Text.

  @ParameterizedTest
  @CsvSource({"80", "c0 80", "c3", "ed a0 80", "ed b0 80", "f4 90 80 80", "f8 88 80 80 80", "e0 80 80", "f0 80 80 80",
      "41 ff 41", "ef bf bd 80"})
  void textThatIsNotUtf8(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    for (String place : List.of("{\"label\":\"?\"}", "{\"unknown\":\"?\"}", "{\"?\":1}", "{}?")) {
      int at = place.indexOf('?');
      byte[] json = (place.substring(0, at) + "\0".repeat(bytes.length) + place.substring(at + 1)).getBytes(UTF_8);
      System.arraycopy(bytes, 0, json, at, bytes.length);
      assertThatThrownBy(() -> wired("tree").readRequest(json)).isInstanceOf(DecodeException.class)
          .hasMessageEndingWith(": not UTF-8").hasNoCause();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud800", "\\udc00", "\\ud83d\\ud83d\\ude00", "\\ude00\\ud83d", "\\uD800x", "a\\ud83d\\n",
      "\\\\\\ud800", "\\ud83d\\\\ude00", "\\ud83d\\u0041"})
  void halfASurrogatePair(String text) {
    for (String json : List.of("{\"label\":\"?\"}", "{\"unknown\":[\"?\"]}", "{\"?\":1}")) {
      assertThatThrownBy(() -> wired("tree").readRequest(json.replace("?", text))).isInstanceOf(DecodeException.class)
          .hasMessageContaining("half a surrogate pair, at byte ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud83d\\ude00", "\\\\ud800", "\\\\\\\\udc00", "\\\\\\ud83d\\ude00", "\\uD83D\\uDE00"})
  void wholePairsAndBackslashesAreText(String text) throws Exception {
    assertThat(wired("tree").readRequest("{\"label\":\"" + text + "\"}").get(0)).extracting("label")
        .isEqualTo(text.replace("\\\\", "\u0000").replaceAll("(?i)\\\\ud83d\\\\ude00", "😀").replace("\u0000", "\\"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "{\"label\"", "{\"label\":", "{\"label\":\"", "{\"label\":\"a\"",
      "{\"children\":[", "{\"children\":[{}", "{\"unknown\":[[", "{\"label\":\"\\", "{\"label\":\"\\u12"})
  void whatIsCutOff(String json) {
    assertThatThrownBy(() -> wired("tree").readRequest(json)).isInstanceOf(DecodeException.class).hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}{}", "{}}", "{},", "{} x", "{}\u0000", "/**/{}", "{}//", "{/**/}", "{\"a\":1,}", "{'a':1}",
      "{a:1}", "{\"a\":+1}", "{\"a\":01}", "{\"a\":.1}", "{\"a\":1.}", "{\"a\":0x1}", "{\"a\":TRUE}",
      "{\"a\":Infinity}", "{\"a\":\"\t\"}", "{\"a\":\"\\x\"}", "{\"a\":[1,]}", "{\"a\":[,1]}", "{\"a\" 1}",
      "{\"a\":1 \"b\":2}", "{,}", "#\n{}", "\uFEFF{}", "{\"a\":\"\u0000\"}", "{1:2}", "{\"a\":nul}", "{\"a\":1e}",
      "{\"a\":--1}", "{}\u00a0"})
  void whatIsAlmostJson(String json) {
    assertThatThrownBy(() -> wired("tree").readRequest(json)).isInstanceOf(DecodeException.class).hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
  void otherEncodingsAreNotGuessed(String charset) throws Exception {
    byte[] bytes = "{\"label\":\"a\"}".getBytes(charset);
    assertThatThrownBy(() -> wired("tree").readRequest(bytes)).isInstanceOf(DecodeException.class);
  }

  @Test
  void membersSentTwice() {
    refused("tree", "{\"label\":\"a\",\"label\":\"a\"}", "field label of Tree: sent twice");
    refused("tree", "{\"label\":null,\"children\":[],\"label\":null}", "field label of Tree: sent twice");
    refused("keys", "{\"map\":{},\"map\":{}}", "parameter map: sent twice");
    refused("keys", "{\"map\":{\"a\":1,\"b\":2,\"a\":1}}", "parameter map: a key sent twice");
  }

  // Lengths.

  @Test
  void namesOfAnyLengthCostWhatTheyWeigh() throws Exception {
    String key = "k".repeat(64 << 10);
    assertThat(wired("keys").readRequest("{\"map\":{\"" + key + "\":1}}")).containsExactly(Map.of(key, 1));
    Wired keys = wired("keys");
    for (int i = 0; i < 50; i++) { // other names each time: a table of them would grow
      String json = "{\"" + (i + "é").repeat(16 << 10) + "\":1,\"map\":{\"" + (i + "k").repeat(32 << 10) + "\":1}}";
      byte[] bytes = json.getBytes(UTF_8);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      keys.readRequest(bytes);
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan((1 << 20) + 16L * bytes.length);
    }
  }

  @Test
  void numbersHaveABound() {
    String text = "parameter items: text too long for a BigDecimal";
    refused("exact", "{\"items\":[1E+1000000000]}", text);
    refused("exact", "{\"items\":[1E-401]}", text);
    refused("exact", "{\"items\":[\"1e401\"]}", text);
    refused("whole", "{\"items\":[1E+1000000000]}", text);
    refused("exact", "{\"items\":[1E+99999999999999999999]}", text);
    String tooLong = "parameter items: " + TOO_MUCH;
    refused("exact", "{\"items\":[" + "9".repeat(1_100) + "]}", tooLong);
    refused("ints", "{\"items\":[" + "9".repeat(1_000_000) + "]}", tooLong);
    refused("exact", "{\"items\":[0." + "9".repeat(1_000_000) + "]}", tooLong);
    refused("exact", "{\"items\":[\"" + "9".repeat(1_000_000) + "\"]}",
        "parameter items: a string that is no number where a number is expected");
    refused("tree", "{\"unknown\":" + "9".repeat(1_000_000) + "}", "Tree: " + TOO_MUCH);
  }

  @Test
  void manyElementsCostNoMoreThanTheyWeigh() {
    Map<String, String> elements = new LinkedHashMap<>();
    elements.put("wides", "{}");
    elements.put("texts", "\"\"");
    elements.put("sets", "[0]");
    elements.put("lists", "[]");
    elements.put("maps", "{}");
    elements.put("exact", "1");
    elements.put("whole", "1");
    elements.put("instants", "\"2026-11-22T13:14:15Z\"");
    elements.put("hours", "\"13:14\"");
    elements.put("years", "\"2026\" \"1\"");
    elements.put("dates", "\"2026-11-22\"");
    elements.put("times", "\"2026-11-22T13:14Z\"");
    elements.put("shapes", "{\"a\":0,\"@type\":\"Circle\"}");
    elements.put("ints", "7 \"7\" 7e0");
    elements.put("longs", "\"7\" 7e0");
    elements.put("reals", "7 \"7\" 0.1 -0");
    elements.put("floats", "7 \"7\" 0.1");
    elements.put("zoned", "\"2026-11-22T13:14Z\"");
    for (Map.Entry<String, String> each : elements.entrySet()) {
      for (String one : each.getValue().split(" ")) {
        costsNoMoreThanItWeighs(each.getKey(), one);
      }
    }
    refused("wides", "{\"items\":[" + "{},".repeat(500_000) + "{}]}",
        "parameter items: far more memory asked for than the bytes are worth");
  }

  private static void costsNoMoreThanItWeighs(String method, String one) {
    Wired wired = wired(method);
    byte[] bytes = ("{\"items\":[" + (one + ",").repeat(200_000) + one + "]}").getBytes(UTF_8);
    catchThrowable(() -> wired.readRequest("{\"items\":[" + one + "]}")); // classes loaded
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Throwable thrown = catchThrowable(() -> wired.readRequest(bytes));
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as(method + " " + one).isLessThan((1 << 20) + 64L * bytes.length);
    if (thrown != null) {
      assertThat(thrown).as(method + " " + one)
          .hasMessageEndingWith("far more memory asked for than the bytes are worth");
    }
  }

  @Test
  void moreThanAMillionElementsAreRefused() {
    refused("texts", "{\"items\":[" + "\"\",".repeat(1_000_000) + "\"\"]}",
        "parameter items: more than 1000000 messages, entries and elements");
    refused("tree", "{\"unknown\":[" + "[],".repeat(1_000_000) + "0]}",
        "Tree: more than 1000000 messages, entries and elements");
  }

  @Test
  void numbersAreCountedByTheirBytes() throws Exception {
    String json = "{\"items\":[" + "0,".repeat(1_999_999) + "0]}";
    assertThat((int[]) wired("ints").readRequest(json).get(0)).hasSize(2_000_000);
  }

  // Hash codes.

  @Test
  void elementsOfOneHashCodeCostNoMoreThanTheyWeigh() {
    String pairs = IntStream.range(0, 40_000).mapToObj(i -> "{\"a\":" + i + ",\"b\":" + -31 * i + "}")
        .collect(Collectors.joining(",", "{\"items\":[", "]}"));
    Wired wired = wired("pairs");
    long before = THREADS.getCurrentThreadCpuTime();
    Throwable refusal = catchThrowable(() -> wired.readRequest(pairs));
    // Seconds if every element is compared with every other, milliseconds if not.
    assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - before)).isLessThan(Duration.ofSeconds(1));
    assertThat(refusal).isInstanceOf(DecodeException.class)
        .hasMessage("parameter items: too many elements of one hash code (limit 64)");
  }

  @Test
  void keysAndNamesOfOneHashCodeCostNoMoreThanTheyWeigh() throws Exception {
    String[] halves = {"Aa", "BB"};
    List<String> names = IntStream.range(0, 1 << 15).mapToObj(i -> IntStream.range(0, 15)
        .mapToObj(bit -> halves[i >> bit & 1]).collect(Collectors.joining())).toList();
    assertThat(names.stream().map(String::hashCode).distinct()).hasSize(1);
    String entries = names.stream().map(name -> "\"" + name + "\":1").collect(Collectors.joining(","));
    Wired keys = wired("keys");
    long before = THREADS.getCurrentThreadCpuTime();
    assertThat((Map<?, ?>) keys.readRequest("{\"map\":{" + entries + "}}").get(0)).hasSize(1 << 15);
    assertThat(keys.readRequest("{\"map\":{}," + entries + "}")).containsExactly(Map.of());
    assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - before)).isLessThan(Duration.ofSeconds(1));
  }
}
