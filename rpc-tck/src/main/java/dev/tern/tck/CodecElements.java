package dev.tern.tck;

import dev.tern.api.RpcService;
import dev.tern.tck.CodecTypes.Color;
import dev.tern.tck.CodecTypes.Nothing;
import dev.tern.tck.CodecTypes.Point;
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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A list of each type that can be an element, with the elements that take the fewest bytes. */
@RpcService(name = "tck.Elements")
interface CodecElements {
  void booleans(List<Boolean> values);

  void bytes(List<Byte> values);

  void shorts(List<Short> values);

  void chars(List<Character> values);

  void ints(List<Integer> values);

  void longs(List<Long> values);

  void floats(List<Float> values);

  void doubles(List<Double> values);

  void texts(List<String> values);

  void binaries(List<byte[]> values);

  void colors(List<Color> values);

  void decimals(List<BigDecimal> values);

  void integers(List<BigInteger> values);

  void uuids(List<UUID> values);

  void uris(List<URI> values);

  void instants(List<Instant> values);

  void durations(List<Duration> values);

  void dates(List<LocalDate> values);

  void hours(List<LocalTime> values);

  void localTimes(List<LocalDateTime> values);

  void offsetTimes(List<OffsetDateTime> values);

  void offsetHours(List<OffsetTime> values);

  void zonedTimes(List<ZonedDateTime> values);

  void zones(List<ZoneId> values);

  void offsets(List<ZoneOffset> values);

  void periods(List<Period> values);

  void years(List<Year> values);

  void months(List<YearMonth> values);

  void days(List<MonthDay> values);

  void empties(List<Nothing> values);

  void points(List<Point> values);

  void lists(List<List<Integer>> values);

  void sets(List<Set<Integer>> values);

  void maps(List<Map<Integer, Integer>> values);

  void set(Set<Integer> values);

  void textSet(Set<String> values);

  void map(Map<Integer, Integer> values);

  void textMap(Map<String, String> values);

  /** By method. Some are nothing but a container or a message: those a reader may refuse when they are many. */
  static Map<String, List<Object>> samples() {
    Map<String, List<Object>> samples = new LinkedHashMap<>();
    samples.put("booleans", List.of(false));
    samples.put("bytes", List.of((byte) 0, (byte) -1));
    samples.put("shorts", List.of((short) 0, (short) 1000));
    samples.put("chars", List.of('0', '\u4e16'));
    samples.put("ints", List.of(0, 1000));
    samples.put("longs", List.of(0L, 1000L));
    samples.put("floats", List.of(0f, 0.1f));
    samples.put("doubles", List.of(0d, 0.1));
    samples.put("texts", List.of("", "a", "\u4e16"));
    samples.put("binaries", List.of(new byte[0], new byte[1]));
    samples.put("colors", List.of(Color.RED));
    samples.put("decimals", List.of(BigDecimal.ZERO, new BigDecimal("1e9"), new BigDecimal("0.10")));
    samples.put("integers", List.of(BigInteger.ZERO, BigInteger.ONE.shiftLeft(70)));
    samples.put("uuids", List.of(new UUID(0, 0)));
    samples.put("uris", List.of(URI.create(""), URI.create("a"), URI.create("http://a/b?c#d")));
    samples.put("instants", List.of(Instant.EPOCH, Instant.ofEpochSecond(1, 1)));
    samples.put("durations", List.of(Duration.ZERO, Duration.ofSeconds(1, 1), Duration.ofSeconds(-3_661)));
    samples.put("dates", List.of(LocalDate.EPOCH));
    samples.put("hours", List.of(LocalTime.MIDNIGHT, LocalTime.of(1, 2, 3, 4)));
    samples.put("localTimes", List.of(LocalDateTime.of(1970, 1, 1, 0, 0), LocalDateTime.of(1970, 1, 1, 0, 0, 1, 1)));
    samples.put("offsetTimes", List.of(OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC),
        OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.ofHours(1))));
    samples.put("offsetHours", List.of(OffsetTime.of(0, 0, 0, 0, ZoneOffset.UTC),
        OffsetTime.of(0, 0, 0, 0, ZoneOffset.ofHours(1))));
    samples.put("zonedTimes", List.of(ZonedDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC),
        ZonedDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneId.of("UTC")),
        ZonedDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneId.of("Europe/Berlin")),
        ZonedDateTime.of(1970, 1, 1, 0, 0, 0, 1, ZoneId.of("UTC+01:00"))));
    samples.put("zones", List.of(ZoneOffset.UTC, ZoneId.of("UTC"), ZoneId.of("GMT+1"), ZoneId.of("Europe/Berlin")));
    samples.put("offsets", List.of(ZoneOffset.UTC, ZoneOffset.ofHours(1)));
    samples.put("periods", List.of(Period.ZERO, Period.of(1, 2, 3)));
    samples.put("years", List.of(Year.of(0), Year.of(2026), Year.of(-1)));
    samples.put("months", List.of(YearMonth.of(1, 1)));
    samples.put("days", List.of(MonthDay.of(1, 1)));
    samples.put("empties", List.of(new Nothing()));
    samples.put("points", List.of(new Point(0, 0)));
    samples.put("lists", List.of(List.of(), List.of(0)));
    samples.put("sets", List.of(Set.of(), Set.of(0)));
    samples.put("maps", List.of(Map.of(), Map.of(0, 0)));
    return samples;
  }

  /** Sets and maps, whose elements and keys all differ. */
  static Map<String, Object> distinct(int count) {
    Set<Integer> numbers = new LinkedHashSet<>();
    Set<String> texts = new LinkedHashSet<>();
    Map<Integer, Integer> map = new LinkedHashMap<>();
    Map<String, String> textMap = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      String text = Integer.toString(i, Character.MAX_RADIX);
      numbers.add(i);
      texts.add(text);
      map.put(i, 0);
      textMap.put(text, "");
    }
    return Map.of("set", numbers, "textSet", texts, "map", map, "textMap", textMap);
  }

  /** True of what holds nothing, or next to nothing, but is an object of its own. */
  static boolean isHollow(Object element) {
    return element instanceof Nothing || element instanceof Point || element instanceof Iterable<?>
        || element instanceof Map<?, ?> || element instanceof byte[];
  }

  /** So many of them. */
  static List<Object> many(Object element, int count) {
    List<Object> many = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      many.add(element);
    }
    return many;
  }
}
