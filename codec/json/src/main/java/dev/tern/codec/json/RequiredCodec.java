package dev.tern.codec.json;

import dev.tern.api.spi.DecodeException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A message that stands as a whole argument or reply and may not be null there. */
final class RequiredCodec extends ValueCodec {
  private final ValueCodec message;

  RequiredCodec(ValueCodec message) {
    this.message = message;
  }

  @Override
  Object present(@Nullable Object value) {
    if (value == null) {
      throw Refusal.nullMessage();
    }
    return value;
  }

  @Override
  void write(JsonWriter out, Object value) {
    message.write(out, value);
  }

  @Override
  @Nullable Object read(JsonReader in) throws IOException, DecodeException {
    return message.read(in);
  }

  @Override
  Object absent() throws DecodeException {
    throw new DecodeException("missing or null where an object is expected");
  }
}
