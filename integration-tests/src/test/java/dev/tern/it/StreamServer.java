package dev.tern.it;

import com.google.protobuf.ByteString;
import dev.tern.it.pb.Chunk;
import dev.tern.it.pb.StreamsGrpc;
import dev.tern.it.pb.Sum;
import dev.tern.it.pb.Want;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A stock gRPC server that streams as fast as it is let, says how far it came, and ends streams as it is asked to. */
final class StreamServer extends StreamsGrpc.StreamsImplBase implements AutoCloseable {
  private final Server server;
  private final String address;
  private final BlockingQueue<Metadata> headers = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
  final AtomicInteger calls = new AtomicInteger();
  final AtomicInteger sent = new AtomicInteger();
  final AtomicInteger received = new AtomicInteger();
  private volatile boolean held;
  private volatile long pauseNanos;
  private volatile @Nullable ServerCallStreamObserver<?> upload;

  StreamServer() {
    try {
      server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create()).maxInboundMessageSize(8 << 20)
          .addService(this).intercept(new Watching()).build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    address = "127.0.0.1:" + server.getPort();
  }

  private final class Watching implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata received,
        ServerCallHandler<Q, R> next) {
      calls.incrementAndGet();
      headers.add(received);
      return next.startCall(call, received);
    }
  }

  String address() {
    return address;
  }

  /** Takes nothing of streamed requests from here on, until {@link #take}. */
  void hold() {
    held = true;
  }

  /** How long it takes over each message that it receives. */
  void pause(Duration length) {
    pauseNanos = length.toNanos();
  }

  void take(int count) {
    upload.request(count);
  }

  /** A header of the next call; the empty text if it has none. */
  String headerOfNextCall(String name) throws InterruptedException {
    Metadata next = headers.poll(10, TimeUnit.SECONDS);
    String value = next == null ? "no call came" : next.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    return value == null ? "" : value;
  }

  /** The name of the next method whose call was cancelled. */
  String nextCancelled() throws InterruptedException {
    String method = cancelled.poll(10, TimeUnit.SECONDS);
    return method == null ? "none was cancelled" : method;
  }

  boolean noneCancelled() {
    return cancelled.isEmpty();
  }

  @Override
  public void down(Want want, StreamObserver<Chunk> observer) {
    ServerCallStreamObserver<Chunk> out = (ServerCallStreamObserver<Chunk>) observer;
    out.setOnCancelHandler(() -> cancelled.add("Down"));
    ByteString content = ByteString.copyFrom(new byte[want.getBytes()]);
    AtomicInteger number = new AtomicInteger();
    out.setOnReadyHandler(() -> {
      while (out.isReady() && number.get() < want.getCount()) {
        out.onNext(Chunk.newBuilder().setNumber(number.getAndIncrement()).setContent(content).build());
        sent.incrementAndGet();
      }
      if (number.get() == want.getCount()) {
        number.incrementAndGet();
        end(out, want.getThen());
      }
    });
  }

  private static void end(StreamObserver<?> out, String how) {
    switch (how) {
      case "silence" -> { }
      case "" -> out.onCompleted();
      default -> out.onError(Status.fromCode(Status.Code.valueOf(how)).withDescription("as asked").asException());
    }
  }

  @Override
  public StreamObserver<Chunk> up(StreamObserver<Sum> observer) {
    ServerCallStreamObserver<Sum> out = (ServerCallStreamObserver<Sum>) observer;
    out.setOnCancelHandler(() -> cancelled.add("Up"));
    upload = out;
    if (held) {
      out.disableAutoRequest();
    }
    return new StreamObserver<>() {
      private long count;
      private long bytes;

      @Override
      public void onNext(Chunk chunk) {
        if (pauseNanos > 0) {
          LockSupport.parkNanos(pauseNanos);
        }
        received.incrementAndGet();
        count++;
        bytes += chunk.getContent().size();
        if (chunk.getNumber() < 0) {
          out.onError(Status.FAILED_PRECONDITION.withDescription("negative").asException());
        }
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onCompleted() {
        out.onNext(Sum.newBuilder().setCount(count).setBytes(bytes).build());
        out.onCompleted();
      }
    };
  }

  @Override
  public StreamObserver<Chunk> both(StreamObserver<Chunk> observer) {
    ServerCallStreamObserver<Chunk> out = (ServerCallStreamObserver<Chunk>) observer;
    out.setOnCancelHandler(() -> cancelled.add("Both"));
    return new StreamObserver<>() {
      @Override
      public void onNext(Chunk chunk) {
        received.incrementAndGet();
        out.onNext(chunk);
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onCompleted() {
        out.onCompleted();
      }
    };
  }

  /** Breaks every connection off. */
  @Override
  public void close() throws InterruptedException {
    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
  }
}
