package dev.tern.codec.hessian;

import dev.tern.api.spi.DecodeException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Types that Hessian has a form of its own for: truth values, numbers, text and bytes. */
final class PlainTypes {
  static final ValueType INT = new Plain(0, (out, value) -> out.int32((int) value), PlainTypes::readInt);
  static final ValueType BOXED_INT = new Plain(null, (out, value) -> out.int32((int) value), PlainTypes::readInt);
  static final ValueType BOXED_LONG = new Plain(null, (out, value) -> out.int64((long) value), HessianReader::whole);
  static final ValueType BOXED_DOUBLE =
      new Plain(null, (out, value) -> out.float64((double) value), HessianReader::number);
  static final ValueType LONG = new Plain(0L, (out, value) -> out.int64((long) value), HessianReader::whole);
  static final ValueType TEXT = new Plain(null, (out, value) -> out.text((String) value), HessianReader::text);

  private static final Map<Class<?>, ValueType> ALL = new HashMap<>();

  static {
    both(boolean.class, Boolean.class, false, (out, value) -> out.bool((boolean) value), PlainTypes::readBool);
    both(byte.class, Byte.class, (byte) 0, (out, value) -> out.int32((byte) value),
        (in, tag) -> (byte) in.whole(tag, Byte.MIN_VALUE, Byte.MAX_VALUE, "a byte"));
    both(short.class, Short.class, (short) 0, (out, value) -> out.int32((short) value),
        (in, tag) -> (short) in.whole(tag, Short.MIN_VALUE, Short.MAX_VALUE, "a short"));
    both(char.class, Character.class, (char) 0, (out, value) -> out.letter((char) value), PlainTypes::readChar);
    both(float.class, Float.class, 0f, (out, value) -> out.float32((float) value), PlainTypes::readFloat);
    both(double.class, Double.class, 0d, (out, value) -> out.float64((double) value), HessianReader::number);
    ALL.put(int.class, INT);
    ALL.put(Integer.class, BOXED_INT);
    ALL.put(long.class, LONG);
    ALL.put(Long.class, BOXED_LONG);
    ALL.put(Double.class, BOXED_DOUBLE);
    ALL.put(String.class, TEXT);
    ALL.put(byte[].class, new Plain(null, (out, value) -> out.binary((byte[]) value), HessianReader::binary));
    ALL.put(char[].class, new Plain(new char[0], (out, value) -> out.text(String.valueOf((char[]) value)),
        (in, tag) -> in.text(tag).toCharArray()));
  }

  private PlainTypes() {}

  private static void both(Class<?> primitive, Class<?> boxed, Object zero, Writing writing, Reading reading) {
    ALL.put(primitive, new Plain(zero, writing, reading));
    ALL.put(boxed, new Plain(null, writing, reading));
  }

  /** The type of a class, or null if it has none here. */
  static @Nullable ValueType of(Class<?> type) {
    return ALL.get(type);
  }

  static boolean readBool(HessianReader in, int tag) throws DecodeException {
    if (tag != Tags.TRUE && tag != Tags.FALSE) {
      throw in.unexpected(tag, "true or false");
    }
    return tag == Tags.TRUE;
  }

  private static int readInt(HessianReader in, int tag) throws DecodeException {
    return in.whole(tag, Integer.MIN_VALUE, Integer.MAX_VALUE, "an int");
  }

  static float readFloat(HessianReader in, int tag) throws DecodeException {
    double value = in.number(tag);
    float nearest = (float) value;
    if (Float.isInfinite(nearest) && !Double.isInfinite(value)) {
      throw new DecodeException("number does not fit a float");
    }
    return nearest;
  }

  private static char readChar(HessianReader in, int tag) throws DecodeException {
    String text = in.text(tag);
    if (text.length() != 1) {
      throw new DecodeException("text of " + text.length() + " chars where one should stand");
    }
    return text.charAt(0);
  }

  private interface Writing {
    void write(HessianWriter out, Object value);
  }

  private interface Reading {
    Object read(HessianReader in, int tag) throws DecodeException;
  }

  private static final class Plain extends ValueType {
    private final @Nullable Object absent;
    private final Writing writing;
    private final Reading reading;

    Plain(@Nullable Object absent, Writing writing, Reading reading) {
      this.absent = absent;
      this.writing = writing;
      this.reading = reading;
    }

    @Override
    void write(HessianWriter out, Object value) {
      writing.write(out, value);
    }

    /** A primitive is null only if somebody went around the interface. */
    @Override
    void put(HessianWriter out, @Nullable Object value) {
      if (value != null) {
        writing.write(out, value);
      } else if (absent == null || absent instanceof char[]) {
        out.nothing();
      } else {
        throw new Refusal("null where a primitive is declared", "Pass a value.");
      }
    }

    @Override
    Object read(HessianReader in, int tag) throws DecodeException {
      return reading.read(in, tag);
    }

    @Override
    @Nullable Object absent(HessianReader in) {
      return absent;
    }
  }
}
