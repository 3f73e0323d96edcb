package dev.tern.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.tern.api.codec.Limits;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.ReadBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;

/**
 * Makes the reader of each message. Jackson's own decoder of UTF-8 lets overlong forms and halves of surrogate pairs
 * pass, and its table of names outlives a message; so it is given characters that the JDK has decoded strictly, and
 * keeps no names. Safe for many threads.
 */
final class Parsers {
  /** Digits, and the letter, sign and digits of an exponent. */
  static final int NUMBER = Limits.DIGITS + 8;

  /** An object and an array in it on every level, and the ones around them. */
  static final int BRACKETS = 2 * (Limits.DEPTH + 1);

  private final JsonFactory factory = JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(BRACKETS)
          .maxNumberLength(NUMBER)
          .maxNameLength(Integer.MAX_VALUE) // names and strings are as long as the message at most
          .maxStringLength(Integer.MAX_VALUE)
          .build())
      .recyclerPool(JsonRecyclerPools.newConcurrentDequePool()) // nothing per thread: threads may be virtual
      .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
      .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
      .build();

  /**
   * Begins to read a message.
   *
   * @throws DecodeException for bytes that are not UTF-8, or that say half a surrogate pair
   */
  JsonReader open(ReadBuffer in) throws DecodeException {
    char[] text = new char[in.remaining()];
    int length = decode(in, text);
    checkEscapes(text, length);
    try {
      return new JsonReader(factory, text, length, in.remaining());
    } catch (IOException e) {
      throw new IllegalStateException("a parser over an array reads nothing when it is made", e);
    }
  }

  private static int decode(ReadBuffer in, char[] text) throws DecodeException {
    CharsetDecoder decoder = UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer target = CharBuffer.wrap(text);
    ByteBuffer source = ByteBuffer.wrap(in.array(), in.position(), in.remaining());
    if (decoder.decode(source, target, true).isError()) {
      throw new DecodeException("not UTF-8, at byte " + (source.position() - in.position()));
    }
    return target.position();
  }

  /**
   * Refuses escapes of half a surrogate pair: they are JSON but no text. Escapes that are no JSON are the parser's to
   * refuse.
   */
  private static void checkEscapes(char[] text, int length) throws DecodeException {
    for (int i = 0; i < length; i++) {
      if (text[i] == '\\') {
        int unit = unit(text, i, length);
        if (unit >= 0 && Character.isSurrogate((char) unit)) {
          int low = unit(text, i + ESCAPE, length);
          if (!Character.isHighSurrogate((char) unit) || low < 0 || !Character.isLowSurrogate((char) low)) {
            throw new DecodeException("half a surrogate pair");
          }
          i += 2 * ESCAPE - 1;
        } else {
          i++; // whatever is escaped, it begins no escape
        }
      }
    }
  }

  /** Length of an escape with four digits. */
  private static final int ESCAPE = 6;

  /** The UTF-16 unit of the escape at an index, or -1 if there is none. */
  private static int unit(char[] text, int index, int length) {
    if (length - index < ESCAPE || text[index] != '\\' || text[index + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = index + 2; i < index + ESCAPE; i++) {
      int digit = text[i] < 0x80 ? Character.digit(text[i], 16) : -1;
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }
}
