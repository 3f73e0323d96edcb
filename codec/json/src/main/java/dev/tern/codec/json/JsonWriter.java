package dev.tern.codec.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tern.api.codec.Limits;
import dev.tern.api.spi.WriteBuffer;
import java.util.Base64;

/**
 * Writes JSON into the buffer of the transport itself: UTF-8, no blanks, nothing escaped that need not be. Made for
 * one message; not safe for many threads.
 */
final class JsonWriter {
  /** Room for any number but big ones, with what stands around it. As much as a buffer lends beyond its limit. */
  private static final int SCALAR = 48;

  /** The longest form of one character: {@code \u0000}. */
  private static final int CHARACTER = 6;

  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);
  private static final byte[] TRUE = "true".getBytes(ISO_8859_1);
  private static final byte[] FALSE = "false".getBytes(ISO_8859_1);

  /** What stands behind the backslash for each ASCII character; 0 for those that stand for themselves. */
  private static final byte[] ESCAPES = new byte[0x80];

  /** Beyond it {@link Double#toString(double)} changes to an exponent. */
  private static final long PLAIN_DOUBLES = 10_000_000;

  static {
    for (int c = 0; c < ' '; c++) {
      ESCAPES[c] = 'u';
    }
    ESCAPES['"'] = '"';
    ESCAPES['\\'] = '\\';
    ESCAPES['\b'] = 'b';
    ESCAPES['\f'] = 'f';
    ESCAPES['\n'] = 'n';
    ESCAPES['\r'] = 'r';
    ESCAPES['\t'] = 't';
  }

  private final WriteBuffer out;
  private byte[] bytes;
  private int position;
  private int depth;

  JsonWriter(WriteBuffer out) {
    this.out = out;
    this.bytes = out.array();
    this.position = out.end();
  }

  /** A string as JSON, quotes included; for what is written again and again. */
  static byte[] quoted(String text) {
    WriteBuffer buffer = new WriteBuffer(text.length() + SCALAR, Integer.MAX_VALUE - SCALAR);
    JsonWriter writer = new JsonWriter(buffer);
    writer.string(text);
    writer.finish();
    return buffer.toByteArray();
  }

  /** A member's name as JSON, colon included. */
  static byte[] quotedName(String name) {
    byte[] quoted = quoted(name);
    byte[] withColon = java.util.Arrays.copyOf(quoted, quoted.length + 1);
    withColon[quoted.length] = ':';
    return withColon;
  }

  /** Hands the message over: until then the buffer does not know its end. */
  void finish() {
    out.end(position);
  }

  private void reserve(int count) {
    if (bytes.length - position < count) {
      out.end(position);
      out.reserveBack(count);
      bytes = out.array();
      position = out.end();
    }
  }

  /** Begins a nested level; a reader counts the same ones. */
  void descend() {
    if (++depth > Limits.DEPTH) {
      throw Refusal.tooDeep();
    }
  }

  void ascend() {
    depth--;
  }

  // Structure.

  void beginObject() {
    symbol('{');
  }

  void endObject() {
    symbol('}');
  }

  void beginArray() {
    symbol('[');
  }

  void endArray() {
    symbol(']');
  }

  private void symbol(char symbol) {
    reserve(1);
    bytes[position++] = (byte) symbol;
  }

  /** Between two elements or entries: nothing in front of the first, which stands behind a bracket. */
  void comma() {
    byte last = bytes[position - 1];
    if (last != '{' && last != '[') {
      symbol(',');
    }
  }

  /** @param quotedName as {@link #quotedName} */
  void name(byte[] quotedName) {
    reserve(quotedName.length + 1);
    if (bytes[position - 1] != '{') {
      bytes[position++] = ',';
    }
    System.arraycopy(quotedName, 0, bytes, position, quotedName.length);
    position += quotedName.length;
  }

  /** Behind the name of an entry, which was written as a string. */
  void colon() {
    symbol(':');
  }

  /** Text that is JSON already. */
  void raw(byte[] json) {
    reserve(json.length);
    System.arraycopy(json, 0, bytes, position, json.length);
    position += json.length;
  }

  // Scalars.

  void bool(boolean value) {
    raw(value ? TRUE : FALSE);
  }

  void number(long value) {
    reserve(SCALAR);
    if (value < 0) {
      if (value == Long.MIN_VALUE) {
        ascii(Long.toString(value));
        return;
      }
      bytes[position++] = '-';
    }
    digits(Math.abs(value));
  }

  private void digits(long value) {
    int at = position + digitsOf(value);
    position = at;
    byte[] target = bytes;
    long rest = value;
    while (rest > Integer.MAX_VALUE) {
      long tenth = rest / 10;
      target[--at] = (byte) ('0' + rest - tenth * 10);
      rest = tenth;
    }
    int small = (int) rest; // division of ints is cheaper
    do {
      int tenth = small / 10;
      target[--at] = (byte) ('0' + small - tenth * 10);
      small = tenth;
    } while (small != 0);
  }

  private static int digitsOf(long value) {
    int digits = 1;
    for (long power = 10; value >= power; power *= 10) {
      digits++;
      if (digits == 19) {
        break;
      }
    }
    return digits;
  }

  /** A number, or one of the names that JSON has no number for, as a string. */
  void number(double value) {
    long whole = (long) value;
    if (whole == value && Math.abs(whole) < PLAIN_DOUBLES && (whole != 0 || 1 / value > 0)) {
      number(whole);
      bytes[position++] = '.'; // room was reserved with the digits
      bytes[position++] = '0';
    } else {
      real(Double.toString(value), Double.isFinite(value));
    }
  }

  /** As {@link #number(double)}, in as many digits as a float has. */
  void number(float value) {
    real(Float.toString(value), Float.isFinite(value));
  }

  private void real(String text, boolean finite) {
    if (finite) {
      ascii(text);
    } else {
      quotedAscii(text);
    }
  }

  /** Text of ASCII alone as it is, such as the digits of a number. */
  @SuppressWarnings("deprecation") // of ASCII it loses nothing, and it copies nothing twice
  void ascii(String text) {
    int length = text.length();
    reserve(length);
    text.getBytes(0, length, bytes, position);
    position += length;
  }

  /** A string that needs no escape. */
  void quotedAscii(String text) {
    symbol('"');
    ascii(text);
    symbol('"');
  }

  /** Base64 with padding. */
  void base64(byte[] value) {
    symbol('"');
    raw(Base64.getEncoder().encode(value));
    symbol('"');
  }

  /** @throws Refusal for half a surrogate pair, which no UTF-8 can say */
  void string(String value) {
    int length = value.length();
    reserve(length + 2); // at least
    byte[] target = bytes;
    int at = position;
    target[at++] = '"';
    for (int i = 0; i < length; i++) {
      if (target.length - at < CHARACTER + 1) {
        position = at;
        reserve(SCALAR);
        target = bytes;
        at = position;
      }
      char c = value.charAt(i);
      if (c < 0x80) {
        if (ESCAPES[c] == 0) {
          target[at++] = (byte) c;
        } else {
          at = escape(c, target, at);
        }
      } else if (c < 0x800) {
        target[at++] = (byte) (0xc0 | c >>> 6);
        target[at++] = (byte) (0x80 | c & 0x3f);
      } else if (!Character.isSurrogate(c)) {
        target[at++] = (byte) (0xe0 | c >>> 12);
        target[at++] = (byte) (0x80 | c >>> 6 & 0x3f);
        target[at++] = (byte) (0x80 | c & 0x3f);
      } else {
        at = pair(value, i++, target, at);
      }
    }
    position = at;
    symbol('"');
  }

  private static int escape(char c, byte[] target, int index) {
    int at = index;
    byte escape = ESCAPES[c];
    target[at++] = '\\';
    target[at++] = escape;
    if (escape == 'u') {
      target[at++] = '0';
      target[at++] = '0';
      target[at++] = HEX[c >>> 4];
      target[at++] = HEX[c & 0xf];
    }
    return at;
  }

  private static int pair(String value, int i, byte[] target, int index) {
    if (i + 1 == value.length() || !Character.isSurrogatePair(value.charAt(i), value.charAt(i + 1))) {
      throw new Refusal("text with half a surrogate pair",
          "Send whole characters: the text was cut in the middle of one.");
    }
    int at = index;
    int point = Character.toCodePoint(value.charAt(i), value.charAt(i + 1));
    target[at++] = (byte) (0xf0 | point >>> 18);
    target[at++] = (byte) (0x80 | point >>> 12 & 0x3f);
    target[at++] = (byte) (0x80 | point >>> 6 & 0x3f);
    target[at++] = (byte) (0x80 | point & 0x3f);
    return at;
  }
}
