package dev.tern.codec.json;

import dev.tern.api.spi.DecodeException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Primitive numbers and booleans, and their boxes. */
abstract class NumberCodec extends ValueCodec {
  private static final Map<Class<?>, ValueCodec> BOXED = Map.of(
      Byte.class, new Whole(Byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE, "a byte", value -> (byte) value),
      Short.class, new Whole(Short.class, Short.MIN_VALUE, Short.MAX_VALUE, "a short", value -> (short) value),
      Integer.class, new Whole(Integer.class, Integer.MIN_VALUE, Integer.MAX_VALUE, "an int", value -> (int) value),
      Long.class, new Whole(Long.class, Long.MIN_VALUE, Long.MAX_VALUE, "a long", value -> value),
      Float.class, new Single(), Double.class, new Real(), Boolean.class, new Truth());

  private static final Map<Class<?>, ValueCodec> PRIMITIVE = Map.of(
      byte.class, new Primitive(BOXED.get(Byte.class), (byte) 0),
      short.class, new Primitive(BOXED.get(Short.class), (short) 0),
      int.class, new Primitive(BOXED.get(Integer.class), 0),
      long.class, new Primitive(BOXED.get(Long.class), 0L),
      float.class, new Primitive(BOXED.get(Float.class), 0f),
      double.class, new Primitive(BOXED.get(Double.class), 0d),
      boolean.class, new Primitive(BOXED.get(Boolean.class), false));

  /** The codec of a primitive or box, or null if the class is none. */
  static @Nullable ValueCodec of(Class<?> type) {
    ValueCodec boxed = BOXED.get(type);
    return boxed == null ? PRIMITIVE.get(type) : boxed;
  }

  @Override
  int weight() {
    return 0;
  }

  /** Puts a number into its box. */
  private interface Boxing {
    Object box(long value);
  }

  private static final class Whole extends NumberCodec {
    private final Class<? extends Number> type;
    private final long min;
    private final long max;
    private final String name;
    private final Boxing boxing;

    Whole(Class<? extends Number> type, long min, long max, String name, Boxing boxing) {
      this.type = type;
      this.min = min;
      this.max = max;
      this.name = name;
      this.boxing = boxing;
    }

    @Override
    void write(JsonWriter out, Object value) {
      out.number(type.cast(value).longValue());
    }

    @Override
    Object read(JsonReader in) throws IOException, DecodeException {
      return boxing.box(Numbers.whole(in, min, max, name));
    }
  }

  private static final class Single extends NumberCodec {
    @Override
    void write(JsonWriter out, Object value) {
      out.number((float) value);
    }

    @Override
    Object read(JsonReader in) throws IOException, DecodeException {
      return Numbers.shortReal(in);
    }
  }

  private static final class Real extends NumberCodec {
    @Override
    void write(JsonWriter out, Object value) {
      out.number((double) value);
    }

    @Override
    Object read(JsonReader in) throws IOException, DecodeException {
      return Numbers.real(in);
    }
  }

  private static final class Truth extends NumberCodec {
    @Override
    void write(JsonWriter out, Object value) {
      out.bool((boolean) value);
    }

    @Override
    Object read(JsonReader in) throws DecodeException {
      return switch (in.token()) {
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        default -> throw in.mismatch("true or false");
      };
    }
  }

  /** Never null: left out means zero. A null argument can only come from who went around the interface. */
  static final class Primitive extends NumberCodec {
    private final ValueCodec boxed;
    private final Object zero;

    Primitive(ValueCodec boxed, Object zero) {
      this.boxed = boxed;
      this.zero = zero;
    }

    @Override
    Object present(@Nullable Object value) {
      if (value == null) {
        throw Refusal.nullMessage();
      }
      return value;
    }

    @Override
    void write(JsonWriter out, Object value) {
      boxed.write(out, value);
    }

    @Override
    @Nullable Object read(JsonReader in) throws IOException, DecodeException {
      return boxed.read(in);
    }

    @Override
    Object absent() {
      return zero;
    }
  }
}
