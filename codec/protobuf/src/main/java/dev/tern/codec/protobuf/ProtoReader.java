package dev.tern.codec.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tern.api.codec.DecodeBudget;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.ReadBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads the Protobuf wire format and trusts nothing in it: no byte beyond the limit is looked at, and depth, nodes
 * and memory are counted. Made for one message; not safe for many threads.
 */
final class ProtoReader extends DecodeBudget {
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** No tag. */
  static final int END = 0;

  private final byte[] bytes;
  private final int frameBytes;
  private int position;
  private int limit;
  private boolean located;

  ProtoReader(ReadBuffer in) {
    super(in.remaining());
    bytes = in.array();
    frameBytes = in.remaining();
    position = in.position();
    limit = in.limit();
  }

  /** True if the message, or the nested one it is in, has more bytes. */
  boolean more() {
    return position < limit;
  }

  /** The next tag: its field number is at least 1, its wire type one of the six. */
  int tag() throws DecodeException {
    long tag = varint();
    if (tag >>> 32 != 0 || tag >>> 3 == 0) {
      throw new DecodeException("tag without a valid field number");
    }
    if ((tag & 7) > Wire.FIXED32) {
      throw new DecodeException("unknown wire type " + (tag & 7));
    }
    return (int) tag;
  }

  long varint() throws DecodeException {
    int at = position;
    if (at < limit) {
      byte first = bytes[at];
      if (first >= 0) {
        position = at + 1;
        return first;
      }
    }
    return longVarint();
  }

  private long longVarint() throws DecodeException {
    byte[] source = bytes;
    int at = position;
    int last = limit;
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == last) {
        throw new DecodeException("number cut off");
      }
      byte b = source[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        position = at;
        return value;
      }
    }
    throw new DecodeException("number longer than 10 bytes");
  }

  float float32() throws DecodeException {
    return Float.intBitsToFloat((int) INTS.get(bytes, take(4)));
  }

  double float64() throws DecodeException {
    return Double.longBitsToDouble((long) LONGS.get(bytes, take(8)));
  }

  private int take(int count) throws DecodeException {
    int at = position;
    if (limit - at < count) {
      throw new DecodeException("number cut off");
    }
    position = at + count;
    return at;
  }

  /** A length that the bytes left can hold. */
  int length() throws DecodeException {
    long length = varint();
    if (length < 0 || length > limit - position) {
      throw new DecodeException("length " + Long.toUnsignedString(length) + " with " + (limit - position)
          + " bytes left");
    }
    return (int) length;
  }

  String string() throws DecodeException {
    int length = length();
    int at = position;
    String text = new String(bytes, at, length, UTF_8);
    if (text.indexOf('\uFFFD') >= 0) { // put there for invalid bytes, unless it was sent: then it comes out the same
      byte[] again = text.getBytes(UTF_8);
      if (!Arrays.equals(again, 0, again.length, bytes, at, at + length)) {
        throw new DecodeException("text is not valid UTF-8");
      }
    }
    position = at + length;
    return text;
  }

  byte[] bytes() throws DecodeException {
    int length = length();
    int at = position;
    position = at + length;
    return Arrays.copyOfRange(bytes, at, at + length);
  }

  /**
   * Begins a nested message: until {@link #leave} its end is the limit.
   *
   * @return the limit to leave with
   */
  int enter() throws DecodeException {
    descend();
    return narrow();
  }

  /** As {@link #enter} for a packed field, which is no level of nesting: ends with {@link #widen}. */
  int narrow() throws DecodeException {
    int length = length();
    int outer = limit;
    limit = position + length;
    return outer;
  }

  void widen(int outer) {
    limit = outer;
  }

  /** Everything of it was read. */
  void leave(int outer) {
    ascend();
    limit = outer;
  }

  /** Passes over a field that nobody knows. */
  void skip(int tag) throws DecodeException {
    switch (Wire.type(tag)) {
      case Wire.VARINT -> varint();
      case Wire.FIXED64 -> take(8);
      case Wire.LENGTH -> {
        int length = length();
        position += length;
      }
      case Wire.START_GROUP -> skipGroup(tag);
      case Wire.FIXED32 -> take(4);
      default -> throw new DecodeException("end of a group that never began");
    }
  }

  private void skipGroup(int start) throws DecodeException {
    descend();
    for (int tag = tagInGroup(start); tag != END; tag = tagInGroup(start)) {
      skip(tag);
    }
    ascend();
  }

  /**
   * The next tag inside a group.
   *
   * @param start the tag that it began with
   * @return {@link #END} after the tag that ends it
   */
  int tagInGroup(int start) throws DecodeException {
    if (!more()) {
      throw new DecodeException("group cut off");
    }
    int tag = tag();
    if (Wire.type(tag) != Wire.END_GROUP) {
      return tag;
    }
    if (Wire.number(tag) != Wire.number(start)) {
      throw new DecodeException("end of another group than the one that began");
    }
    return END;
  }

  /** Names the field that could not be read; only the innermost is named. */
  DecodeException located(DecodeException failure, int number, String message) {
    if (located) {
      return failure;
    }
    located = true;
    String place = number == 0 ? message : "field " + number + " of " + message; // 0: no tag could be read
    return new DecodeException(place + ": " + failure.getMessage());
  }

  /** Length of the whole message. */
  int frameBytes() {
    return frameBytes;
  }

  byte[] array() {
    return bytes;
  }

  int position() {
    return position;
  }

  void position(int index) {
    position = index;
  }

  int remaining() {
    return limit - position;
  }
}
