package dev.tern.codec.json;

import dev.tern.api.spi.Codec;
import dev.tern.api.spi.CodecFactory;

/** Makes the codec {@code json}: plain Java types as {@code application/grpc+json}. */
public final class JsonCodecFactory implements CodecFactory {
  static final String NAME = "json";

  /** For {@link java.util.ServiceLoader}, and for whoever wires parts by hand. */
  public JsonCodecFactory() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Codec create() {
    return new JsonCodec();
  }
}
