package dev.tern.codec.hessian;

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
import java.util.List;

/** One method of an interface, prepared; and the other implementation, hessian-lite, beside it. */
record Wired(MethodCodec codec) {
  static Wired of(Class<?> service, String method) {
    return of(new HessianCodec(), service, method);
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

  /** In the middle of other bytes, nulls all of them: whoever reads past an end is noticed. */
  static ReadBuffer padded(byte[] bytes) {
    byte[] around = new byte[bytes.length + 24];
    Arrays.fill(around, (byte) 'N');
    System.arraycopy(bytes, 0, around, 8, bytes.length);
    return new ReadBuffer(around, 8, bytes.length);
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

  private static SerializerFactory factory() {
    SerializerFactory factory = new SerializerFactory(Wired.class.getClassLoader());
    factory.setAllowNonSerializable(true);
    return factory;
  }
}
