package dev.tern.codec.json;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import dev.tern.api.codec.TextForm;
import dev.tern.api.spi.DecodeException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Reads numbers, exactly or not at all. A number may come as a string too, as many languages send what does not fit
 * their own; it must look like a JSON number all the same.
 */
final class Numbers {
  private static final Pattern JSON = Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");
  private static final TextForm DECIMAL = Objects.requireNonNull(TextForm.of(BigDecimal.class));
  private static final String EXPECTED = "a number";

  private Numbers() {}

  static long whole(JsonReader in, long min, long max, String type) throws IOException, DecodeException {
    long value;
    if (in.token() == JsonToken.VALUE_NUMBER_INT) {
      try {
        value = in.parser().getLongValue();
      } catch (InputCoercionException e) { // its text quotes the number
        throw unfit(type);
      }
    } else {
      try {
        value = decimal(in).longValueExact(); // 1e3 and "5" are whole numbers too
      } catch (ArithmeticException e) {
        throw unfit(type);
      }
    }
    if (value < min || value > max) {
      throw unfit(type);
    }
    return value;
  }

  private static DecodeException unfit(String type) {
    return new DecodeException("number does not fit " + type);
  }

  /** A number of any size within the limits of digits and exponent. */
  static BigDecimal decimal(JsonReader in) throws IOException, DecodeException {
    return (BigDecimal) DECIMAL.read(digits(in));
  }

  static double real(JsonReader in) throws IOException, DecodeException {
    if (in.token() == JsonToken.VALUE_NUMBER_FLOAT) {
      return finite(in.parser().getDoubleValue(), "a double");
    }
    String text = digitsOrName(in);
    return isName(text) ? Double.parseDouble(text) : finite(Double.parseDouble(text), "a double");
  }

  static float shortReal(JsonReader in) throws IOException, DecodeException {
    String text = digitsOrName(in);
    return isName(text) ? Float.parseFloat(text) : (float) finite(Float.parseFloat(text), "a float");
  }

  /** A number that rounds to infinity was not sent by who meant infinity. */
  private static double finite(double value, String type) throws DecodeException {
    if (Double.isInfinite(value)) {
      throw unfit(type);
    }
    return value;
  }

  private static boolean isName(String text) {
    return text.endsWith("y") || text.endsWith("N");
  }

  private static String digitsOrName(JsonReader in) throws IOException, DecodeException {
    if (in.token() == JsonToken.VALUE_STRING) {
      String text = in.text();
      if (text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity")) {
        return text;
      }
    }
    return digits(in);
  }

  private static String digits(JsonReader in) throws IOException, DecodeException {
    JsonToken token = in.token();
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      return in.text();
    }
    if (token != JsonToken.VALUE_STRING) {
      throw in.mismatch(EXPECTED);
    }
    return checked(in.text());
  }

  /** Text of a string that must be a number. */
  private static String checked(String text) throws DecodeException {
    if (text.length() > Parsers.NUMBER + 2 || !JSON.matcher(text).matches()) {
      throw new DecodeException("a string that is no number where " + EXPECTED + " is expected");
    }
    return text;
  }
}
