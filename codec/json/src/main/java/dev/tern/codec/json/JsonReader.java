package dev.tern.codec.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.tern.api.codec.DecodeBudget;
import dev.tern.api.codec.Limits;
import dev.tern.api.spi.DecodeException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message, token by token, and trusts nothing in it: depth, nodes and memory are counted. What is wrong is
 * told by kinds and places, never by what was sent. Made for one message; not safe for many threads.
 */
final class JsonReader extends DecodeBudget implements AutoCloseable {
  private final Parsers parsers;
  private final Frame frame;
  private final JsonParser parser;
  private @Nullable LateTypes lateTypes;
  private boolean located;

  JsonReader(Parsers parsers, Frame frame) {
    super(frame.length());
    this.parsers = parsers;
    this.frame = frame;
    this.parser = parsers.parse(frame);
  }

  /** Gives back what the parsers borrowed. */
  @Override
  public void close() throws IOException {
    parser.close();
    if (lateTypes != null) {
      lateTypes.close();
    }
  }

  // Tokens. Readers begin at the first token of a value and end at its last.

  /** Moves on; null at the end. */
  @Nullable JsonToken next() throws IOException {
    return parser.nextToken();
  }

  @Nullable JsonToken token() {
    return parser.currentToken();
  }

  boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  /** Moves on: true if that is the expected name, which is then compared without being copied. */
  boolean nextIs(SerializableString name) throws IOException {
    return parser.nextFieldName(name);
  }

  /** Moves on to the next name; null at the end of the object. */
  @Nullable String nextName() throws IOException {
    return parser.nextFieldName();
  }

  /** The name at which the reader stands. */
  String name() throws IOException {
    return parser.currentName();
  }

  /** Text of a string, or of a number as it was written. */
  String text() throws IOException {
    return parser.getText();
  }

  JsonParser parser() {
    return parser;
  }

  /** @throws DecodeException if the current token is another one */
  void expect(JsonToken token, String expected) throws DecodeException {
    if (parser.currentToken() != token) {
      throw mismatch(expected);
    }
  }

  /** What to throw where something else should stand. */
  DecodeException mismatch(String expected) {
    return new DecodeException(kind(parser.currentToken()) + " where " + expected + " is expected");
  }

  private static String kind(@Nullable JsonToken token) {
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT -> "a number";
      case VALUE_NUMBER_FLOAT -> "a number with point or exponent";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      default -> "something";
    };
  }

  /** Counts an element, unless it costs no more than its text is worth. */
  void count(int weight) throws DecodeException {
    if (weight > 0) {
      node(weight);
    }
  }

  /**
   * Passes over the value that begins with the current token: no value is made of it, but it must be JSON. An object
   * is a level of nesting, an array one where it stands in an array.
   */
  void skip() throws IOException, DecodeException {
    int open = 0;
    while (true) {
      switch (parser.currentToken()) {
        case START_OBJECT -> {
          descend();
          node(0);
          open++;
        }
        case START_ARRAY -> {
          if (parser.getParsingContext().getParent().inArray()) {
            descend();
          }
          node(0);
          open++;
        }
        case END_OBJECT -> {
          ascend();
          open--;
        }
        case END_ARRAY -> {
          if (parser.getParsingContext().inArray()) { // the one around it: this one has ended
            ascend();
          }
          open--;
        }
        default -> { } // no memory, no level
      }
      if (open == 0) {
        return;
      }
      parser.nextToken();
    }
  }

  /** Begins the message: an object, and nothing else. */
  void begin(String expected) throws IOException, DecodeException {
    parser.nextToken();
    expect(JsonToken.START_OBJECT, expected);
  }

  /** @throws DecodeException if anything but blanks follows */
  void end() throws IOException, DecodeException {
    if (parser.nextToken() != null) {
      throw new DecodeException("something follows the end of the message");
    }
  }

  /** What the object says in its member {@code @type}, wherever that stands; the reader stands at its first name. */
  @Nullable String lateType() throws IOException, DecodeException {
    if (lateTypes == null) {
      lateTypes = new LateTypes(parsers.parse(frame), this);
    }
    return lateTypes.of((int) parser.currentTokenLocation().getCharOffset());
  }

  // Places. The innermost one is told.

  DecodeException located(DecodeException failure, String place) {
    if (located) {
      return failure;
    }
    located = true;
    return new DecodeException(place + ": " + failure.getMessage());
  }

  DecodeException located(IOException failure, String place) {
    return located(refused(failure), place);
  }

  /** What Jackson says may quote what was sent. */
  DecodeException refused(IOException failure) {
    if (failure instanceof StreamConstraintsException) {
      return new DecodeException("nested deeper than " + Limits.DEPTH + ", or a number of more than "
          + Limits.DIGITS + " digits");
    }
    if (failure instanceof CharacterCodingException) {
      return new DecodeException("not UTF-8");
    }
    if (failure instanceof JsonEOFException) {
      return new DecodeException("not JSON: it is cut off");
    }
    return new DecodeException("not JSON, at character " + parser.currentLocation().getCharOffset());
  }
}
