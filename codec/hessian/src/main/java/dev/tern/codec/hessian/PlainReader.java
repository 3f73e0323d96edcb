package dev.tern.codec.hessian;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tern.api.codec.DecodeBudget;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.ReadBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads single values: numbers, text, bytes. For one message and one thread. */
class PlainReader {
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private final int limit;
  private final DecodeBudget budget;
  private int position;

  PlainReader(ReadBuffer in) {
    bytes = in.array();
    position = in.position();
    limit = in.limit();
    budget = new DecodeBudget(in.remaining());
  }

  final int remaining() {
    return limit - position;
  }

  final int position() {
    return position;
  }

  final void position(int index) {
    position = index;
  }

  /** Counts what is about to be created. */
  final void node(int weight) throws DecodeException {
    budget.node(weight);
  }

  /** Counts memory that is no node of its own. */
  final void weigh(int weight) throws DecodeException {
    budget.weigh(weight);
  }

  private DecodeException cutOff() {
    return new DecodeException("message cut off");
  }

  final int next() throws DecodeException {
    if (position == limit) {
      throw cutOff();
    }
    return bytes[position++] & 0xff;
  }

  private int take(int count) throws DecodeException {
    int at = position;
    if (limit - at < count) {
      throw cutOff();
    }
    position = at + count;
    return at;
  }

  private int two() throws DecodeException {
    int at = take(2);
    return bytes[at] << 8 | bytes[at + 1] & 0xff;
  }

  private int four() throws DecodeException {
    return (int) INTS.get(bytes, take(4));
  }

  private long eight() throws DecodeException {
    return (long) LONGS.get(bytes, take(8));
  }

  /** True if the next value is null, or the next byte is whatever tag is asked for. */
  final boolean isNext(int tag) throws DecodeException {
    if (position == limit) {
      throw cutOff();
    }
    return (bytes[position] & 0xff) == tag;
  }

  /** True, and passed over, if a list or map ends here. */
  final boolean ends() throws DecodeException {
    boolean ends = isNext(Tags.END);
    if (ends) {
      position++;
    }
    return ends;
  }

  /** A whole number: int, long, or a double without a fraction, as languages with one kind of number send it. */
  final long whole(int tag) throws DecodeException {
    if (Tags.isInt(tag)) {
      return int32(tag);
    }
    if (Tags.isLong(tag)) {
      return int64(tag);
    }
    if (Tags.isDouble(tag)) {
      double value = float64(tag);
      if (value == (long) value && Math.abs(value) <= 1L << 53) {
        return (long) value;
      }
      throw new DecodeException("number is not a whole one");
    }
    throw unexpected(tag, "a number");
  }

  /** A whole number within bounds. */
  final int whole(int tag, int least, int most, String type) throws DecodeException {
    long value = whole(tag);
    if (value < least || value > most) {
      throw new DecodeException("number does not fit " + type);
    }
    return (int) value;
  }

  private int int32(int tag) throws DecodeException {
    if (tag == Tags.INT) {
      return four();
    }
    if (tag < 0xc0) {
      return tag - Tags.INT_1;
    }
    return tag < 0xd0 ? (tag - Tags.INT_2) << 8 | next() : (tag - Tags.INT_3) << 16 | two() & 0xffff;
  }

  private long int64(int tag) throws DecodeException {
    if (tag == Tags.LONG) {
      return eight();
    }
    if (tag == Tags.LONG_5) {
      return four();
    }
    if (tag < 0x40) {
      return (tag - Tags.LONG_3) << 16 | two() & 0xffff;
    }
    return tag < 0xf0 ? tag - Tags.LONG_1 : (tag - Tags.LONG_2) << 8 | next();
  }

  /** Any number, as the nearest double. */
  final double number(int tag) throws DecodeException {
    return Tags.isDouble(tag) ? float64(tag) : whole(tag);
  }

  private double float64(int tag) throws DecodeException {
    return switch (tag) {
      case Tags.DOUBLE_ZERO -> 0;
      case Tags.DOUBLE_ONE -> 1;
      case Tags.DOUBLE_BYTE -> (byte) next();
      case Tags.DOUBLE_SHORT -> two();
      case Tags.DOUBLE_MILLS -> 0.001 * four();
      default -> Double.longBitsToDouble(eight());
    };
  }

  /** Milliseconds since 1970. */
  final long date(int tag) throws DecodeException {
    return tag == Tags.DATE ? eight() : four() * 60_000L;
  }

  final String text(int tag) throws DecodeException {
    if (tag != Tags.TEXT_CHUNK) {
      return chars(textLength(tag));
    }
    StringBuilder text = new StringBuilder();
    int part = tag;
    for (; part == Tags.TEXT_CHUNK; part = next()) {
      text.append(chars(two() & 0xffff));
    }
    return text.append(chars(textLength(part))).toString();
  }

  private int textLength(int tag) throws DecodeException {
    if (tag < Tags.BINARY_1) {
      return tag;
    }
    if (tag >= Tags.TEXT_2 && tag < Tags.BINARY_2) {
      return (tag - Tags.TEXT_2) << 8 | next();
    }
    if (tag == Tags.TEXT) {
      return two() & 0xffff;
    }
    throw unexpected(tag, "text");
  }

  private String chars(int count) throws DecodeException {
    if (count == 0) {
      return "";
    }
    if (count > limit - position) {
      throw new DecodeException("text of " + count + " chars with " + (limit - position) + " bytes left");
    }
    if (Text.isAscii(bytes, position, position + count)) {
      return new String(bytes, take(count), count, ISO_8859_1);
    }
    char[] chars = new char[count];
    position = Text.get(bytes, position, limit, chars);
    return new String(chars);
  }

  final byte[] binary(int tag) throws DecodeException {
    byte[] value = {};
    int part = tag;
    while (part == Tags.BINARY_CHUNK) {
      value = joined(value, two() & 0xffff);
      part = next();
    }
    if (part >= Tags.BINARY_1 && part < Tags.TEXT_2) {
      return joined(value, part - Tags.BINARY_1);
    }
    if (part >= Tags.BINARY_2 && part < 0x38) {
      return joined(value, (part - Tags.BINARY_2) << 8 | next());
    }
    if (part == Tags.BINARY) {
      return joined(value, two() & 0xffff);
    }
    throw unexpected(part, "bytes");
  }

  /** Doubling would be cheaper for many short chunks; so each counts, and honest ones are long. */
  private byte[] joined(byte[] before, int count) throws DecodeException {
    if (count > limit - position) {
      throw new DecodeException("chunk of " + count + " bytes with " + (limit - position) + " left");
    }
    weigh(before.length);
    byte[] value = Arrays.copyOf(before, before.length + count);
    System.arraycopy(bytes, take(count), value, before.length, count);
    return value;
  }

  /** Passes over the bytes to come if they are just those. */
  final boolean skipIf(byte[] expected) {
    int end = position + expected.length;
    if (end > limit || !Arrays.equals(expected, 0, expected.length, bytes, position, end)) {
      return false;
    }
    position = end;
    return true;
  }

  final DecodeException unexpected(int tag, String expected) {
    return new DecodeException("tag " + Integer.toHexString(tag) + " where " + expected + " should stand");
  }
}
