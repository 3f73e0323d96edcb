package dev.tern.api.contract;

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
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The fixed list of plain JDK values that a contract may carry, beside enums, collections, {@code Optional}, records
 * and beans. Every codec carries all of them; each is rebuilt from plain values, never by Java serialization.
 */
public final class Scalars {
  private static final Set<Class<?>> ALL = Collections.unmodifiableSet(new LinkedHashSet<>(List.of(
      boolean.class, Boolean.class, byte.class, Byte.class, short.class, Short.class, char.class, Character.class,
      int.class, Integer.class, long.class, Long.class, float.class, Float.class, double.class, Double.class,
      String.class, byte[].class, BigInteger.class, BigDecimal.class, UUID.class, URI.class,
      Instant.class, Duration.class, Period.class, LocalDate.class, LocalTime.class, LocalDateTime.class,
      OffsetTime.class, OffsetDateTime.class, ZonedDateTime.class, ZoneId.class, ZoneOffset.class,
      Year.class, YearMonth.class, MonthDay.class)));

  private static final Set<Class<?>> KEYS =
      Set.of(String.class, Boolean.class, Byte.class, Short.class, Integer.class, Long.class);

  private Scalars() {}

  /** Every scalar: primitives and their boxes, String, {@code byte[]}, numbers, UUID, URI and {@code java.time}. */
  public static Set<Class<?>> all() {
    return ALL;
  }

  /** True if the type is on the list. */
  public static boolean contains(Class<?> type) {
    return ALL.contains(type);
  }

  /** True for what a map may be keyed by: String, Boolean, Byte, Short, Integer, Long and enums. */
  public static boolean isMapKey(Class<?> type) {
    return KEYS.contains(type) || type.isEnum();
  }
}
