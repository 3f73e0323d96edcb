package dev.tern.benchmarks.codec;

import dev.tern.api.RpcService;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.WriteBuffer;
import dev.tern.benchmarks.call.User;
import dev.tern.benchmarks.call.UserPage;

/** A codec of the house, used as the transport uses it: records to bytes in a lent buffer, bytes to records. */
final class TernCodec implements Candidate {
  private static final int BUFFER = 64 << 10;

  /** The methods whose replies are carried. */
  @RpcService
  interface Service {
    User user();

    UserPage page();
  }

  private final Object value;
  private final MessageCodec<Object> codec;
  private final WriteBuffer out = new WriteBuffer(BUFFER, BUFFER);
  private final ReadBuffer in = new ReadBuffer(new byte[0]);
  private final byte[] encoded;

  TernCodec(Codec codec, Payload payload) {
    this.value = payload.value();
    String method = payload == Payload.USER ? "user" : "page";
    this.codec = codec.prepare(ServiceContract.of(Service.class).methods().stream()
        .filter(m -> m.name().equals(method)).findFirst().orElseThrow()).reply();
    this.encoded = bytes();
  }

  @Override
  public int encode() {
    out.clear();
    codec.write(value, out);
    return out.size();
  }

  @Override
  public Object decode() {
    try {
      return codec.read(in.on(encoded, 0, encoded.length));
    } catch (DecodeException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public byte[] bytes() {
    encode();
    return out.toByteArray();
  }
}
