package dev.tern.codec.protobuf;

import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.MethodCodec;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.WriteBuffer;
import java.util.Arrays;
import java.util.List;

/** One method of an interface, prepared. */
record Wired(MethodCodec codec) {
  /** Every test of this module runs twice, and the build says which way: by handles only, or by compiled code only. */
  static ProtobufCodec newCodec() {
    String way = System.getProperty("terntest.protobuf", "compiled");
    return new ProtobufCodec(switch (way) {
      case "compiled" -> Compilation.atOnce();
      case "handles" -> Compilation.never();
      default -> throw new IllegalArgumentException(way);
    });
  }

  static Wired of(Class<?> service, String method) {
    return of(newCodec(), service, method);
  }

  static Wired of(Codec codec, Class<?> service, String method) {
    return new Wired(codec.prepare(contract(service, method)));
  }

  static MethodContract contract(Class<?> service, String method) {
    return ServiceContract.of(service).methods().stream().filter(m -> m.name().equals(method)).findFirst()
        .orElseThrow();
  }

  byte[] request(Object... arguments) {
    return write(codec.arguments(), Arrays.asList(arguments));
  }

  List<Object> readRequest(byte[] bytes) throws DecodeException {
    return codec.arguments().read(padded(bytes));
  }

  byte[] reply(Object value) {
    return write(codec.reply(), value);
  }

  Object readReply(byte[] bytes) throws DecodeException {
    return codec.reply().read(padded(bytes));
  }

  static <T> byte[] write(MessageCodec<T> codec, T value) {
    WriteBuffer out = new WriteBuffer(16, 4 << 20);
    codec.write(value, out);
    return out.toByteArray();
  }

  /** In the middle of other bytes that look like more of a number: whoever reads past an end is noticed. */
  static ReadBuffer padded(byte[] bytes) {
    byte[] around = new byte[bytes.length + 24];
    Arrays.fill(around, (byte) 0x80);
    System.arraycopy(bytes, 0, around, 8, bytes.length);
    return new ReadBuffer(around, 8, bytes.length);
  }
}
