package dev.tern.codec.hessian;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.alibaba.com.caucho.hessian.io.Hessian2Input;
import com.alibaba.com.caucho.hessian.io.Hessian2Output;
import com.alibaba.com.caucho.hessian.io.SerializerFactory;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.MethodCodec;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.WriteBuffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One method of an interface, prepared; and the other implementation, hessian-lite, beside it. */
record Wired(MethodCodec codec) {
  static Wired of(Class<?> service, String method) {
    return of(new HessianCodec(), service, method);
  }

  static Wired of(Codec codec, Class<?> service, String method) {
    return new Wired(codec.prepare(contract(service, method)));
  }

  /** All methods, by name. */
  static Map<String, Wired> all(Class<?> service) {
    HessianCodec codec = new HessianCodec();
    return ServiceContract.of(service).methods().stream()
        .collect(Collectors.toMap(MethodContract::name, method -> new Wired(codec.prepare(method))));
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

  /** In the middle of other bytes, nulls all of them: whoever reads past an end is noticed. */
  static ReadBuffer padded(byte[] bytes) {
    byte[] around = new byte[bytes.length + 24];
    Arrays.fill(around, (byte) 'N');
    System.arraycopy(bytes, 0, around, 8, bytes.length);
    return new ReadBuffer(around, 8, bytes.length);
  }

  /** Bytes as {@code xNN}, and text, divided by blanks. */
  static byte[] bytes(String notation) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String token : notation.split(" ")) {
      bytes.writeBytes(token.matches("x[0-9a-f]{2}") ? HexFormat.of().parseHex(token.substring(1))
          : token.getBytes(US_ASCII));
    }
    return bytes.toByteArray();
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Stream.of(parts).forEach(bytes::writeBytes);
    return bytes.toByteArray();
  }

  /** Text up to 1,023 chars, in that notation. */
  static String text(String text) {
    return String.format(text.length() < 32 ? "x%2$02x %3$s" : "x%1$02x x%2$02x %3$s", 0x30 + (text.length() >> 8),
        text.length() & 0xff, text);
  }

  /** The definition of a class, in that notation. */
  static String definition(String name, String... fields) {
    return "C " + text(name) + String.format(" x%02x ", 0x90 + fields.length)
        + String.join(" ", Stream.of(fields).map(Wired::text).toList());
  }

  /** What hessian-lite makes of a value. */
  static byte[] lite(Object value) {
    return lite(out -> out.writeObject(value));
  }

  static byte[] liteRequest(Object... arguments) {
    return lite(new ArrayList<>(Arrays.asList(arguments)));
  }

  static byte[] lite(Writing writing) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Hessian2Output out = new Hessian2Output(bytes);
      out.setSerializerFactory(factory());
      writing.to(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  interface Writing {
    void to(Hessian2Output out) throws IOException;
  }

  /** What hessian-lite reads where that class is declared. */
  static Object readLite(byte[] bytes, Class<?> declared) {
    try {
      Hessian2Input in = new Hessian2Input(new ByteArrayInputStream(bytes));
      in.setSerializerFactory(factory());
      return in.readObject(declared);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static SerializerFactory factory() {
    SerializerFactory factory = new SerializerFactory(Wired.class.getClassLoader());
    factory.setAllowNonSerializable(true);
    return factory;
  }
}
