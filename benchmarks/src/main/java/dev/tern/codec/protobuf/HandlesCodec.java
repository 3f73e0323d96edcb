package dev.tern.codec.protobuf;

import dev.tern.api.spi.Codec;

/** The way in for a benchmark: the codec as it is before a type has code of its own. */
public final class HandlesCodec {
  private HandlesCodec() {}

  /** Stays on method handles for ever. */
  public static Codec create() {
    return new ProtobufCodec(Compilation.never());
  }
}
