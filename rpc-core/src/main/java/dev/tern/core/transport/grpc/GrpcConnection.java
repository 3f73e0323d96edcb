package dev.tern.core.transport.grpc;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.Connection;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.Transport;
import io.grpc.CallOptions;
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
    GrpcRoute prepared = (GrpcRoute) route;
    GrpcCall call = newCall(prepared, listener);
    call.start(metadata(prepared, headers, remainingNanos));
    return call;
  }

  @Override
  public Call unary(Transport.Route route, Headers headers, long remainingNanos, MessageWriter request,
      Call.Listener listener) {
    OutMessage message = OutMessage.encode(transport.buffers(), request); // first: what it throws starts no call
    GrpcRoute prepared = (GrpcRoute) route;
    GrpcCall call = newCall(prepared, listener);
    call.startUnary(metadata(prepared, headers, remainingNanos), message);
    return call;
  }

  private GrpcCall newCall(GrpcRoute route, Call.Listener listener) {
    DeliveryTracer.OneCall traced = new DeliveryTracer.OneCall();
    CallOptions options = CallOptions.DEFAULT.withStreamTracerFactory(traced);
    return new GrpcCall(transport, shared.channel().newCall(route.descriptor(), options), traced.tracer(), listener);
  }

  private Metadata metadata(GrpcRoute route, Headers headers, long remainingNanos) {
    Metadata metadata = new Metadata();
    metadata.put(Metadatas.TIMEOUT, transport.timeouts().of(remainingNanos));
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
