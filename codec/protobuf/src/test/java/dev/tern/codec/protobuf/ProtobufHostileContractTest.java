package dev.tern.codec.protobuf;

import dev.tern.api.spi.Codec;
import dev.tern.tck.HostileCodecContract;

/** What hostile bytes cost. */
class ProtobufHostileContractTest extends HostileCodecContract {
  @Override
  protected Codec codec() {
    return new ProtobufCodecFactory().create();
  }
}
