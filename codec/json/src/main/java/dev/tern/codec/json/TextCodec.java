package dev.tern.codec.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.tern.api.codec.Limits;
import dev.tern.api.codec.TextForm;
import dev.tern.api.spi.DecodeException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What travels as a string, and the numbers that no primitive holds. */
abstract class TextCodec extends ValueCodec {
  private static final Map<Class<?>, ValueCodec> OWN = Map.of(
      String.class, new Text(), char.class, new NumberCodec.Primitive(new Letter(), '\0'),
      Character.class, new Letter(), byte[].class, new Bytes(),
      BigDecimal.class, new Decimal(), BigInteger.class, new Whole(),
      Instant.class, new Formed(TextForm.INSTANT), Duration.class, new Formed(TextForm.DURATION));

  /** The codec of a class that travels as text, or null if it does not. */
  static @Nullable ValueCodec of(Class<?> type) {
    ValueCodec own = OWN.get(type);
    TextForm form = TextForm.of(type);
    return own != null || form == null ? own : new Formed(form);
  }

  @Override
  Object read(JsonReader in) throws IOException, DecodeException {
    in.expect(JsonToken.VALUE_STRING, "a string");
    return parse(in.text());
  }

  /** The value that a string says. */
  abstract Object parse(String text) throws DecodeException;

  @Override
  int weight() {
    return 56; // a string of its own
  }

  private static final class Text extends TextCodec {
    @Override
    void write(JsonWriter out, Object value) {
      out.string((String) value);
    }

    @Override
    Object parse(String text) {
      return text;
    }
  }

  private static final class Letter extends TextCodec {
    @Override
    void write(JsonWriter out, Object value) {
      out.string(Character.toString((char) value));
    }

    @Override
    Object parse(String text) throws DecodeException {
      if (text.length() != 1) {
        throw new DecodeException("a string that is not one character");
      }
      return text.charAt(0);
    }
  }

  private static final class Bytes extends TextCodec {
    @Override
    void write(JsonWriter out, Object value) {
      out.base64((byte[]) value);
    }

    /** With padding or without, in either alphabet. */
    @Override
    Object parse(String text) throws DecodeException {
      boolean forUrls = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
      try {
        return (forUrls ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
      } catch (IllegalArgumentException e) { // its text quotes characters
        throw new DecodeException("a string that is not base64");
      }
    }
  }

  /** Dates and what else the API has a text form for. */
  private static final class Formed extends TextCodec {
    private final TextForm form;

    Formed(TextForm form) {
      this.form = form;
    }

    @Override
    void write(JsonWriter out, Object value) {
      String text = form.write(form.type().cast(value));
      if (text == null) {
        throw new Refusal(form.type().getSimpleName() + " too long to be read again", "Send it as a String instead.");
      }
      out.string(text);
    }

    @Override
    Object parse(String text) throws DecodeException {
      return form.read(text);
    }
  }

  /** A number with every digit it has, also zeros at its end. */
  private abstract static class BigNumber<T extends Number> extends TextCodec {
    private final Class<T> type;

    BigNumber(Class<T> type) {
      this.type = type;
    }

    @Override
    void write(JsonWriter out, Object value) {
      if (type.cast(value).getClass() != type) { // whatever its toString says might be no number
        throw new Refusal("a subclass of " + type.getSimpleName(), "Send a plain one.");
      }
      String text = TextForm.of(type).write(value);
      if (text == null) {
        throw new Refusal(type.getSimpleName() + " too long to be read again", "Numbers travel with up to "
            + Limits.DIGITS + " digits and exponents up to " + Limits.EXPONENT + ".");
      }
      out.ascii(text);
    }

    @Override
    Object read(JsonReader in) throws IOException, DecodeException {
      return exact(Numbers.decimal(in));
    }

    @Override
    Object parse(String text) {
      throw new UnsupportedOperationException("read as a number");
    }

    abstract Object exact(BigDecimal value) throws DecodeException;

    @Override
    int weight() {
      return 120; // the number, its text and the characters it is parsed from
    }
  }

  private static final class Decimal extends BigNumber<BigDecimal> {
    Decimal() {
      super(BigDecimal.class);
    }

    @Override
    Object exact(BigDecimal value) {
      return value;
    }
  }

  private static final class Whole extends BigNumber<BigInteger> {
    Whole() {
      super(BigInteger.class);
    }

    @Override
    Object exact(BigDecimal value) throws DecodeException {
      try {
        return value.toBigIntegerExact();
      } catch (ArithmeticException e) {
        throw new DecodeException("number does not fit a BigInteger");
      }
    }
  }
}
