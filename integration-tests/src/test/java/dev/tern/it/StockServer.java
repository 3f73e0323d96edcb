package dev.tern.it;

import io.grpc.Grpc;
import io.grpc.HandlerRegistry;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A stock gRPC server that takes any call, shows its headers, and answers as it was made to. */
final class StockServer implements AutoCloseable {
  /** How a call is answered: in full before this returns, or never. */
  interface Answer {
    void to(ServerCall<InputStream, InputStream> call);
  }

  static final MethodDescriptor.Marshaller<InputStream> BYTES = new MethodDescriptor.Marshaller<>() {
    @Override
    public InputStream stream(InputStream value) {
      return value;
    }

    @Override
    public InputStream parse(InputStream stream) {
      return stream;
    }
  };

  private final BlockingQueue<Metadata> headers = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
  private final Server server;

  private StockServer(Answer answer) {
    try {
      server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
          .fallbackHandlerRegistry(new HandlerRegistry() {
            @Override
            public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
              return define(name, answer);
            }
          }).build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes calls and never says a word. */
  static StockServer silent() {
    return new StockServer(call -> { });
  }

  static StockServer failing(Status status) {
    return new StockServer(call -> call.close(status, new Metadata()));
  }

  static StockServer answering(byte[] message) {
    return new StockServer(call -> {
      call.sendHeaders(new Metadata());
      call.sendMessage(new ByteArrayInputStream(message));
      call.close(Status.OK, new Metadata());
    });
  }

  private ServerMethodDefinition<InputStream, InputStream> define(String name, Answer answer) {
    return ServerMethodDefinition.create(MethodDescriptor.newBuilder(BYTES, BYTES)
        .setType(MethodDescriptor.MethodType.UNARY).setFullMethodName(name).build(), (call, received) -> {
          headers.add(received);
          call.request(2);
          return new ServerCall.Listener<InputStream>() {
            @Override
            public void onHalfClose() {
              answer.to(call);
            }

            @Override
            public void onCancel() {
              cancelled.add(name);
            }
          };
        });
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  int port() {
    return server.getPort();
  }

  /** A header of the next call; the empty text if it has none. */
  String headerOfNextCall(String name) throws InterruptedException {
    Metadata next = headers.poll(10, TimeUnit.SECONDS);
    String value = next == null ? "no call came" : next.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    return value == null ? "" : value;
  }

  /** Path of the next call that its consumer gave up. */
  String nextCancelled() throws InterruptedException {
    String path = cancelled.poll(10, TimeUnit.SECONDS);
    return path == null ? "none was cancelled" : path;
  }

  int callsNotLookedAt() {
    return headers.size();
  }

  @Override
  public void close() throws InterruptedException {
    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
  }
}
