package dev.tern.codec.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.tern.api.codec.Limits;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.ReadBuffer;
import java.io.IOException;

/**
 * Makes the reader of each message. Jackson's own decoder of UTF-8 lets overlong forms and halves of surrogate pairs
 * pass, and its table of names outlives a message and is shared by all senders; so it is given characters that the JDK
 * has decoded strictly, and keeps no names. Safe for many threads.
 */
final class Parsers {
  /** Digits, and the letter, sign and digits of an exponent. */
  static final int NUMBER = Limits.DIGITS + 8;

  /** Inside the message an object and an array around it on every level, and on the first one that is refused. */
  static final int BRACKETS = 1 + 2 * (Limits.DEPTH + 1);

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
   * @throws DecodeException for escapes of half a surrogate pair
   */
  JsonReader open(ReadBuffer in) throws DecodeException {
    Frame frame = new Frame(in);
    frame.checkEscapes();
    return new JsonReader(this, frame);
  }

  /** A parser of the text. */
  JsonParser parse(Frame frame) {
    try {
      return factory.createParser(frame.text());
    } catch (IOException e) {
      throw new IllegalStateException("a parser reads nothing when it is made", e);
    }
  }
}
