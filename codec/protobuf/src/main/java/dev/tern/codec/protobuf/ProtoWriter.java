package dev.tern.codec.protobuf;

import dev.tern.api.codec.Limits;
import dev.tern.api.spi.WriteBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Writes the Protobuf wire format from the last byte to the first. The length of a string or nested message is thus
 * known when its prefix is written: one pass, no size pass, nothing remembered. Fields are written in descending
 * order and stand in ascending order. Made for one message; not safe for many threads.
 */
final class ProtoWriter {
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Room for the longest scalar with its tag, or for the tag and length of anything longer: 10 + 5. */
  private static final int PREFIX = 15;

  private final WriteBuffer out;
  private byte[] bytes;
  private int position;
  private int end;
  private int depth;

  ProtoWriter(WriteBuffer out) {
    this.out = out;
    this.bytes = out.array();
    this.position = out.start();
    this.end = out.end();
  }

  /** Hands the message over: until then the buffer does not know its start. */
  void finish() {
    out.start(position);
  }

  /** How much is written; what was written since is the size now less the size then. */
  int size() {
    return end - position;
  }

  private void reserve(int count) {
    if (position < count) {
      grow(count);
    }
  }

  private void grow(long count) {
    out.start(position);
    out.reserveFront((int) Math.min(count, Integer.MAX_VALUE));
    bytes = out.array();
    position = out.start();
    end = out.end();
  }

  /** Room is reserved. */
  private void putVarint(int value) {
    if ((value & ~0x7f) == 0) {
      bytes[--position] = (byte) value;
      return;
    }
    int at = position - Wire.varintSize(value);
    position = at;
    byte[] target = bytes;
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at] = (byte) rest;
  }

  /** Room is reserved. */
  private void putVarint(long value) {
    if ((value & ~0x7fL) == 0) {
      bytes[--position] = (byte) value;
      return;
    }
    int at = position - Wire.varintSize(value);
    position = at;
    byte[] target = bytes;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at] = (byte) rest;
  }

  /** Room is reserved. A negative int32 travels as the int64 of the same value: ten bytes. */
  private void putInt32(int value) {
    if (value >= 0) {
      putVarint(value);
    } else {
      putVarint((long) value);
    }
  }

  // Elements of packed fields: a value alone.

  void int32(int value) {
    reserve(PREFIX);
    putInt32(value);
  }

  void int64(long value) {
    reserve(PREFIX);
    putVarint(value);
  }

  void bool(boolean value) {
    reserve(PREFIX);
    bytes[--position] = (byte) (value ? 1 : 0);
  }

  void float32(float value) {
    reserve(PREFIX);
    position -= 4;
    INTS.set(bytes, position, Float.floatToRawIntBits(value));
  }

  void float64(double value) {
    reserve(PREFIX);
    position -= 8;
    LONGS.set(bytes, position, Double.doubleToRawLongBits(value));
  }

  // Fields: a value and its tag, whatever the value is.

  void int32(int tag, int value) {
    reserve(PREFIX);
    putInt32(value);
    putVarint(tag);
  }

  void int64(int tag, long value) {
    reserve(PREFIX);
    putVarint(value);
    putVarint(tag);
  }

  void bool(int tag, boolean value) {
    reserve(PREFIX);
    bytes[--position] = (byte) (value ? 1 : 0);
    putVarint(tag);
  }

  void float32(int tag, float value) {
    float32(value);
    reserve(PREFIX);
    putVarint(tag);
  }

  void float64(int tag, double value) {
    float64(value);
    reserve(PREFIX);
    putVarint(tag);
  }

  /** Writes nothing for null. */
  @SuppressWarnings("deprecation")
  void string(int tag, @Nullable String value) {
    if (value == null) {
      return;
    }
    int length = value.length();
    if (position - PREFIX < length) {
      grow((long) length + PREFIX); // never more than the string needs: a char is at least one byte
    }
    int anyBits = 0;
    for (int i = 0; i < length; i++) {
      anyBits |= value.charAt(i);
    }
    if (anyBits < 0x80) {
      position -= length;
      value.getBytes(0, length, bytes, position); // the low byte of each char, exact for ASCII, without a copy
    } else {
      length = utf8(tag, value);
    }
    putVarint(length);
    putVarint(tag);
  }

  private int utf8(int tag, String value) {
    if ((position - PREFIX) / 3 < value.length()) {
      // The exact length, since room for the worst case could pass the limit of the message where the string does not.
      long exact = Utf8.length(value);
      if (position - PREFIX < exact) {
        grow(exact + PREFIX);
      }
    }
    int start = Utf8.putBefore(value, bytes, position);
    if (start < 0) {
      throw new Refusal(Wire.number(tag), "text with half a surrogate pair",
          "Send whole characters: such text has no UTF-8 form.");
    }
    int length = position - start;
    position = start;
    return length;
  }

  /** Writes nothing for null. */
  void bytes(int tag, byte @Nullable [] value) {
    if (value == null) {
      return;
    }
    if (position - PREFIX < value.length) {
      grow((long) value.length + PREFIX);
    }
    position -= value.length;
    System.arraycopy(value, 0, bytes, position, value.length);
    putVarint(value.length);
    putVarint(tag);
  }

  /**
   * Begins a nested message: its fields follow, then {@link #endMessage}.
   *
   * @return the mark to end it with
   */
  int startMessage(int tag) {
    if (++depth > Limits.DEPTH) {
      throw new Refusal(Wire.number(tag), "messages nested deeper than " + Limits.DEPTH,
          "Flatten the structure; a cycle can never travel.");
    }
    return size();
  }

  /** Puts length and tag before all that was written since the mark. */
  void endMessage(int tag, int mark) {
    depth--;
    endLength(tag, mark);
  }

  /** As {@link #endMessage}, for packed fields, which are no level of nesting. */
  void endLength(int tag, int mark) {
    int length = size() - mark;
    reserve(PREFIX);
    putVarint(length);
    putVarint(tag);
  }

  /** Room for bytes that somebody else fills in: they begin at {@link #position()} of {@link #array()}. */
  void room(int count) {
    if (position - PREFIX < count) {
      grow((long) count + PREFIX);
    }
    position -= count;
  }

  byte[] array() {
    return bytes;
  }

  int position() {
    return position;
  }
}
