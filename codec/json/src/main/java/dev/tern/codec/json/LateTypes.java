package dev.tern.codec.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tern.api.spi.DecodeException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the member {@code @type} of objects in which it does not come first: other tools reorder members. A second
 * parser runs ahead over the same text, so that nothing has to be kept; and since it notes the types of all objects it
 * passes, also of nested ones, it passes each character once, however objects are nested.
 */
final class LateTypes {
  static final String NAME = "@type";

  /** Of one entry: its node, its key and the name. */
  private static final int WEIGHT = 136;

  private final JsonParser ahead;
  private final JsonReader budget;

  /** By where the first name of the object begins; null for a type that is no string. */
  private final Map<Integer, @Nullable String> types = new HashMap<>();

  /** Of each object that is open where the parser stands; nothing of arrays. */
  private final int[] firstNames = new int[Parsers.BRACKETS + 1];

  private int depth;
  private long passed;

  /** @param ahead at the beginning of the message */
  LateTypes(JsonParser ahead, JsonReader budget) {
    this.ahead = ahead;
    this.budget = budget;
  }

  void close() throws IOException {
    ahead.close();
  }

  /**
   * What the object says that it is.
   *
   * @param firstName where the name of its first member begins, in characters from the beginning of the message
   * @return null if it does not say
   */
  @Nullable String of(int firstName) throws IOException, DecodeException {
    while (firstName >= passed) {
      pass(firstName);
    }
    return types.get(firstName);
  }

  /** Passes one token, and all of an object at its end. */
  private void pass(int wanted) throws IOException, DecodeException {
    JsonToken token = ahead.nextToken();
    if (token == null) {
      throw new IllegalStateException("the parser ahead found no object where the one behind found one");
    }
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      firstNames[depth++] = -1;
    } else if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
      depth--;
      if (firstNames[depth] == wanted) {
        passed = ahead.currentLocation().getCharOffset();
      }
    } else if (token == JsonToken.FIELD_NAME) {
      boolean first = firstNames[depth - 1] < 0;
      if (first) {
        firstNames[depth - 1] = (int) ahead.currentTokenLocation().getCharOffset();
      }
      if (!first && ahead.currentName().equals(NAME)) {
        note(firstNames[depth - 1]);
      }
    }
  }

  private void note(int firstName) throws IOException, DecodeException {
    budget.node(WEIGHT);
    if (types.containsKey(firstName)) {
      throw new DecodeException("member \"" + NAME + "\" sent twice");
    }
    boolean named = ahead.nextToken() == JsonToken.VALUE_STRING;
    types.put(firstName, named ? ahead.getText() : null);
    ahead.skipChildren();
  }
}
