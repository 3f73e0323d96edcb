package dev.tern.codec.json;

import dev.tern.api.spi.DecodeException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes and reads the values of one Java type. Prepared once, safe for many threads. */
abstract class ValueCodec {
  /**
   * What to write for a member or parameter of this type: null to leave it out.
   *
   * @throws Refusal for null where a value must stand
   */
  @Nullable Object present(@Nullable Object value) {
    return value;
  }

  /** Writes a value that {@link #present} let pass. */
  abstract void write(JsonWriter out, Object value);

  /**
   * Reads the value that begins with the current token, which is not {@code null}, and stops at its last token.
   *
   * @return null for a value that means nothing here: the name of an enum constant of a newer version
   * @throws IOException what Jackson says of text that is no JSON
   */
  abstract @Nullable Object read(JsonReader in) throws IOException, DecodeException;

  /**
   * What a member is that was left out, or sent as {@code null}.
   *
   * @throws DecodeException where a value must stand
   */
  @Nullable Object absent() throws DecodeException {
    return null;
  }

  /** Reads what stands in an array or map, where nothing may be null. */
  final Object element(JsonReader in) throws IOException, DecodeException {
    in.count(weight());
    Object value = in.isNull() ? absentElement() : read(in);
    if (value == null) {
      throw new DecodeException(unknown());
    }
    return value;
  }

  private static Object absentElement() throws DecodeException {
    throw new DecodeException("null element");
  }

  /** What to say of a value that means nothing here, where one must stand. */
  String unknown() {
    return "unknown value";
  }

  /**
   * Bytes of memory that one element costs beside what its own reader counts, at least; 0 for numbers, which cost no
   * more than their text is worth, and for messages, which count themselves.
   */
  int weight() {
    return 16;
  }
}
