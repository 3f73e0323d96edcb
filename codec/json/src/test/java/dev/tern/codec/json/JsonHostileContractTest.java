package dev.tern.codec.json;

import dev.tern.api.spi.Codec;
import dev.tern.tck.HostileCodecContract;

/** What hostile bytes cost. */
class JsonHostileContractTest extends HostileCodecContract {
  @Override
  protected Codec codec() {
    return new JsonCodecFactory().create();
  }
}
