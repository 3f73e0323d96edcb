package dev.tern.api.codec;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times in the spelling that {@code java.time} itself writes, and in those that would cost a decoder too
 * much otherwise: the formatter of the JDK takes a microsecond and up to two kilobytes for each text. It is asked about
 * every other spelling.
 */
final class IsoTime {
  private static final int DATE = "2026-11-22".length();
  private static final int MONTH_DAY = "--11-22".length();
  private static final int YEAR_MONTH = "2026-11".length();
  private static final int MINUTES = "13:14".length();
  private static final int SECONDS = "13:14:15".length();
  private static final int YEAR_DIGITS = 9;
  private static final int NANO_DIGITS = 9;

  private IsoTime() {}

  static Instant instant(String text) {
    int end = text.length() - 1;
    if (end >= DATE + 1 + SECONDS && isUtc(text.charAt(end))) {
      LocalDateTime time = dateTime(text, end);
      if (time != null) {
        return time.toInstant(ZoneOffset.UTC);
      }
    }
    return Instant.parse(text);
  }

  static LocalDate localDate(String text) {
    LocalDate date = text.length() == DATE ? date(text) : null;
    return date == null ? LocalDate.parse(text) : date;
  }

  static LocalTime localTime(String text) {
    LocalTime time = time(text, 0, text.length());
    return time == null ? LocalTime.parse(text) : time;
  }

  static LocalDateTime localDateTime(String text) {
    LocalDateTime time = dateTime(text, text.length());
    return time == null ? LocalDateTime.parse(text) : time;
  }

  static OffsetTime offsetTime(String text) {
    int end = offset(text, 0, text.length());
    LocalTime time = time(text, 0, end);
    return time == null ? OffsetTime.parse(text) : time.atOffset(zoneOffset(text, end, text.length()));
  }

  static OffsetDateTime offsetDateTime(String text) {
    int end = offset(text, DATE, text.length());
    LocalDateTime time = dateTime(text, end);
    return time == null ? OffsetDateTime.parse(text) : time.atOffset(zoneOffset(text, end, text.length()));
  }

  static ZonedDateTime zonedDateTime(String text) {
    int region = text.endsWith("]") ? Math.max(text.indexOf('['), 0) : text.length();
    int end = offset(text, DATE, region);
    LocalDateTime time = end >= region ? null : dateTime(text, end);
    if (time == null) {
      return ZonedDateTime.parse(text);
    }
    ZoneOffset offset = zoneOffset(text, end, region);
    return region == text.length() ? time.atZone(offset) // the offset says when, the region what the clocks say then
        : ZonedDateTime.ofInstant(time, offset, ZoneId.of(text.substring(region + 1, text.length() - 1)));
  }

  static Year year(String text) {
    int from = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int count = text.length() - from;
    int year = count == 0 || count > YEAR_DIGITS ? -1 : digits(text, from, count);
    return year < 0 ? Year.parse(text) : Year.of(text.charAt(0) == '-' ? -year : year);
  }

  static MonthDay monthDay(String text) {
    if (text.length() == MONTH_DAY && text.startsWith("--") && text.charAt(4) == '-') {
      int month = digits(text, 2, 2);
      int day = digits(text, 5, 2);
      if (month >= 0 && day >= 0) {
        return MonthDay.of(month, day);
      }
    }
    return MonthDay.parse(text);
  }

  /** Beyond the year 9999 its own {@code toString} leaves out the sign that its own {@code parse} wants. */
  static YearMonth yearMonth(String text) {
    if (text.length() == YEAR_MONTH && text.charAt(4) == '-') {
      int year = digits(text, 0, 4);
      int month = digits(text, 5, 2);
      if (year >= 0 && month >= 0) {
        return YearMonth.of(year, month);
      }
    }
    boolean unsigned = text.length() > YEAR_MONTH && Character.isDigit(text.charAt(0));
    return YearMonth.parse(unsigned ? "+" + text : text);
  }

  /** Where the offset begins, of the form {@code Z} or {@code +01:00}, that ends there; that end if there is none. */
  private static int offset(String text, int from, int end) {
    if (end > from && isUtc(text.charAt(end - 1))) {
      return end - 1;
    }
    int at = end - "+01:00".length();
    return at > from && (text.charAt(at) == '+' || text.charAt(at) == '-') && text.charAt(at + 3) == ':'
        && digits(text, at + 1, 2) >= 0 && digits(text, at + 4, 2) >= 0 ? at : end;
  }

  private static ZoneOffset zoneOffset(String text, int from, int end) {
    return end - from == 1 ? ZoneOffset.UTC : ZoneOffset.of(text.substring(from, end));
  }

  private static boolean isUtc(char c) {
    return c == 'Z' || c == 'z';
  }

  private static @Nullable LocalDateTime dateTime(String text, int end) {
    if (end <= DATE || text.charAt(DATE) != 'T' && text.charAt(DATE) != 't') {
      return null;
    }
    LocalDate date = date(text);
    LocalTime time = time(text, DATE + 1, end);
    return date == null || time == null ? null : LocalDateTime.of(date, time);
  }

  /** The date at the beginning of a text that is long enough for one; null if it is none that exists. */
  private static @Nullable LocalDate date(String text) {
    int year = digits(text, 0, 4);
    int month = digits(text, 5, 2);
    int day = digits(text, 8, 2);
    boolean exists = year >= 0 && text.charAt(4) == '-' && month >= 1 && month <= 12 && text.charAt(7) == '-'
        && day >= 1 && (day <= 28 || YearMonth.of(year, month).isValidDay(day));
    return exists ? LocalDate.of(year, month, day) : null;
  }

  private static @Nullable LocalTime time(String text, int from, int end) {
    int length = end - from;
    if (length != MINUTES && length != SECONDS && (length < SECONDS + 1 || length > SECONDS + 1 + NANO_DIGITS)) {
      return null;
    }
    int hour = digits(text, from, 2);
    int minute = text.charAt(from + 2) == ':' ? digits(text, from + 3, 2) : -1;
    int second = 0;
    int nano = 0;
    if (length > MINUTES) {
      second = text.charAt(from + 5) == ':' ? digits(text, from + 6, 2) : -1;
    }
    if (length > SECONDS) {
      int count = length - SECONDS - 1;
      nano = text.charAt(from + SECONDS) == '.' ? digits(text, from + SECONDS + 1, count) : -1;
      for (int missing = NANO_DIGITS - count; missing > 0; missing--) {
        nano *= 10;
      }
    }
    boolean exists = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60 && nano >= 0;
    return exists ? LocalTime.of(hour, minute, second, nano) : null;
  }

  /** The number that some digits say, or a negative one if they are not all digits. */
  private static int digits(String text, int from, int count) {
    int number = 0;
    for (int i = from; i < from + count; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + c - '0';
    }
    return number;
  }
}
