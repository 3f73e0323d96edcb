package dev.tern.codec.json;

import dev.tern.api.codec.Limits;
import dev.tern.api.codec.TextForm;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Writes trees of plain values. */
final class TreeWriter {
  private static final TextForm DECIMAL = Objects.requireNonNull(TextForm.of(BigDecimal.class));

  private TreeWriter() {}

  /** @throws Refusal naming the member of a value that JSON has no form for */
  static void write(JsonWriter out, @Nullable Object value) {
    write(out, value, 0, false);
  }

  /** An object inside another value is a level, and an array inside an array, as where types are known. */
  private static void write(JsonWriter out, @Nullable Object value, int open, boolean inArray) {
    if (value == null) {
      out.ascii("null");
    } else if (value instanceof Map<?, ?> map) {
      if (open > 0) {
        out.descend();
      }
      object(out, map, open);
      if (open > 0) {
        out.ascend();
      }
    } else if (value instanceof Collection<?> || value.getClass().isArray()) {
      if (inArray) {
        out.descend();
      }
      array(out, value, open);
      if (inArray) {
        out.ascend();
      }
    } else {
      scalar(out, value);
    }
  }

  private static void object(JsonWriter out, Map<?, ?> map, int open) {
    out.beginObject();
    for (Map.Entry<?, ?> member : map.entrySet()) {
      if (!(member.getKey() instanceof String name)) {
        throw new Refusal("a key that is no String", "Name each member of the object.");
      }
      out.comma();
      out.string(name);
      out.colon();
      try {
        write(out, member.getValue(), open + 1, false);
      } catch (Refusal e) {
        throw e.at("member " + name);
      }
    }
    out.endObject();
  }

  private static void array(JsonWriter out, Object elements, int open) {
    out.beginArray();
    if (elements instanceof Collection<?> collection) {
      for (Object element : collection) {
        out.comma();
        write(out, element, open + 1, true);
      }
    } else {
      for (int i = 0; i < Array.getLength(elements); i++) {
        out.comma();
        write(out, Array.get(elements, i), open + 1, true);
      }
    }
    out.endArray();
  }

  private static void scalar(JsonWriter out, Object value) {
    if (value instanceof CharSequence || value instanceof Character) {
      out.string(value.toString());
    } else if (value instanceof Boolean truth) {
      out.bool(truth);
    } else if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte
        || value instanceof AtomicInteger || value instanceof AtomicLong) {
      out.number(((Number) value).longValue());
    } else if (value instanceof Double number) {
      out.number((double) number);
    } else if (value instanceof Float number) {
      out.number((float) number);
    } else if (value instanceof BigDecimal number) {
      number(out, number);
    } else if (value instanceof BigInteger number) {
      number(out, new BigDecimal(number));
    } else {
      throw new Refusal("a " + value.getClass().getName() + ", for which JSON has no form",
          "Pass null, text, a number, a boolean, a Map or a Collection of these.");
    }
  }

  private static void number(JsonWriter out, BigDecimal number) {
    String text = DECIMAL.write(number);
    if (text == null) {
      throw new Refusal("a number of more than " + Limits.DIGITS + " digits or an exponent beyond " + Limits.EXPONENT,
          "Send it as text.");
    }
    out.ascii(text);
  }
}
