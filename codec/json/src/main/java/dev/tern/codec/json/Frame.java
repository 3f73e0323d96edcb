package dev.tern.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.ReadBuffer;
import java.io.Reader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

/** The bytes of one message as text: strict UTF-8, decoded piece by piece into the buffers that a parser has. */
final class Frame {
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH = 0x0101_0101_0101_0101L;
  private static final long HIGHEST_BITS = 0x80 * EACH;
  private static final long BACKSLASHES = '\\' * EACH;

  /** Length of an escape with four digits. */
  private static final int ESCAPE = 6;

  private final byte[] bytes;
  private final int start;
  private final int limit;

  Frame(ReadBuffer in) {
    bytes = in.array();
    start = in.position();
    limit = in.limit();
  }

  int length() {
    return limit - start;
  }

  /**
   * Refuses escapes of half a surrogate pair: they are JSON but no text. Escapes that are no JSON are the parser's to
   * refuse, and raw halves are no UTF-8.
   */
  void checkEscapes() throws DecodeException {
    for (int i = firstBackslash(); i < limit; i++) {
      if (bytes[i] == '\\') {
        int unit = unit(i);
        if (unit >= 0 && Character.isSurrogate((char) unit)) {
          int low = unit(i + ESCAPE);
          if (!Character.isHighSurrogate((char) unit) || low < 0 || !Character.isLowSurrogate((char) low)) {
            throw new DecodeException("half a surrogate pair, at byte " + (i - start));
          }
          i += 2 * ESCAPE - 1;
        } else {
          i++; // whatever is escaped begins no escape
        }
      }
    }
  }

  /** Most messages have none: eight bytes at a time. */
  private int firstBackslash() {
    int i = start;
    for (; limit - i >= Long.BYTES; i += Long.BYTES) {
      long zeroes = (long) LONGS.get(bytes, i) ^ BACKSLASHES;
      if ((zeroes - EACH & ~zeroes & HIGHEST_BITS) != 0) {
        break;
      }
    }
    return i;
  }

  /** The UTF-16 unit of the escape at an index, or -1 if there is none. */
  private int unit(int index) {
    if (limit - index < ESCAPE || bytes[index] != '\\' || bytes[index + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = index + 2; i < index + ESCAPE; i++) {
      int digit = Character.digit((char) (bytes[i] & 0xff), 16); // of Latin 1, ASCII alone has digits
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  /** The text. Reading throws {@link CharacterCodingException} where it is not UTF-8. */
  Reader text() {
    return new Decoding(ByteBuffer.wrap(bytes, start, length()));
  }

  /** Knows the end of its source from the beginning: what is cut off there is an error and nothing to wait for. */
  private static final class Decoding extends Reader {
    private final ByteBuffer source;
    private final CharsetDecoder decoder = UTF_8.newDecoder(); // reports what is malformed

    Decoding(ByteBuffer source) {
      this.source = source;
    }

    @Override
    public int read(char[] target, int offset, int length) throws CharacterCodingException {
      CharBuffer chars = CharBuffer.wrap(target, offset, length);
      CoderResult result = decoder.decode(source, chars, true);
      if (result.isError()) {
        result.throwException();
      }
      int read = chars.position() - offset;
      return read == 0 && length > 0 ? -1 : read;
    }

    @Override
    public void close() {} // holds nothing
  }
}
