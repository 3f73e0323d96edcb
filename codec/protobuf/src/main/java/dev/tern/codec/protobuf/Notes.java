package dev.tern.codec.protobuf;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
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
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a Java type says of a field beyond its Protobuf type. */
final class Notes {
  private static final Map<Class<?>, String> TEXTS = Map.ofEntries(
      Map.entry(BigDecimal.class, "Decimal text, such as -12.3400 or 1E+30."),
      Map.entry(BigInteger.class, "Decimal text, such as -1234."),
      Map.entry(UUID.class, "UUID, such as 01234567-89ab-cdef-0123-456789abcdef."),
      Map.entry(URI.class, "URI, such as https://example.org/a?b=c."),
      Map.entry(LocalDate.class, "Date, such as 2026-11-22."),
      Map.entry(LocalTime.class, "Time of day, such as 13:14:15.016."),
      Map.entry(LocalDateTime.class, "Date and time, such as 2026-11-22T13:14:15."),
      Map.entry(OffsetTime.class, "Time of day with offset, such as 13:14:15+08:00."),
      Map.entry(OffsetDateTime.class, "Date and time with offset, such as 2026-11-22T13:14:15+08:00."),
      Map.entry(ZonedDateTime.class,
          "Date and time with offset and zone, such as 2026-11-22T13:14:15+01:00[Europe/Berlin]."),
      Map.entry(ZoneId.class, "Time zone, such as Europe/Berlin."),
      Map.entry(ZoneOffset.class, "Offset, such as +08:00."),
      Map.entry(Period.class, "Years, months and days, such as P1Y2M3D."),
      Map.entry(Year.class, "Year, such as 2026."),
      Map.entry(YearMonth.class, "Year and month, such as 2026-11."),
      Map.entry(MonthDay.class, "Month and day, such as --11-22."));

  private Notes() {}

  /** What readers in other languages must know of a field's values, or empty. */
  static String comment(Shape shape) {
    if (shape instanceof Shape.Plain plain) {
      return comment(new Value.Scalar(plain.kind()));
    }
    if (shape instanceof Shape.Single single) {
      return comment(single.value());
    }
    if (shape instanceof Shape.Repeated repeated) {
      return comment(repeated.element());
    }
    Shape.Mapped mapped = (Shape.Mapped) shape;
    return Stream.of(about("Key: ", mapped.key()), about("Value: ", mapped.value())).filter(text -> !text.isEmpty())
        .collect(Collectors.joining(" "));
  }

  private static String about(String what, Value value) {
    String comment = comment(value);
    return comment.isEmpty() ? "" : what + comment;
  }

  private static String comment(Value value) {
    if (value instanceof Value.Text text) {
      return TEXTS.getOrDefault(text.form().type(), "");
    }
    if (value instanceof Value.EnumName name) {
      return "One of " + Arrays.stream(name.type().getEnumConstants()).map(constant -> ((Enum<?>) constant).name())
          .collect(Collectors.joining(", ")) + ".";
    }
    if (value instanceof Value.Scalar scalar) {
      return switch (scalar.kind()) {
        case BYTE -> "From -128 to 127.";
        case SHORT -> "From -32768 to 32767.";
        case CHAR -> "A UTF-16 code unit, from 0 to 65535.";
        default -> "";
      };
    }
    return "";
  }

  /**
   * What a value must look like for its Java type beyond its Protobuf type, such as {@code LocalDate} for a string; or
   * empty. Two values of one Protobuf type but of different forms cannot read each other.
   */
  static String form(Value value) {
    if (value instanceof Value.Text text) {
      return text.form().type().getSimpleName();
    }
    if (value instanceof Value.EnumName) {
      return "enum";
    }
    if (value instanceof Value.Scalar scalar) {
      return switch (scalar.kind()) {
        case BYTE -> "byte";
        case SHORT -> "short";
        case CHAR -> "char";
        default -> "";
      };
    }
    return "";
  }
}
