package dev.tern.core.transport.grpc;

/**
 * Texts that travel in a header. Whatever is in them, a peer whose limit for headers they pass ends the whole
 * connection and every call on it.
 */
final class Texts {
  /** Well below the 8 KiB that peers commonly take, with room for the other trailers. */
  private static final int MOST_ENCODED_BYTES = 2048;

  private Texts() {}

  /** The text, or its beginning: as long as its percent-encoded form has room. */
  static String shortened(String text) {
    int encoded = 0;
    for (int i = 0; i < text.length(); i++) {
      encoded += encodedBytes(text.charAt(i));
      if (encoded > MOST_ENCODED_BYTES) {
        int end = Character.isLowSurrogate(text.charAt(i)) ? i - 1 : i;
        return text.substring(0, end) + "...";
      }
    }
    return text;
  }

  /** Three for each byte of UTF-8 that is not plain; half of a surrogate pair counts for two of its four bytes. */
  private static int encodedBytes(char c) {
    if (c >= ' ' && c <= '~' && c != '%') {
      return 1;
    }
    return c < 0x80 ? 3 : c < 0x800 || Character.isSurrogate(c) ? 6 : 9;
  }
}
