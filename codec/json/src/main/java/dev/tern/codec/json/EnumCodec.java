package dev.tern.codec.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.tern.api.codec.EnumConstants;
import dev.tern.api.spi.DecodeException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Enum constants by their names, exactly as in the source. */
final class EnumCodec extends ValueCodec {
  private final Class<?> type;
  private final byte[][] quoted;
  private final EnumConstants constants;

  EnumCodec(Class<?> type) {
    this.type = type;
    this.constants = EnumConstants.of(type);
    Object[] all = type.getEnumConstants();
    quoted = new byte[all.length][];
    for (Object constant : all) {
      Enum<?> named = (Enum<?>) constant;
      quoted[named.ordinal()] = JsonWriter.quoted(named.name());
    }
  }

  @Override
  void write(JsonWriter out, Object value) {
    out.raw(quoted[((Enum<?>) type.cast(value)).ordinal()]);
  }

  @Override
  @Nullable Object read(JsonReader in) throws IOException, DecodeException {
    in.expect(JsonToken.VALUE_STRING, "a string");
    return named(in.text());
  }

  /** The constant of that name; for one of a newer version the one that stands for it, or null. */
  @Nullable Object named(String name) {
    return constants.byName(name);
  }

  @Override
  String unknown() {
    return "unknown name in enum " + type.getSimpleName();
  }
}
