package dev.tern.codec.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tern.api.spi.DecodeException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the member {@code @type} of objects in which it does not come first: other tools reorder members. It looks
 * ahead with a parser of its own, so that nothing has to be kept; and since it notes the types of all objects it
 * passes, also of nested ones, it looks at no character twice, however objects are nested.
 */
final class LateTypes {
  static final String NAME = "@type";

  /** Of one entry: its node, its key and the name. */
  private static final int WEIGHT = 136;

  private final JsonFactory factory;
  private final char[] text;
  private final int length;
  private final JsonReader budget;
  private Map<Integer, String> types = Map.of();
  private int lookedUpTo;

  LateTypes(JsonFactory factory, char[] text, int length, JsonReader budget) {
    this.factory = factory;
    this.text = text;
    this.length = length;
    this.budget = budget;
  }

  /**
   * What the object says that it is.
   *
   * @param firstName index of its first member's name
   * @return null if it does not say
   */
  @Nullable String of(int firstName) throws IOException, DecodeException {
    int start = firstName;
    while (text[start] != '{') { // only blanks and the quote stand between
      start--;
    }
    if (start >= lookedUpTo) {
      lookFrom(start);
    }
    return types.get(start);
  }

  private void lookFrom(int start) throws IOException, DecodeException {
    if (types.isEmpty()) {
      types = new HashMap<>();
    }
    int[] starts = new int[Parsers.BRACKETS + 1];
    int depth = 0;
    try (JsonParser parser = factory.createParser(text, start, length - start)) {
      do {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_OBJECT) {
          starts[depth++] = start + (int) parser.currentTokenLocation().getCharOffset();
        } else if (token == JsonToken.START_ARRAY) {
          depth++;
        } else if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
          depth--;
        } else if (token == JsonToken.FIELD_NAME && parser.currentName().equals(NAME)) {
          if (parser.nextToken() == JsonToken.VALUE_STRING) {
            add(starts[depth - 1], parser.getText());
          } else {
            parser.skipChildren(); // whoever needs it says that it is missing
          }
        }
      } while (depth > 0);
      lookedUpTo = start + (int) parser.currentLocation().getCharOffset();
    }
  }

  private void add(int start, String type) throws DecodeException {
    budget.node(WEIGHT);
    if (types.put(start, type) != null) {
      throw new DecodeException("member \"" + NAME + "\" sent twice");
    }
  }
}
