package dev.tern.it;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Calls of a stock client that sends bytes as they are: right ones, and such as no client library makes. */
final class StockCalls {
  private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  };

  private StockCalls() {}

  static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
    return MethodDescriptor.newBuilder(BYTES, BYTES).setFullMethodName(name).setType(type).build();
  }

  /** Blocks. */
  static byte[] unary(Channel channel, String method, byte... message) {
    return ClientCalls.blockingUnaryCall(channel, method(method, MethodType.UNARY),
        CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS), message);
  }

  /** {@link Work#once} with an id of one letter. */
  static void once(Channel channel, String id, boolean waitForReady) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS);
    ClientCalls.blockingUnaryCall(channel, method("dev.tern.it.Work/once", MethodType.UNARY),
        waitForReady ? options.withWaitForReady() : options,
        new byte[] {0x0a, 1, (byte) id.charAt(0)});
  }

  /** A string field, such as the name that the health is asked for. */
  static byte[] text(int field, int length) {
    byte[] message = new byte[length + 4];
    message[0] = (byte) (field << 3 | 2);
    message[1] = (byte) (length & 0x7f | 0x80);
    message[2] = (byte) (length >>> 7 & 0x7f | 0x80);
    message[3] = (byte) (length >>> 14);
    Arrays.fill(message, 4, message.length, (byte) 'x');
    return message;
  }
}
