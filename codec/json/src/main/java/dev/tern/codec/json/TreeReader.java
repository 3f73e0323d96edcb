package dev.tern.codec.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.tern.api.spi.DecodeException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what stands there, whatever it is. Levels are counted as where types are known. */
final class TreeReader {
  private static final int OBJECT_WEIGHT = 140;
  private static final int ARRAY_WEIGHT = 80;

  /** Of a node of a map, its key and the key's text. */
  private static final int ENTRY_WEIGHT = 120;

  private static final int TEXT_WEIGHT = 16;

  /** Digits that always fit a long. */
  private static final int LONG_DIGITS = 18;

  private TreeReader() {}

  /** From the bracket to the end of the object. */
  static Map<String, @Nullable Object> object(JsonReader in) throws IOException, DecodeException {
    in.node(OBJECT_WEIGHT);
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      in.node(ENTRY_WEIGHT);
      in.next();
      Object value = value(in, false);
      if (members.containsKey(name)) {
        throw new DecodeException("a member sent twice");
      }
      members.put(name, value);
    }
    return members;
  }

  private static @Nullable Object value(JsonReader in, boolean inArray) throws IOException, DecodeException {
    JsonToken token = in.token();
    if (token == null) {
      throw in.mismatch("a value");
    }
    return switch (token) {
      case START_OBJECT -> {
        in.descend();
        Map<String, @Nullable Object> object = object(in);
        in.ascend();
        yield object;
      }
      case START_ARRAY -> array(in, inArray);
      case VALUE_STRING -> {
        in.weigh(TEXT_WEIGHT);
        yield in.text();
      }
      case VALUE_NUMBER_INT -> whole(in);
      case VALUE_NUMBER_FLOAT -> decimal(in);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw in.mismatch("a value");
    };
  }

  private static List<@Nullable Object> array(JsonReader in, boolean inArray) throws IOException, DecodeException {
    if (inArray) {
      in.descend();
    }
    in.node(ARRAY_WEIGHT);
    List<@Nullable Object> elements = new ArrayList<>();
    while (in.next() != JsonToken.END_ARRAY) {
      elements.add(value(in, true));
    }
    if (inArray) {
      in.ascend();
    }
    return elements;
  }

  private static Number whole(JsonReader in) throws IOException, DecodeException {
    if (in.parser().getTextLength() <= LONG_DIGITS) {
      long value = in.parser().getLongValue();
      return value == 0 && isNegative(in) ? -0.0 : (Number) value;
    }
    BigInteger value = Numbers.decimal(in).toBigIntegerExact();
    return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
  }

  /** Zero has a sign in doubles alone. */
  private static Number decimal(JsonReader in) throws IOException, DecodeException {
    BigDecimal value = Numbers.decimal(in);
    return value.signum() == 0 && isNegative(in) ? -0.0 : (Number) value;
  }

  private static boolean isNegative(JsonReader in) throws IOException {
    return in.parser().getTextCharacters()[in.parser().getTextOffset()] == '-';
  }
}
