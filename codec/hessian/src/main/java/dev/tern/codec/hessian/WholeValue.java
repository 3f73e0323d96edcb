package dev.tern.codec.hessian;

import dev.tern.api.spi.DecodeException;
import org.jspecify.annotations.Nullable;

/**
 * An argument or reply.
 *
 * @param place how failures name it
 * @param required true if it may not be null
 * @param remedy for a null
 */
record WholeValue(String place, ValueType type, boolean required, String remedy) {
  void write(HessianWriter out, @Nullable Object value) {
    if (value == null && required) {
      throw new Refusal("null", remedy);
    }
    type.put(out, value);
  }

  @Nullable Object read(HessianReader in) throws DecodeException {
    try {
      return present(type.read(in));
    } catch (DecodeException e) {
      throw in.located(e, place);
    }
  }

  /** What a sender leaves out that knows fewer parameters. */
  @Nullable Object absent(HessianReader in) throws DecodeException {
    try {
      return present(type.absent(in));
    } catch (DecodeException e) {
      throw in.located(e, place);
    }
  }

  private @Nullable Object present(@Nullable Object value) throws DecodeException {
    if (value == null && required) {
      throw new DecodeException("null where a message should stand");
    }
    return value;
  }
}
