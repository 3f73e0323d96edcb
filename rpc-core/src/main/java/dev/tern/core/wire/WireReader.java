package dev.tern.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tern.api.spi.ReadBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/**
 * Reads one Protobuf message field by field, from bytes that anybody may have sent: every length is checked before it
 * is used, and nothing is copied or allocated unless asked for. Fields that nobody asks for are passed over. Not safe
 * for many threads.
 */
public final class WireReader {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;
  private static final int LONGEST_VARINT_BITS = 70;

  private final byte[] array;
  private final int end;
  private int position;
  private int field;
  private int type;
  private int contentStart;
  private long number;

  /** Of a whole array, which must not change meanwhile. */
  public WireReader(byte[] message) {
    this(message, 0, message.length);
  }

  private WireReader(byte[] array, int start, int end) {
    this.array = array;
    this.position = start;
    this.end = end;
  }

  /** Of a received message; valid for as long as the buffer. */
  public static WireReader of(ReadBuffer message) {
    return new WireReader(message.array(), message.position(), message.limit());
  }

  /**
   * Goes to the next field.
   *
   * @return false after the last one
   * @throws MalformedMessageException if there is no whole field here
   */
  public boolean next() {
    if (position == end) {
      return false;
    }
    long tag = varint();
    if (tag >>> 32 != 0 || tag >>> 3 == 0) {
      throw new MalformedMessageException("a field number out of range");
    }
    field = (int) (tag >>> 3);
    type = (int) tag & 7;
    switch (type) {
      case VARINT -> number = varint();
      case BYTES -> {
        long length = varint();
        contentStart = position;
        skip(length);
      }
      case FIXED_64 -> skip(8);
      case FIXED_32 -> skip(4);
      default -> throw new MalformedMessageException("a group, or an unknown kind of field");
    }
    return true;
  }

  /** True if this field has the number given and is a string, bytes or a message. */
  public boolean isBytes(int fieldNumber) {
    return type == BYTES && field == fieldNumber;
  }

  /** True if this field has the number given and is an integer, bool or enum. */
  public boolean isNumber(int fieldNumber) {
    return type == VARINT && field == fieldNumber;
  }

  /** The integer here; meaningful only after {@link #isNumber}. */
  public long number() {
    return number;
  }

  /**
   * The string here; meaningful only after {@link #isBytes}.
   *
   * @throws MalformedMessageException if it is not UTF-8
   */
  public String text() {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(array, contentStart, length())).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedMessageException("a string that is not UTF-8");
    }
  }

  /** A copy of the bytes here; meaningful only after {@link #isBytes}. */
  public byte[] bytes() {
    return Arrays.copyOfRange(array, contentStart, position);
  }

  /** The message here, over the same bytes; meaningful only after {@link #isBytes}. */
  public WireReader message() {
    return new WireReader(array, contentStart, position);
  }

  /** A second reader of what this one has not gone to yet. */
  public WireReader copy() {
    return new WireReader(array, position, end);
  }

  /** How many bytes the string, bytes or message here has; meaningful only after {@link #isBytes}. */
  public int length() {
    return position - contentStart;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < LONGEST_VARINT_BITS; shift += 7) {
      if (position == end) {
        throw new MalformedMessageException("cut off");
      }
      byte next = array[position++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedMessageException("a number of more than 64 bits");
  }

  private void skip(long count) {
    if (count < 0 || count > end - position) {
      throw new MalformedMessageException("cut off");
    }
    position += (int) count;
  }
}
