package dev.tern.codec.protobuf;

import dev.tern.api.RpcService;
import dev.tern.api.spi.Codec;
import dev.tern.tck.CodecContract;
import java.util.Optional;

/** What every codec does. */
class ProtobufCodecContractTest extends CodecContract {
  record ScoreRequest(int value) {}

  @RpcService
  interface Refused {
    void score(int number, ScoreRequest collidesWithTheGeneratedOne);
  }

  @Override
  protected Codec codec() {
    return Wired.newCodec();
  }

  @Override
  protected Optional<Class<?>> refusedService() {
    return Optional.of(Refused.class);
  }
}
