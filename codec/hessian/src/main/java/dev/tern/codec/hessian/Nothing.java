package dev.tern.codec.hessian;

import dev.tern.api.spi.DecodeException;
import org.jspecify.annotations.Nullable;

/** The reply of a method that returns nothing: null, whatever else a sender makes of it is passed over. */
final class Nothing extends ValueType {
  static final ValueType TYPE = new Nothing();

  private Nothing() {}

  @Override
  void write(HessianWriter out, Object value) {
    out.nothing();
  }

  @Override
  @Nullable Object read(HessianReader in) throws DecodeException {
    in.skip();
    return null;
  }

  @Override
  Object read(HessianReader in, int tag) throws DecodeException {
    throw in.unexpected(tag, "nothing");
  }
}
