package dev.tern.codec.hessian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.RpcService;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against hessian-lite, as Dubbo has it: what one writes the other reads, and mostly to the byte. */
class InteropTest {
  enum Color { RED, GREEN { }, BLUE }

  record Point(int x, int y) implements Serializable {}

  record Numbers(boolean flag, byte small, short medium, char letter, int number, long large, float real,
      double precise, Boolean boxedFlag, Byte boxedSmall, Short boxedMedium, Character boxedLetter, Integer boxedNumber,
      Long boxedLarge, Float boxedReal, Double boxedPrecise) implements Serializable {}

  record Times(Instant instant, Duration duration, Period period, LocalDate date, LocalTime time,
      LocalDateTime dateTime, OffsetTime offsetTime, OffsetDateTime offsetDateTime, ZonedDateTime zoned, ZoneId zone,
      ZoneId offsetAsZone, ZoneOffset offset, Year year, YearMonth yearMonth, MonthDay monthDay)
      implements Serializable {}

  record Values(BigDecimal amount, BigInteger whole, BigInteger zero, BigInteger negative, UUID id, URI link,
      String text, byte[] bytes, char[] chars, Color color, Color withBody) implements Serializable {}

  record Many(List<String> strings, List<Point> points, Set<Color> colors, Map<String, Point> byName,
      Map<Long, List<Integer>> nested, Collection<Long> longs, int[] ints, long[] larges, double[] reals,
      float[] singles, short[] shorts, boolean[] flags, String[] words, Integer[] boxed, Color[] shades,
      BigDecimal[] amounts) implements Serializable {}

  static class Base implements Serializable {
    private static final long serialVersionUID = 1L;

    private String name = "none";
    private int age;
    private transient int unsent = 5;
  }

  static class Person extends Base {
    private static final long serialVersionUID = 1L;

    private List<Point> places = new ArrayList<>();
    private Person boss;
    private long id;

    Person of(String newName, int newAge, Person newBoss, Point... newPlaces) {
      super.name = newName;
      super.age = newAge;
      boss = newBoss;
      id = 1L << 40;
      places = new ArrayList<>(List.of(newPlaces));
      return this;
    }
  }

  static final class OutOfStock extends Exception {
    private static final long serialVersionUID = 1L;

    private final String sku;
    private final int left;

    OutOfStock(String message, String sku, int left) {
      super(message);
      this.sku = sku;
      this.left = left;
    }
  }

  @RpcService
  interface Service {
    Numbers numbers(Numbers value);

    Times times(Times value);

    Values values(Values value);

    Many many(Many value);

    Person person(Person value);

    List<Point> points(List<Point> values);

    Set<Integer> set(Set<Integer> values);

    Set<Color> colors(Set<Color> values);

    Map<String, Integer> map(Map<String, Integer> values);

    String text(String value);

    double real(double value);

    void several(int number, String text, Point point, List<String> list);

    void fails() throws OutOfStock;
  }

  private static final RecursiveComparisonConfiguration DEEPLY = RecursiveComparisonConfiguration.builder()
      .withEqualsForType(Double::equals, Double.class).withEqualsForType(Float::equals, Float.class)
      .withIgnoredFieldsMatchingRegexes(".*unsent").build();

  record Sample(String method, Class<?> type, Object value) {
    @Override
    public String toString() {
      return method;
    }
  }

  static Stream<Sample> samples() {
    LocalDateTime at = LocalDateTime.of(2026, 11, 22, 13, 14, 15, 160_000_007);
    ZoneOffset offset = ZoneOffset.ofHoursMinutes(-3, -30);
    Point shared = new Point(7, -7);
    Person boss = new Person().of("é上😀", -1, null, shared, new Point(0, 1 << 20));
    return Stream.of(
        new Sample("numbers", Numbers.class, new Numbers(true, (byte) -128, (short) 300, '上', 47, 1L << 33, 0.1f, 3.25,
            false, (byte) 7, (short) -300, 'x', -17, 15L, -1.5f, 1e300)),
        new Sample("numbers", Numbers.class, new Numbers(false, (byte) 0, (short) 0, 'a', 0, 0, 0, 0, null, null, null,
            null, null, null, null, null)),
        new Sample("times", Times.class, new Times(Instant.parse("1969-12-31T23:59:59.999999999Z"),
            Duration.ofMillis(-1500), Period.of(1, -2, 3), at.toLocalDate(), at.toLocalTime(), at,
            at.toLocalTime().atOffset(offset), at.atOffset(offset), at.atZone(ZoneId.of("Europe/Berlin")),
            ZoneId.of("Asia/Shanghai"), ZoneOffset.ofHours(8), offset, Year.of(2026), YearMonth.of(2026, 11),
            MonthDay.of(2, 29))),
        new Sample("values", Values.class, new Values(new BigDecimal("-12.3400"), BigInteger.ONE.shiftLeft(200),
            BigInteger.ZERO, BigInteger.valueOf(-1L << 32), new UUID(-1, 2), URI.create("https://example.org/a?b#c"),
            "naïve 上海 😀\u0000\uFFFD", new byte[] {0, -1}, new char[] {'a', '上'}, Color.RED, Color.GREEN)),
        new Sample("many", Many.class, new Many(new ArrayList<>(List.of("a", "")),
            new ArrayList<>(List.of(shared, shared, new Point(1, 2))), new HashSet<>(Set.of(Color.BLUE)),
            new HashMap<>(Map.of("k", shared)), new HashMap<>(Map.of(-1L, new ArrayList<>(List.of(1, 2)))),
            new ArrayList<>(List.of(1L, -1L)), new int[] {1, -70_000}, new long[] {1L << 50}, new double[] {0.5},
            new float[] {1.5f}, new short[] {-5}, new boolean[] {true, false}, new String[] {"x", ""},
            new Integer[] {5}, new Color[] {Color.RED, Color.RED}, new BigDecimal[] {BigDecimal.TEN})),
        new Sample("person", Person.class, new Person().of("Ada", 36, boss, shared, shared)));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whatWeWriteHessianLiteReads(Sample sample) {
    Object read = Wired.readLite(Wired.of(Service.class, sample.method).reply(sample.value), sample.type);
    assertThat(read).usingRecursiveComparison(DEEPLY).isEqualTo(sample.value);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whatHessianLiteWritesWeRead(Sample sample) throws Exception {
    Object read = Wired.of(Service.class, sample.method).readReply(Wired.lite(sample.value));
    assertThat(read).usingRecursiveComparison(DEEPLY).isEqualTo(sample.value);
  }

  /** Beans and java.time are not: hessian-lite sorts their fields by type, and sends the caches in a BigInteger. */
  static Stream<Sample> sameBytes() {
    return samples().filter(sample -> sample.type == Numbers.class || sample.type == Many.class);
  }

  @ParameterizedTest
  @MethodSource("sameBytes")
  void recordsAreTheSameBytes(Sample sample) {
    assertThat(Wired.of(Service.class, sample.method).reply(sample.value)).isEqualTo(Wired.lite(sample.value));
  }

  @Test
  void argumentsAreOneList() throws Exception {
    Wired several = Wired.of(Service.class, "several");
    Object[] arguments = {5, "text", new Point(1, 2), new ArrayList<>(List.of("a"))};
    byte[] lite = Wired.liteRequest(arguments);
    assertThat(several.request(arguments)).isEqualTo(lite);
    assertThat(several.readRequest(lite)).containsExactly(arguments);
    assertThat(several.readRequest(Wired.lite((Object) arguments))).as("an array").containsExactly(arguments);
  }

  static Stream<List<Point>> lists() {
    Point p = new Point(1, 2);
    return Stream.of(new ArrayList<>(List.of(p, p)), new LinkedList<>(List.of(p, p)), Arrays.asList(p, p),
        List.of(p, p), List.of(p), List.of(), List.of(p, new Point(3, 4), p), Collections.singletonList(p),
        Collections.emptyList(), Collections.unmodifiableList(new ArrayList<>(List.of(p))), Stream.of(p, p).toList(),
        List.of(p, p, p, p).subList(1, 3), Collections.synchronizedList(new ArrayList<>(List.of(p))));
  }

  @ParameterizedTest
  @MethodSource("lists")
  void whateverListHessianLiteSends(List<Point> list) throws Exception {
    assertThat(Wired.of(Service.class, "points").readReply(Wired.lite(list))).isEqualTo(list);
  }

  static Stream<Set<Integer>> sets() {
    return Stream.of(new HashSet<>(Set.of(1, 2)), new LinkedHashSet<>(Set.of(1)), new TreeSet<>(Set.of(3, 4)),
        Set.of(1), Set.of(), Set.of(1, 2, 3), Collections.singleton(5), Collections.emptySet(),
        Collections.unmodifiableSet(new HashSet<>(Set.of(1))));
  }

  @ParameterizedTest
  @MethodSource("sets")
  void whateverSetHessianLiteSends(Set<Integer> set) throws Exception {
    assertThat(Wired.of(Service.class, "set").readReply(Wired.lite(set))).isEqualTo(set);
  }

  static Stream<Map<String, Integer>> maps() {
    return Stream.of(new HashMap<>(Map.of("a", 1)), new LinkedHashMap<>(Map.of("a", 1)), new TreeMap<>(Map.of("b", 2)),
        Map.of(), Map.of("a", 1), Map.of("a", 1, "b", 2), Collections.singletonMap("a", 1), Collections.emptyMap(),
        Collections.unmodifiableMap(new HashMap<>(Map.of("a", 1))), new ConcurrentHashMap<>(Map.of("a", 1)));
  }

  @ParameterizedTest
  @MethodSource("maps")
  void whateverMapHessianLiteSends(Map<String, Integer> map) throws Exception {
    assertThat(Wired.of(Service.class, "map").readReply(Wired.lite(map))).isEqualTo(map);
  }

  @ParameterizedTest
  @MethodSource("colors")
  void enumSetsArriveAsSets(Set<Color> set) throws Exception {
    Wired colors = Wired.of(Service.class, "colors");
    assertThat(colors.readReply(Wired.lite(set))).isEqualTo(set);
    assertThat(colors.readReply(colors.reply(set))).isEqualTo(set);
    assertThat(Wired.readLite(colors.reply(set), Set.class)).isEqualTo(set);
  }

  static Stream<Set<Color>> colors() {
    return Stream.of(EnumSet.of(Color.RED, Color.GREEN), EnumSet.noneOf(Color.class));
  }

  @Test
  void anErrorIsAnObjectWithItsText() throws Exception {
    var errors = Wired.of(Service.class, "fails").codec().errors();
    var codec = errors.get("dev.tern.codec.hessian.InteropTest.OutOfStock");
    OutOfStock sent = new OutOfStock("only 3 left", "x-1", 3);
    OutOfStock lite = (OutOfStock) Wired.readLite(Wired.write(codec, sent), OutOfStock.class);
    assertThat(lite).hasMessage("only 3 left").hasFieldOrPropertyWithValue("sku", "x-1")
        .hasFieldOrPropertyWithValue("left", 3);
    Throwable ours = codec.read(Wired.padded(Wired.lite(sent)));
    assertThat(ours).isInstanceOf(OutOfStock.class).hasMessage("only 3 left")
        .hasFieldOrPropertyWithValue("sku", "x-1").hasFieldOrPropertyWithValue("left", 3).hasNoCause();
  }

  static Stream<String> texts() {
    return Stream.of("", "a", "x".repeat(31), "x".repeat(32), "x".repeat(1023), "x".repeat(1024), "é".repeat(40_000),
        "x".repeat(32_767) + "😀" + "y".repeat(70_000), "x".repeat(32_768), "x".repeat(32_769), "😀".repeat(40_000),
        "half \uD83D pair", "\uDE00", "\u0000\u007F\u0080\u07FF\u0800\uFFFF");
  }

  @ParameterizedTest
  @MethodSource("texts")
  void textOfEveryLength(String text) throws Exception {
    Wired wired = Wired.of(Service.class, "text");
    assertThat(wired.reply(text)).isEqualTo(Wired.lite(text));
    assertThat(wired.readReply(Wired.lite(text))).isEqualTo(text);
  }

  static Stream<Double> reals() {
    return Stream.of(0d, 1d, -1d, 127d, 128d, -128d, -129d, 32767d, 32768d, -32768d, -32769d, 0.001, -0.001, 65.536,
        3.14159, 1e6, 2147483.647, 2147483.648, -2147483.648, 1e300, Double.MIN_VALUE, Double.NaN,
        Double.POSITIVE_INFINITY, 0.1, 1d / 3, 4e9);
  }

  @ParameterizedTest
  @MethodSource("reals")
  void numbersOfEverySize(double value) throws Exception {
    Wired wired = Wired.of(Service.class, "real");
    assertThat(wired.reply(value)).isEqualTo(Wired.lite(value));
    assertThat(wired.readReply(Wired.lite(value))).isEqualTo(value);
  }

  @Test
  void minusZeroKeepsItsSignUnlikeElsewhere() throws Exception {
    Wired wired = Wired.of(Service.class, "real");
    assertThat(wired.readReply(wired.reply(-0d))).isEqualTo(-0d);
    assertThat(Wired.readLite(wired.reply(-0d), double.class)).isEqualTo(-0d);
    assertThat(wired.readReply(Wired.lite(-0d))).as("hessian-lite loses it").isEqualTo(0d);
  }
}
