package dev.tern.codec.hessian;

import dev.tern.api.spi.Codec;
import dev.tern.tck.HostileCodecContract;

/** What hostile bytes cost in every codec. */
class HessianHostileContractTest extends HostileCodecContract {
  @Override
  protected Codec codec() {
    return new HessianCodecFactory().create();
  }
}
