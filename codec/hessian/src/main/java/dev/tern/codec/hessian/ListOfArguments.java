package dev.tern.codec.hessian;

import dev.tern.api.spi.DecodeException;

/** The list around all arguments: it has the number 0, and no reference to it fits anywhere. */
final class ListOfArguments extends ValueType {
  static final ValueType TYPE = new ListOfArguments();

  private ListOfArguments() {}

  @Override
  void write(HessianWriter out, Object value) {
    throw new IllegalStateException("arguments are written one by one");
  }

  @Override
  Object read(HessianReader in, int tag) throws DecodeException {
    throw in.unexpected(tag, "an argument");
  }
}
