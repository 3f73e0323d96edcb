package dev.tern.codec.protobuf;

/** Strict UTF-8 between strings and arrays, for text that is not plain ASCII. */
final class Utf8 {
  private Utf8() {}

  /** Bytes of the UTF-8 form; halves of surrogate pairs count as something, since {@link #putBefore} refuses them. */
  static long length(String value) {
    long bytes = value.length();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= 0x80) {
        bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2; // a pair: two chars, four bytes
      }
    }
    return bytes;
  }

  /**
   * Puts the text before an index.
   *
   * @param target has room for it
   * @return where it begins, or -1 if it has half a surrogate pair
   */
  static int putBefore(String value, byte[] target, int index) {
    int at = index;
    for (int i = value.length() - 1; i >= 0; i--) {
      char c = value.charAt(i);
      if (c < 0x80) {
        target[--at] = (byte) c;
      } else if (c < 0x800) {
        target[--at] = (byte) (0x80 | c & 0x3f);
        target[--at] = (byte) (0xc0 | c >>> 6);
      } else if (!Character.isSurrogate(c)) {
        target[--at] = (byte) (0x80 | c & 0x3f);
        target[--at] = (byte) (0x80 | c >>> 6 & 0x3f);
        target[--at] = (byte) (0xe0 | c >>> 12);
      } else {
        if (i == 0 || !Character.isSurrogatePair(value.charAt(i - 1), c)) {
          return -1;
        }
        int point = Character.toCodePoint(value.charAt(--i), c);
        target[--at] = (byte) (0x80 | point & 0x3f);
        target[--at] = (byte) (0x80 | point >>> 6 & 0x3f);
        target[--at] = (byte) (0x80 | point >>> 12 & 0x3f);
        target[--at] = (byte) (0xf0 | point >>> 18);
      }
    }
    return at;
  }
}
