package dev.tern.codec.json;

import dev.tern.api.spi.Codec;
import dev.tern.tck.CodecContract;

/** What every codec does. */
class JsonCodecContractTest extends CodecContract {
  @Override
  protected Codec codec() {
    return new JsonCodecFactory().create();
  }
}
