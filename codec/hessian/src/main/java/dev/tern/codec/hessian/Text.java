package dev.tern.codec.hessian;

import dev.tern.api.spi.DecodeException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Chars as Hessian writes them: each by itself in UTF-8, so that a surrogate pair takes six bytes and half of one can
 * travel. Read is also what is strict UTF-8 outside of Java, four bytes for a pair.
 */
final class Text {
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Text() {}

  static boolean isAscii(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + 8 <= to; at += 8) {
      if (((long) LONGS.get(bytes, at) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; at < to; at++) {
      if (bytes[at] < 0) {
        return false;
      }
    }
    return true;
  }

  /** Bytes that some chars take. */
  static int length(String value, int from, int to) {
    int bytes = 0;
    for (int i = from; i < to; i++) {
      char c = value.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }
    return bytes;
  }

  /** @return the index after the last byte */
  static int put(String value, int from, int to, byte[] target, int index) {
    int at = index;
    for (int i = from; i < to; i++) {
      char c = value.charAt(i);
      if (c < 0x80) {
        target[at++] = (byte) c;
      } else if (c < 0x800) {
        target[at++] = (byte) (0xc0 | c >> 6);
        target[at++] = (byte) (0x80 | c & 0x3f);
      } else {
        target[at++] = (byte) (0xe0 | c >> 12);
        target[at++] = (byte) (0x80 | c >> 6 & 0x3f);
        target[at++] = (byte) (0x80 | c & 0x3f);
      }
    }
    return at;
  }

  /**
   * Fills chars.
   *
   * @param limit bytes from there on are not the reader's
   * @return the index after the last byte
   */
  static int get(byte[] source, int index, int limit, char[] chars) throws DecodeException {
    int at = index;
    for (int i = 0; i < chars.length; i++) {
      if (at == limit) {
        throw cutOff();
      }
      int first = source[at++];
      if (first >= 0) {
        chars[i] = (char) first;
      } else if ((first & 0xe0) == 0xc0) {
        chars[i] = (char) more(source, at, limit, 1, first & 0x1f, 0x80);
        at++;
      } else if ((first & 0xf0) == 0xe0) {
        chars[i] = (char) more(source, at, limit, 2, first & 0xf, 0x800);
        at += 2;
      } else if ((first & 0xf8) == 0xf0 && i + 1 < chars.length) {
        int point = more(source, at, limit, 3, first & 7, Character.MIN_SUPPLEMENTARY_CODE_POINT);
        if (point > Character.MAX_CODE_POINT) {
          throw malformed();
        }
        at += 3;
        chars[i++] = Character.highSurrogate(point);
        chars[i] = Character.lowSurrogate(point);
      } else {
        throw malformed();
      }
    }
    return at;
  }

  private static int more(byte[] source, int index, int limit, int count, int bits, int least) throws DecodeException {
    if (limit - index < count) {
      throw cutOff();
    }
    int value = bits;
    for (int at = index; at < index + count; at++) {
      if ((source[at] & 0xc0) != 0x80) {
        throw malformed();
      }
      value = value << 6 | source[at] & 0x3f;
    }
    if (value < least) {
      throw malformed();
    }
    return value;
  }

  private static DecodeException cutOff() {
    return new DecodeException("text cut off");
  }

  private static DecodeException malformed() {
    return new DecodeException("text is not valid UTF-8");
  }
}
