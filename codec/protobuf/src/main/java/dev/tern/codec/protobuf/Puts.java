package dev.tern.codec.protobuf;

import dev.tern.api.UnknownFields;
import dev.tern.api.codec.Limits;
import dev.tern.api.codec.TextForm;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The steps that {@link FieldWriters} binds to a field's tag and composes. Leading parameters are bound when a method
 * is prepared, so that the compiler sees constants; then come the writer and the value.
 */
final class Puts {
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private Puts() {}

  // Primitives: zero is what absence means.

  static void plain(int tag, ProtoWriter out, int value) {
    if (value != 0) {
      out.int32(tag, value);
    }
  }

  static void plain(int tag, ProtoWriter out, long value) {
    if (value != 0) {
      out.int64(tag, value);
    }
  }

  static void plain(int tag, ProtoWriter out, boolean value) {
    if (value) {
      out.bool(tag, true);
    }
  }

  static void plain(int tag, ProtoWriter out, float value) {
    if (Float.floatToRawIntBits(value) != 0) { // minus zero is not zero
      out.float32(tag, value);
    }
  }

  static void plain(int tag, ProtoWriter out, double value) {
    if (Double.doubleToRawLongBits(value) != 0) { // minus zero is not zero
      out.float64(tag, value);
    }
  }

  // One value, or none.

  static void present(MethodHandle value, ProtoWriter out, @Nullable Object object) throws Throwable {
    if (object != null) {
      value.invokeExact(out, object);
    }
  }

  static Object required(int number, @Nullable Object value) {
    if (value == null) {
      throw new Refusal(number, "null", "Pass a value, or mark it @Nullable or Optional in the interface.");
    }
    return value;
  }

  static @Nullable Object orNull(@Nullable Optional<?> value) {
    return value == null ? null : value.orElse(null);
  }

  static @Nullable Object orNull(@Nullable OptionalInt value) {
    return value == null || value.isEmpty() ? null : value.getAsInt();
  }

  static @Nullable Object orNull(@Nullable OptionalLong value) {
    return value == null || value.isEmpty() ? null : value.getAsLong();
  }

  static @Nullable Object orNull(@Nullable OptionalDouble value) {
    return value == null || value.isEmpty() ? null : value.getAsDouble();
  }

  // Values that are no scalars of the wire. Never null.

  static void text(TextForm form, int tag, ProtoWriter out, Object value) {
    String text = form.write(value);
    if (text == null) {
      throw new Refusal(Wire.number(tag), form.type().getSimpleName() + " too long to be read again",
          "Numbers travel with up to " + Limits.DIGITS + " digits and exponents up to " + Limits.EXPONENT + ".");
    }
    out.string(tag, text);
  }

  static void enumeration(int tag, ProtoWriter out, Object value) {
    out.int32(tag, ((Enum<?>) value).ordinal());
  }

  static void enumElement(ProtoWriter out, Object value) {
    out.int32(((Enum<?>) value).ordinal());
  }

  static void enumName(int tag, ProtoWriter out, Object value) {
    out.string(tag, ((Enum<?>) value).name());
  }

  static void timestamp(int tag, ProtoWriter out, Object value) {
    Instant instant = (Instant) value;
    secondsAndNanos(tag, out, instant.getEpochSecond(), instant.getNano());
  }

  static void span(int tag, ProtoWriter out, Object value) {
    Duration duration = (Duration) value;
    long seconds = duration.getSeconds();
    int nanos = duration.getNano();
    if (seconds < 0 && nanos > 0) { // Java counts nanos up from the second below, Protobuf gives both one sign
      seconds++;
      nanos -= NANOS_PER_SECOND;
    }
    secondsAndNanos(tag, out, seconds, nanos);
  }

  private static void secondsAndNanos(int tag, ProtoWriter out, long seconds, int nanos) {
    int mark = out.startMessage(tag);
    plain(Wire.tag(2, Wire.VARINT), out, nanos);
    plain(Wire.tag(1, Wire.VARINT), out, seconds);
    out.endMessage(tag, mark);
  }

  static void message(MessageMapping mapping, int tag, ProtoWriter out, Object value) throws Throwable {
    int mark = out.startMessage(tag);
    try {
      mapping.write(out, value);
    } catch (Refusal e) {
      throw e.within(Wire.number(tag));
    }
    out.endMessage(tag, mark);
  }

  static void oneof(OneofMapping mapping, int tag, ProtoWriter out, Object value) throws Throwable {
    int mark = out.startMessage(tag);
    try {
      mapping.write(out, value);
    } catch (Refusal e) {
      throw e.within(Wire.number(tag));
    }
    out.endMessage(tag, mark);
  }

  static void generated(GeneratedType type, int tag, ProtoWriter out, Object value) {
    int mark = out.startMessage(tag);
    type.write(out, value);
    out.endMessage(tag, mark);
  }

  static void box(MethodHandle content, int tag, ProtoWriter out, Object value) throws Throwable {
    int mark = out.startMessage(tag);
    try {
      content.invokeExact(out, value);
    } catch (Refusal e) {
      throw e.within(Wire.number(tag));
    }
    out.endMessage(tag, mark);
  }

  /** Fields as they were received; null is none. */
  static void unknown(ProtoWriter out, @Nullable UnknownFields fields) {
    if (fields != null && !fields.isEmpty()) {
      out.room(fields.size());
      fields.copyTo(out.array(), out.position());
    }
  }

  // Many values, the last one first.

  static void each(MethodHandle element, int number, ProtoWriter out, @Nullable Collection<?> values)
      throws Throwable {
    if (values == null) {
      return;
    }
    if (values instanceof List<?> list && values instanceof RandomAccess) {
      for (int i = list.size() - 1; i >= 0; i--) {
        Object value = list.get(i);
        if (value == null) {
          throw Refusal.nullElement(number);
        }
        element.invokeExact(out, value);
      }
      return;
    }
    Object[] copy = values.toArray();
    for (int i = copy.length - 1; i >= 0; i--) {
      if (copy[i] == null) {
        throw Refusal.nullElement(number);
      }
      element.invokeExact(out, copy[i]);
    }
  }

  static void packed(MethodHandle element, int tag, ProtoWriter out, @Nullable Collection<?> values)
      throws Throwable {
    if (values != null && !values.isEmpty()) {
      int mark = out.size();
      each(element, Wire.number(tag), out, values);
      out.endLength(tag, mark);
    }
  }

  static void map(MethodHandle key, MethodHandle value, int tag, ProtoWriter out, @Nullable Map<?, ?> map)
      throws Throwable {
    if (map == null || map.isEmpty()) {
      return;
    }
    Object[] entries = map.entrySet().toArray(); // a map is walked forwards only
    for (int i = entries.length - 1; i >= 0; i--) {
      Map.Entry<?, ?> entry = (Map.Entry<?, ?>) entries[i];
      Object entryKey = entry.getKey();
      Object entryValue = entry.getValue();
      if (entryKey == null || entryValue == null) {
        throw Refusal.nullElement(Wire.number(tag));
      }
      int mark = out.startMessage(tag);
      try {
        value.invokeExact(out, entryValue);
        key.invokeExact(out, entryKey);
      } catch (Refusal e) {
        throw e.within(Wire.number(tag));
      }
      out.endMessage(tag, mark);
    }
  }

  // Arrays: those of numbers that may be long are written as they are, others as the list they resemble.

  static void packed(int tag, ProtoWriter out, int @Nullable [] values) {
    if (values != null && values.length > 0) {
      int mark = out.size();
      for (int i = values.length - 1; i >= 0; i--) {
        out.int32(values[i]);
      }
      out.endLength(tag, mark);
    }
  }

  static void packed(int tag, ProtoWriter out, long @Nullable [] values) {
    if (values != null && values.length > 0) {
      int mark = out.size();
      for (int i = values.length - 1; i >= 0; i--) {
        out.int64(values[i]);
      }
      out.endLength(tag, mark);
    }
  }

  static void packed(int tag, ProtoWriter out, float @Nullable [] values) {
    if (values != null && values.length > 0) {
      int mark = out.size();
      for (int i = values.length - 1; i >= 0; i--) {
        out.float32(values[i]);
      }
      out.endLength(tag, mark);
    }
  }

  static void packed(int tag, ProtoWriter out, double @Nullable [] values) {
    if (values != null && values.length > 0) {
      int mark = out.size();
      for (int i = values.length - 1; i >= 0; i--) {
        out.float64(values[i]);
      }
      out.endLength(tag, mark);
    }
  }

  static @Nullable Collection<?> asList(Object @Nullable [] values) {
    return values == null ? null : Arrays.asList(values);
  }

  static @Nullable Collection<?> asList(boolean @Nullable [] values) {
    if (values == null) {
      return null;
    }
    Object[] boxed = new Object[values.length];
    Arrays.setAll(boxed, i -> values[i]);
    return Arrays.asList(boxed);
  }

  static @Nullable Collection<?> asList(short @Nullable [] values) {
    if (values == null) {
      return null;
    }
    Object[] boxed = new Object[values.length];
    Arrays.setAll(boxed, i -> values[i]);
    return Arrays.asList(boxed);
  }

  static @Nullable Collection<?> asList(char @Nullable [] values) {
    if (values == null) {
      return null;
    }
    Object[] boxed = new Object[values.length];
    Arrays.setAll(boxed, i -> values[i]);
    return Arrays.asList(boxed);
  }
}
