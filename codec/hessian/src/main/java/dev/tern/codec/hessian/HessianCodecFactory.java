package dev.tern.codec.hessian;

import dev.tern.api.spi.Codec;
import dev.tern.api.spi.CodecFactory;

/** Makes the codec {@code hessian}: plain Java types in Hessian 2, as {@code application/grpc+hessian}. */
public final class HessianCodecFactory implements CodecFactory {
  static final String NAME = "hessian";

  /** For {@link java.util.ServiceLoader}, and for whoever wires parts by hand. */
  public HessianCodecFactory() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Codec create() {
    return new HessianCodec();
  }
}
