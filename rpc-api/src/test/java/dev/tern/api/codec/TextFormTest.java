package dev.tern.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.tern.api.spi.DecodeException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.net.URI;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Dates and times as text: what the JDK understands is understood, what it refuses is refused. */
class TextFormTest {
  private static final Map<TextForm, Function<String, ?>> PARSERS = new LinkedHashMap<>();

  static {
    PARSERS.put(TextForm.INSTANT, Instant::parse);
    PARSERS.put(form(LocalDate.class), LocalDate::parse);
    PARSERS.put(form(LocalTime.class), LocalTime::parse);
    PARSERS.put(form(LocalDateTime.class), LocalDateTime::parse);
    PARSERS.put(form(OffsetTime.class), OffsetTime::parse);
    PARSERS.put(form(OffsetDateTime.class), OffsetDateTime::parse);
    PARSERS.put(form(Year.class), Year::parse);
    PARSERS.put(form(MonthDay.class), MonthDay::parse);
    PARSERS.put(form(ZonedDateTime.class), ZonedDateTime::parse);
  }

  private static TextForm form(Class<?> type) {
    TextForm form = TextForm.of(type);
    assertThat(form).isNotNull();
    return form;
  }

  @Test
  void aUuidIsReadWholeOrNotAtAll() throws DecodeException {
    assertThat(form(UUID.class).read("0123ABcd-0000-0000-0000-00000000ef01"))
        .isEqualTo(new UUID(0x0123abcd_0000_0000L, 0xef01));
    for (String text : List.of("123456789-1-1-1-1", "1-1-1-1-1", "+0000001-0001-0001-0001-000000000001", "",
        "00000001-00001-001-0001-000000000001")) {
      assertThatThrownBy(() -> form(UUID.class).read(text)).as(text).isInstanceOf(DecodeException.class)
          .hasMessage("text is not a UUID");
    }
  }

  /** A decoder pays for a short text with no more than the few bytes it came in are worth. */
  @Test
  void aShortTextCostsLittle() throws DecodeException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<Map.Entry<Class<?>, String>> texts = List.of(Map.entry(Year.class, "1"), Map.entry(Year.class, "-1"),
        Map.entry(Year.class, "+1"), Map.entry(YearMonth.class, "2026-11"), Map.entry(MonthDay.class, "--11-22"),
        Map.entry(ZonedDateTime.class, "2026-11-22T13:14Z"), Map.entry(ZonedDateTime.class, "2026-11-22t13:14z[UTC]"),
        Map.entry(ZonedDateTime.class, "2026-11-22T13:14Z[Z]"), Map.entry(OffsetDateTime.class, "2026-11-22T13:14z"),
        Map.entry(OffsetTime.class, "13:14Z"), Map.entry(OffsetTime.class, "13:14z"), Map.entry(URI.class, ""),
        Map.entry(BigDecimal.class, "1e0"), Map.entry(LocalTime.class, "13:14"),
        Map.entry(LocalTime.class, "13:14:15."));
    for (Map.Entry<Class<?>, String> each : texts) {
      TextForm form = form(each.getKey());
      form.read(each.getValue()); // classes loaded
      int times = 10_000;
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < times; i++) {
        form.read(each.getValue());
      }
      long allocated = (threads.getCurrentThreadAllocatedBytes() - before) / times;
      assertThat(allocated).as(each.toString()).isLessThan(40 * (each.getValue().length() + 2));
    }
  }

  @Test
  void whatIsWrittenIsReadAgain() throws DecodeException {
    Random random = new Random(1);
    int[] nanos = {0, 1, 100, 120_000_000, 999_999_999, 1_000};
    for (int i = 0; i < 5_000; i++) {
      LocalDateTime time = LocalDateTime.of(random.nextInt(12_000) - 1_000, 1 + random.nextInt(12),
          1 + random.nextInt(28), random.nextInt(24), random.nextInt(60), random.nextInt(3) * 29,
          nanos[random.nextInt(nanos.length)]);
      ZoneOffset offset = ZoneOffset.ofTotalSeconds((random.nextInt(129_601) - 64_800) / (i % 2 == 0 ? 900 : 1)
          * (i % 2 == 0 ? 900 : 1));
      for (Object value : List.of(time.toInstant(ZoneOffset.UTC), time, time.toLocalDate(), time.toLocalTime(),
          time.toLocalTime().atOffset(offset), time.atOffset(offset), Year.of(time.getYear()), YearMonth.from(time),
          MonthDay.from(time), time.atZone(offset), time.atZone(ZoneId.of("Europe/Berlin")))) {
        TextForm form = value instanceof Instant ? TextForm.INSTANT : form(value.getClass());
        assertThat(form.read(value.toString())).isEqualTo(value);
      }
    }
  }

  @Test
  void everyOtherSpellingIsWhatTheJdkTakesItFor() {
    Random random = new Random(2);
    List<String> samples = List.of("2026-02-28T23:59:59.123456789Z", "2026-02-29", "2024-02-29", "0000-01-01",
        "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-32", "24:00", "23:60", "23:59:60", "13:14", "13:14:15.",
        "13:14:15.1", "2026-01-01T13:14:15.1234567890", "2026-01-01T13:14", "2026-01-01T13:14Z",
        "2026-01-01T13:14:15+01:00", "2026-01-01T13:14:15-18:00", "2026-01-01T13:14:15+18:01",
        "2026-01-01T13:14:15+0100",
        "2026-01-01T24:00:00Z", "13:14-00:00", "13:14Z", "Z", "", "2026-01-01T", "T13:14", "-2026", "2026",
        "+12026-01-01", "12026-01-01",
        "2026-01-01T13:14Z[UTC]", "2026-07-01T13:14+02:00[Europe/Berlin]", "2026-07-01T13:14+01:00[Europe/Berlin]",
        "2026-03-29T02:30+01:00[Europe/Berlin]", "2026-10-25T02:30+02:00[Europe/Berlin]", "2026-01-01T13:14[UTC]",
        "2026-10-25T02:30+01:00[Europe/Berlin]", "2026-01-01T13:14+01:00[+02:00]", "2026-01-01T13:14+01:00[UTC+01:00]",
        "2026-01-01T13:14+01:00[europe/berlin]", "2026-01-01T13:14+01:00[]", "2026-01-01T13:14+01:00[[UTC]]",
        "2026-01-01T13:14+01:00[UTC", "[UTC]", "]", "+2026", "-0", "+", "--1", "2026-01-01T13:14+01:00[UTC]]",
        "2026-01-01t13:14:15z", "2026-01-01T23:59:60Z", "２０２６-01-01", "2026-01-01T13:14:15.5+01:30:15");
    String symbols = "0123456789-+:.TtZz[] ";
    for (String sample : samples) {
      assertSame(sample);
      for (int i = 0; i < 300 && !sample.isEmpty(); i++) {
        StringBuilder changed = new StringBuilder(sample);
        for (int change = random.nextInt(3); change >= 0; change--) {
          changed.setCharAt(random.nextInt(sample.length()), symbols.charAt(random.nextInt(symbols.length())));
        }
        assertSame(changed.toString());
      }
    }
  }

  private static void assertSame(String text) {
    PARSERS.forEach((form, parser) -> {
      Object expected = parsed(parser, text);
      if (expected == null) {
        assertThatThrownBy(() -> form.read(text)).isInstanceOf(DecodeException.class)
            .hasMessage("text is not a " + form.type().getSimpleName());
      } else {
        try {
          assertThat(form.read(text)).as(text).isEqualTo(expected);
        } catch (DecodeException e) {
          throw new AssertionError(text, e);
        }
      }
    });
  }

  private static @Nullable Object parsed(Function<String, ?> parser, String text) {
    try {
      return parser.apply(text);
    } catch (RuntimeException e) {
      return null;
    }
  }
}
