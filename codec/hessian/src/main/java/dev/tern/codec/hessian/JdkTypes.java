package dev.tern.codec.hessian;

import dev.tern.api.codec.TextForm;
import dev.tern.api.spi.DecodeException;
import dev.tern.codec.hessian.ObjectType.Member;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The fixed list of JDK values that travel as objects. */
final class JdkTypes {
  /** Where Java's implementations keep the classes that they put in the place of {@code java.time}. */
  private static final String HANDLES = "com.alibaba.com.caucho.hessian.io.java8.";

  /** A thousand digits. */
  private static final int MOST_WORDS = 104;

  private static final Map<Class<?>, JdkObject> ALL = new HashMap<>();

  static {
    text(BigDecimal.class, "value", 64);
    text(URI.class, "string", 256);
    object(UUID.class, "java.util.UUID", List.of(member("value", PlainTypes.TEXT),
            member("mostSigBits", PlainTypes.BOXED_LONG), member("leastSigBits", PlainTypes.BOXED_LONG)), 1,
        (out, value) -> out.text(value.toString()), JdkTypes::uuid);
    object(BigInteger.class, "java.math.BigInteger", List.of(member("signum", PlainTypes.INT),
            member("mag", type(int[].class)), member("value", PlainTypes.TEXT)), 2, JdkTypes::write, JdkTypes::integer);

    handle(Instant.class, longAnd("seconds", "nanos"), (out, value) -> {
      out.int64(((Instant) value).getEpochSecond());
      out.int32(((Instant) value).getNano());
    }, members -> Instant.ofEpochSecond((long) members[0], (int) members[1]));
    handle(Duration.class, longAnd("seconds", "nanos"), (out, value) -> {
      out.int64(((Duration) value).getSeconds());
      out.int32(((Duration) value).getNano());
    }, members -> Duration.ofSeconds((long) members[0], (int) members[1]));
    handle(Period.class, ints("years", "months", "days"), (out, value) -> {
      out.int32(((Period) value).getYears());
      out.int32(((Period) value).getMonths());
      out.int32(((Period) value).getDays());
    }, members -> Period.of((int) members[0], (int) members[1], (int) members[2]));
    handle(Year.class, ints("year"), (out, value) -> out.int32(((Year) value).getValue()),
        members -> Year.of((int) members[0]));
    handle(YearMonth.class, ints("year", "month"), (out, value) -> {
      out.int32(((YearMonth) value).getYear());
      out.int32(((YearMonth) value).getMonthValue());
    }, members -> YearMonth.of((int) members[0], (int) members[1]));
    handle(MonthDay.class, ints("month", "day"), (out, value) -> {
      out.int32(((MonthDay) value).getMonthValue());
      out.int32(((MonthDay) value).getDayOfMonth());
    }, members -> MonthDay.of((int) members[0], (int) members[1]));
    dates();
    zones();
  }

  private JdkTypes() {}

  private static void dates() {
    handle(LocalDate.class, ints("year", "month", "day"), (out, value) -> {
      out.int32(((LocalDate) value).getYear());
      out.int32(((LocalDate) value).getMonthValue());
      out.int32(((LocalDate) value).getDayOfMonth());
    }, members -> LocalDate.of((int) members[0], (int) members[1], (int) members[2]));
    handle(LocalTime.class, ints("hour", "minute", "second", "nano"), (out, value) -> {
      out.int32(((LocalTime) value).getHour());
      out.int32(((LocalTime) value).getMinute());
      out.int32(((LocalTime) value).getSecond());
      out.int32(((LocalTime) value).getNano());
    }, members -> LocalTime.of((int) members[0], (int) members[1], (int) members[2], (int) members[3]));
    handle(LocalDateTime.class, List.of(member("date", type(LocalDate.class)), member("time", type(LocalTime.class))),
        (out, value) -> {
          type(LocalDate.class).write(out, ((LocalDateTime) value).toLocalDate());
          type(LocalTime.class).write(out, ((LocalDateTime) value).toLocalTime());
        }, members -> LocalDateTime.of((LocalDate) members[0], (LocalTime) members[1]));
  }

  private static void zones() {
    handle(ZoneOffset.class, ints("seconds"), (out, value) -> out.int32(((ZoneOffset) value).getTotalSeconds()),
        members -> ZoneOffset.ofTotalSeconds((int) members[0]));
    object(ZoneId.class, HANDLES + "ZoneIdHandle", Set.of("java.time.ZoneId", HANDLES + "ZoneOffsetHandle"),
        List.of(member("zoneId", PlainTypes.TEXT), member("seconds", PlainTypes.BOXED_INT)), 1,
        (out, value) -> out.text(((ZoneId) value).getId()), JdkTypes::zone);
    ValueType offset = type(ZoneOffset.class);
    ValueType dateTime = type(LocalDateTime.class);
    handle(OffsetTime.class, List.of(member("localTime", type(LocalTime.class)), member("zoneOffset", offset)),
        (out, value) -> {
          type(LocalTime.class).write(out, ((OffsetTime) value).toLocalTime());
          offset.write(out, ((OffsetTime) value).getOffset());
        }, members -> OffsetTime.of((LocalTime) members[0], (ZoneOffset) members[1]));
    handle(OffsetDateTime.class, List.of(member("dateTime", dateTime), member("offset", offset)), (out, value) -> {
      dateTime.write(out, ((OffsetDateTime) value).toLocalDateTime());
      offset.write(out, ((OffsetDateTime) value).getOffset());
    }, members -> OffsetDateTime.of((LocalDateTime) members[0], (ZoneOffset) members[1]));
    handle(ZonedDateTime.class, List.of(member("dateTime", dateTime), member("offset", offset),
        member("zoneId", PlainTypes.TEXT)), (out, value) -> {
          dateTime.write(out, ((ZonedDateTime) value).toLocalDateTime());
          offset.write(out, ((ZonedDateTime) value).getOffset());
          out.text(((ZonedDateTime) value).getZone().getId());
        }, members -> ZonedDateTime.ofLocal((LocalDateTime) members[0], ZoneId.of((String) members[2]),
        (ZoneOffset) members[1]));
  }

  /** The type of a class, or null if it has none here. */
  static @Nullable ValueType of(Class<?> type) {
    return ALL.get(type);
  }

  private static ValueType type(Class<?> type) {
    ValueType known = type.isArray() ? ArrayOfPrimitives.of(type) : ALL.get(type);
    if (known == null) {
      throw new IllegalStateException(type + " is listed after what contains it");
    }
    return known;
  }

  private static Member member(String name, ValueType type) {
    return new Member(name, type);
  }

  private static List<Member> ints(String... names) {
    return Stream.of(names).map(name -> member(name, PlainTypes.INT)).toList();
  }

  private static List<Member> longAnd(String first, String second) {
    return List.of(member(first, PlainTypes.LONG), member(second, PlainTypes.INT));
  }

  private static void handle(Class<?> type, List<Member> members, JdkObject.Split split, JdkObject.Join join) {
    object(type, HANDLES + type.getSimpleName() + "Handle", Set.of(type.getName()), members, members.size(), split,
        join);
  }

  private static void object(Class<?> type, String name, List<Member> members, int written, JdkObject.Split split,
      JdkObject.Join join) {
    object(type, name, Set.of(), members, written, split, join);
  }

  private static void object(Class<?> type, String name, Set<String> otherNames, List<Member> members, int written,
      JdkObject.Split split, JdkObject.Join join) {
    ALL.put(type, new JdkObject(type, name, otherNames, members, written, split, join, 64));
  }

  private static void text(Class<?> type, String member, int extraWeight) {
    TextForm form = form(type);
    ALL.put(type, new JdkObject(type, type.getName(), Set.of(), List.of(member(member, PlainTypes.TEXT)), 1,
        (out, value) -> out.text(written(form, value)), members -> form.read(present(members[0])), extraWeight));
  }

  private static String written(TextForm form, Object value) {
    String text = form.write(form.type().cast(value));
    if (text == null) {
      throw tooLong(form.type());
    }
    return text;
  }

  private static Refusal tooLong(Class<?> type) {
    return new Refusal(type.getSimpleName() + " too long to be read again",
        "Numbers travel with up to 1000 digits and exponents up to 400.");
  }

  private static String present(@Nullable Object text) throws DecodeException {
    if (text == null) {
      throw new DecodeException("object without its text");
    }
    return (String) text;
  }

  private static TextForm form(Class<?> type) {
    TextForm form = TextForm.of(type);
    if (form == null) {
      throw new IllegalStateException(type + " has no text form");
    }
    return form;
  }

  private static Object uuid(@Nullable Object[] members) throws DecodeException {
    return members[0] == null && members[1] != null && members[2] != null
        ? new UUID((long) members[1], (long) members[2]) : form(UUID.class).read(present(members[0]));
  }

  private static Object zone(@Nullable Object[] members) throws DecodeException {
    return members[0] == null && members[1] != null ? ZoneOffset.ofTotalSeconds((int) members[1])
        : form(ZoneId.class).read(present(members[0]));
  }

  /** Sign and absolute value in words of 32 bits, the highest first. */
  private static void write(HessianWriter out, Object value) {
    BigInteger number = (BigInteger) value;
    byte[] magnitude = number.abs().toByteArray();
    int[] words = new int[(number.abs().bitLength() + 31) / 32];
    if (words.length > MOST_WORDS) {
      throw tooLong(BigInteger.class);
    }
    ByteBuffer padded = ByteBuffer.allocate(4 * words.length + 4);
    padded.position(padded.capacity() - magnitude.length);
    padded.put(magnitude).position(4);
    padded.asIntBuffer().get(words);
    out.int32(number.signum());
    type(int[].class).write(out, words);
  }

  private static Object integer(@Nullable Object[] members) throws DecodeException {
    if (members[2] != null) {
      return form(BigInteger.class).read((String) members[2]);
    }
    int[] words = (int[]) members[1];
    if (words.length > MOST_WORDS) {
      throw new DecodeException("number too long for a BigInteger");
    }
    ByteBuffer magnitude = ByteBuffer.allocate(4 * words.length);
    magnitude.asIntBuffer().put(words);
    return new BigInteger((int) members[0], magnitude.array());
  }
}
