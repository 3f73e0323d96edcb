package dev.tern.codec.protobuf;

import dev.tern.api.spi.Codec;
import dev.tern.api.spi.CodecFactory;

/** Makes the codec {@code protobuf}: plain Java types or generated messages, as {@code application/grpc+proto}. */
public final class ProtobufCodecFactory implements CodecFactory {
  static final String NAME = "protobuf";

  /** For {@link java.util.ServiceLoader}, and for whoever wires parts by hand. */
  public ProtobufCodecFactory() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Codec create() {
    return new ProtobufCodec();
  }
}
