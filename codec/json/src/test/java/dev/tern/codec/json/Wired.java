package dev.tern.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;

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

/** One method of an interface, prepared; messages as text. */
record Wired(MethodCodec codec) {
  static Wired of(Class<?> service, String method) {
    return of(new JsonCodec(), service, method);
  }

  static Wired of(Codec codec, Class<?> service, String method) {
    return new Wired(codec.prepare(contract(service, method)));
  }

  static MethodContract contract(Class<?> service, String method) {
    return ServiceContract.of(service).methods().stream().filter(m -> m.name().equals(method)).findFirst()
        .orElseThrow();
  }

  String request(Object... arguments) {
    return write(codec.arguments(), Arrays.asList(arguments));
  }

  List<Object> readRequest(String json) throws DecodeException {
    return readRequest(json.getBytes(UTF_8));
  }

  List<Object> readRequest(byte[] bytes) throws DecodeException {
    return codec.arguments().read(padded(bytes));
  }

  String reply(Object value) {
    return write(codec.reply(), value);
  }

  Object readReply(String json) throws DecodeException {
    return codec.reply().read(padded(json.getBytes(UTF_8)));
  }

  static <T> String write(MessageCodec<T> codec, T value) {
    WriteBuffer out = new WriteBuffer(16, 4 << 20);
    codec.write(value, out);
    return new String(out.toByteArray(), UTF_8);
  }

  /** In the middle of other bytes, which would continue or end a value: whoever reads past an end is noticed. */
  static ReadBuffer padded(byte[] bytes) {
    byte[] around = new byte[bytes.length + 24];
    Arrays.fill(around, (byte) '}');
    System.arraycopy(bytes, 0, around, 8, bytes.length);
    return new ReadBuffer(around, 8, bytes.length);
  }
}
