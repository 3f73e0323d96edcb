package dev.tern.api.codec;

import dev.tern.api.spi.DecodeException;
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
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A JDK value that travels as a string: what its {@code toString} says and its {@code parse} understands, which is
 * ISO-8601 for dates and times. Every codec reads such text from here, so that what may be large is limited in all.
 */
public final class TextForm {
  /** Longer than any date, time or zone; a URI may be as long as browsers take it. */
  private static final int LONGEST = 8192;

  /** ISO-8601, for codecs that have no better form for a point in time. */
  public static final TextForm INSTANT = new TextForm(Instant.class, IsoTime::instant, false);

  /** ISO-8601, for codecs that have no better form for a length of time. */
  public static final TextForm DURATION = new TextForm(Duration.class, Duration::parse, false);

  private static final int UUID_LENGTH = "01234567-89ab-cdef-0123-456789abcdef".length();
  private static final URI NOWHERE = URI.create("");

  private static final Map<Class<?>, TextForm> FORMS = new HashMap<>();

  static {
    add(BigDecimal.class, BigDecimal::new, true);
    add(BigInteger.class, BigInteger::new, true);
    add(UUID.class, TextForm::uuid, false);
    add(LocalDate.class, IsoTime::localDate, false);
    add(LocalTime.class, IsoTime::localTime, false);
    add(LocalDateTime.class, IsoTime::localDateTime, false);
    add(OffsetDateTime.class, IsoTime::offsetDateTime, false);
    add(OffsetTime.class, IsoTime::offsetTime, false);
    add(ZonedDateTime.class, IsoTime::zonedDateTime, false);
    add(ZoneId.class, ZoneId::of, false);
    add(ZoneOffset.class, ZoneOffset::of, false);
    add(Period.class, Period::parse, false);
    add(Year.class, IsoTime::year, false);
    add(YearMonth.class, IsoTime::yearMonth, false);
    add(MonthDay.class, IsoTime::monthDay, false);
    add(URI.class, text -> text.isEmpty() ? NOWHERE : URI.create(text), false);
  }

  private final Class<?> type;
  private final Function<String, ?> parser;
  private final boolean number;

  private TextForm(Class<?> type, Function<String, ?> parser, boolean number) {
    this.type = type;
    this.parser = parser;
    this.number = number;
  }

  private static void add(Class<?> type, Function<String, ?> parser, boolean number) {
    FORMS.put(type, new TextForm(type, parser, number));
  }

  /** The form of a class, or null if it has none; {@link #INSTANT} and {@link #DURATION} are to be asked for. */
  public static @Nullable TextForm of(Class<?> type) {
    return FORMS.get(type);
  }

  /** The class that it is the form of. */
  public Class<?> type() {
    return type;
  }

  /** The text of a value, or null if the value is larger than a reader will take. */
  public @Nullable String write(Object value) {
    String text = value.toString();
    return fits(text) ? text : null;
  }

  /**
   * The value that a text says.
   *
   * @throws DecodeException if it says none, or one that is too large
   */
  public Object read(String text) throws DecodeException {
    if (!fits(text)) {
      throw new DecodeException("text too long for a " + type.getSimpleName());
    }
    try {
      return parser.apply(text);
    } catch (RuntimeException e) { // each type has its own; what they say quotes the text, which may be secret
      throw new DecodeException("text is not a " + type.getSimpleName());
    }
  }

  /** The JDK takes groups of any length and cuts off what does not fit: another UUID than the one that was sent. */
  private static UUID uuid(String text) {
    boolean whole = text.length() == UUID_LENGTH;
    for (int i = 0; whole && i < UUID_LENGTH; i++) {
      char c = text.charAt(i);
      whole = i == 8 || i == 13 || i == 18 || i == 23 ? c == '-' : c < 0x80 && Character.digit(c, 16) >= 0;
    }
    if (!whole) {
      throw new IllegalArgumentException("not the form of a UUID");
    }
    return UUID.fromString(text);
  }

  /** Large numbers cost the square of their digits, and a huge exponent explodes in the first addition. */
  private boolean fits(String text) {
    if (!number) {
      return text.length() <= LONGEST;
    }
    int e = Math.max(text.indexOf('e'), text.indexOf('E'));
    if (e < 0) {
      return text.length() <= Limits.DIGITS + 2; // sign and point
    }
    if (e > Limits.DIGITS + 2 || text.length() - e > 6) {
      return false;
    }
    try {
      return Math.abs(Integer.parseInt(text, e + 1, text.length(), 10)) <= Limits.EXPONENT;
    } catch (NumberFormatException notANumber) {
      return true; // the parser says so
    }
  }
}
