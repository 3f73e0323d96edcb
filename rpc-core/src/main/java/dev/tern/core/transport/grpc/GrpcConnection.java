package dev.tern.core.transport.grpc;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.Connection;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.Transport;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Metadata;
import java.util.concurrent.atomic.AtomicBoolean;

/** One holder's share of a channel. */
final class GrpcConnection implements Connection {
  private final GrpcTransport transport;
  private final SharedChannel shared;
  private final AtomicBoolean released = new AtomicBoolean();

  GrpcConnection(GrpcTransport transport, SharedChannel shared) {
    this.transport = transport;
    this.shared = shared;
  }

  @Override
  public Endpoint endpoint() {
    return shared.endpoint();
  }

  @Override
  public Call open(Transport.Route route, Headers headers, long remainingNanos, Call.Listener listener) {
    return start((GrpcRoute) route, headers, remainingNanos, transport.compresses(), listener);
  }

  @Override
  public Call unary(Transport.Route route, Headers headers, long remainingNanos, MessageWriter request,
      Call.Listener listener) {
    OutMessage message = OutMessage.encode(transport.buffers(), request); // first: what it throws starts no call
    boolean compressed = message.available() > transport.compressAboveBytes();
    GrpcCall call = start((GrpcRoute) route, headers, remainingNanos, compressed, listener);
    call.finishUnary(message);
    return call;
  }

  @Override
  public Call serverStream(Transport.Route route, Headers headers, long remainingNanos, MessageWriter request,
      Call.Listener listener) {
    OutMessage message = OutMessage.encode(transport.buffers(), request);
    boolean compressed = message.available() > transport.compressAboveBytes();
    GrpcCall call = start((GrpcRoute) route, headers, remainingNanos, compressed, listener);
    call.sendOnly(message);
    return call;
  }

  /**
   * Outside of whatever grpc-java Context the caller is in: it would cancel the call behind our back, with parts of it
   * still on their way out, and nobody could tell any more whether they left.
   */
  private GrpcCall start(GrpcRoute route, Headers headers, long remainingNanos, boolean compressed,
      Call.Listener listener) {
    Metadata metadata = metadata(route, headers, remainingNanos);
    DeliveryTracer tracer = new DeliveryTracer();
    Lane lane = shared.lane();
    Context callers = Context.ROOT.attach();
    try {
      if (lane.everReady()) {
        GrpcCall call = newCall(lane, route, transport.startingOptions(compressed), tracer, listener);
        transport.starting().start(call, metadata, tracer);
        return call;
      }
      CallOptions options = CallOptions.DEFAULT.withStreamTracerFactory(new DeliveryTracer.OneCall(tracer));
      GrpcCall call = newCall(lane, route, compressed ? options.withCompression(GrpcTransport.GZIP) : options, tracer,
          listener);
      call.start(metadata);
      return call;
    } finally {
      Context.ROOT.detach(callers);
    }
  }

  private GrpcCall newCall(Lane lane, GrpcRoute route, CallOptions options, DeliveryTracer tracer,
      Call.Listener listener) {
    return new GrpcCall(transport, lane.channel().newCall(route.descriptor(), options), tracer, listener,
        shared.counts() ? lane : null);
  }

  private Metadata metadata(GrpcRoute route, Headers headers, long remainingNanos) {
    Metadata metadata = new Metadata();
    if (remainingNanos != Long.MAX_VALUE) {
      metadata.put(Metadatas.TIMEOUT, transport.timeouts().of(remainingNanos));
    }
    Metadatas.put(metadata, route.headers());
    Metadatas.put(metadata, headers);
    return metadata;
  }

  @Override
  public Runnable onReachable(ReachableListener listener) {
    shared.add(listener);
    return () -> shared.remove(listener);
  }

  @Override
  public void retryNow() {
    shared.retryNow();
  }

  @Override
  public void close() {
    if (released.compareAndSet(false, true)) {
      transport.pool().release(shared);
    }
  }
}
