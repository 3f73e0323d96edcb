package dev.tern.codec.hessian;

import com.google.protobuf.MessageLite;
import dev.tern.api.RpcService;
import dev.tern.api.spi.Codec;
import dev.tern.tck.CodecContract;
import java.util.List;
import java.util.Optional;

/** What every codec does. */
class HessianCodecContractTest extends CodecContract {
  static final class Generated implements MessageLite {}

  record Holder(List<Generated> messages) {}

  @RpcService
  interface Refused {
    void generated(Generated message);

    void held(Holder holder);
  }

  @Override
  protected Codec codec() {
    return new HessianCodecFactory().create();
  }

  @Override
  protected Optional<Class<?>> refusedService() {
    return Optional.of(Refused.class);
  }
}
