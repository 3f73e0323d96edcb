package dev.tern.core.transport.grpc;

import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.Transport;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * A method as grpc-java knows it. Messages pass through as bytes: the codec has done its work before, and does it
 * after.
 */
record GrpcRoute(MethodDescriptor<InputStream, InputStream> descriptor, Headers headers) implements Transport.Route {
  private static final MethodDescriptor.Marshaller<InputStream> BYTES = new MethodDescriptor.Marshaller<>() {
    @Override
    public InputStream stream(InputStream message) {
      if (message instanceof Unsendable unsendable) {
        throw new Reset(unsendable.status);
      }
      return message;
    }

    @Override
    public InputStream parse(InputStream message) {
      return message; // read before the callback returns; grpc-java closes it then
    }
  };

  static GrpcRoute of(MethodContract method, Headers headers) {
    return new GrpcRoute(descriptor(method.path(), method.kind()), headers);
  }

  static MethodDescriptor<InputStream, InputStream> descriptor(String path, MethodKind kind) {
    return MethodDescriptor.newBuilder(BYTES, BYTES)
        .setFullMethodName(path.substring(1))
        .setType(switch (kind) {
          case UNARY -> MethodType.UNARY;
          case SERVER_STREAM -> MethodType.SERVER_STREAMING;
          case CLIENT_STREAM -> MethodType.CLIENT_STREAMING;
          case BIDI_STREAM -> MethodType.BIDI_STREAMING;
        })
        .build();
  }

  /** A message that makes grpc-java reset the stream it is sent on. */
  static final class Unsendable extends InputStream {
    private final Status status;

    Unsendable(Status status) {
      this.status = status;
    }

    @Override
    public int read() {
      return -1;
    }
  }

  /** Without a stack trace: grpc-java logs it. */
  private static final class Reset extends StatusRuntimeException {
    private static final long serialVersionUID = 1L;

    Reset(Status status) {
      super(status);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}
