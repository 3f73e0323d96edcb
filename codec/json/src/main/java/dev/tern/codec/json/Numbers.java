package dev.tern.codec.json;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import dev.tern.api.codec.TextForm;
import dev.tern.api.spi.DecodeException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Objects;

/**
 * Reads numbers, exactly or not at all. A number may come as a string too, as many languages send what does not fit
 * their own; it must look like a JSON number all the same.
 */
final class Numbers {

  /** A whole number of so few digits is a double exactly; it is read without a text, which would cost far more. */
  private static final int EXACT = 15;

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
      String text = digits(in); // 1e3 and "5" are whole numbers too
      try {
        value = isShort(text) ? Long.parseLong(text) : ((BigDecimal) DECIMAL.read(text)).longValueExact();
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
    if (isShort(in)) {
      long whole = in.parser().getLongValue();
      return whole == 0 && isNegative(in) ? -0.0 : whole;
    }
    String text = digitsOrName(in);
    return isName(text) ? Double.parseDouble(text) : finite(Double.parseDouble(text), "a double");
  }

  static float shortReal(JsonReader in) throws IOException, DecodeException {
    if (isShort(in)) {
      long whole = in.parser().getLongValue();
      return whole == 0 && isNegative(in) ? -0f : whole;
    }
    String text = digitsOrName(in);
    return isName(text) ? Float.parseFloat(text) : (float) finite(Float.parseFloat(text), "a float");
  }

  private static boolean isShort(JsonReader in) throws IOException {
    return in.token() == JsonToken.VALUE_NUMBER_INT && in.parser().getTextLength() <= EXACT;
  }

  private static boolean isNegative(JsonReader in) throws IOException {
    return in.parser().getTextCharacters()[in.parser().getTextOffset()] == '-';
  }

  /** True for a number that is nothing but a few digits. */
  private static boolean isShort(String number) {
    return number.length() <= EXACT && digits(number, number.charAt(0) == '-' ? 1 : 0) == number.length();
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
    if (text.length() > Parsers.NUMBER + 2 || !isNumber(text)) {
      throw new DecodeException("a string that is no number where " + EXPECTED + " is expected");
    }
    return text;
  }

  /** As JSON spells it. Looked at by hand: a matcher costs a hundred times what a number of one digit weighs. */
  private static boolean isNumber(String text) {
    int at = text.startsWith("-") ? 1 : 0;
    int end = digits(text, at);
    if (end == at || text.charAt(at) == '0' && end > at + 1) {
      return false;
    }
    if (end < text.length() && text.charAt(end) == '.') {
      at = end + 1;
      end = digits(text, at);
      if (end == at) {
        return false;
      }
    }
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      at = end + 1;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      end = digits(text, at);
      if (end == at) {
        return false;
      }
    }
    return end == text.length();
  }

  /** Where the digits end that begin there. */
  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
