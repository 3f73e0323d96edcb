package dev.tern.codec.protobuf;

import dev.tern.api.spi.DecodeException;
import org.jspecify.annotations.Nullable;

/** What one message carries: writes and reads its fields, without a tag or length around them. */
interface Content {
  /**
   * Writes all fields.
   *
   * @param value null only where a reply may be
   * @throws Throwable as the composed handles declare it; in truth {@link Refusal} and what the user's types throw
   */
  void write(ProtoWriter out, @Nullable Object value) throws Throwable;

  /** Reads all there is. */
  @Nullable Object read(ProtoReader in) throws DecodeException;
}
