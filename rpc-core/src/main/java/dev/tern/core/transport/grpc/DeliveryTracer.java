package dev.tern.core.transport.grpc;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * How far one request got, as only the transport knows. A status alone misleads: a mute host and a slow one both end
 * as DEADLINE_EXCEEDED, a refused connection and a crash after execution both as UNAVAILABLE.
 */
final class DeliveryTracer extends ClientStreamTracer {
  private @Nullable Attributes connection; // published by created
  private volatile boolean created;
  private volatile boolean headersSent;
  private volatile boolean answering;
  private volatile boolean answered;

  /** A connection took the call: its HEADERS may be written from here on. */
  @Override
  public void streamCreated(Attributes transportAttributes, Metadata headers) {
    connection = transportAttributes;
    created = true;
  }

  /** The write of HEADERS succeeded. */
  @Override
  public void outboundHeaders() {
    headersSent = true;
  }

  /** The peer began to answer. */
  @Override
  public void inboundHeaders(Metadata headers) {
    answering = true;
  }

  /** The peer gave a status. */
  @Override
  public void inboundTrailers(Metadata trailers) {
    answered = true;
  }

  boolean created() {
    return created;
  }

  boolean headersSent() {
    return headersSent;
  }

  /** What distinguishes the connection that took the call; null if none is known. */
  @Nullable Attributes connection() {
    return created() ? connection : null;
  }

  boolean answering() {
    return answering;
  }

  boolean answered() {
    return answered;
  }

  /** Nobody watched: whatever might have happened has to be assumed. */
  private void assumeTheWorst() {
    created = true;
    headersSent = true;
  }

  /** Gives a call its tracer, by options made for this call alone. */
  static final class OneCall extends Factory {
    private final DeliveryTracer tracer;

    OneCall(DeliveryTracer tracer) {
      this.tracer = tracer;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(StreamInfo info, Metadata headers) {
      return tracer;
    }
  }

  /**
   * Gives each call its tracer by options that all calls of a channel share, which saves making them anew: a channel
   * whose address is known asks for the tracer inside {@code start}, on the thread that starts the call.
   */
  static final class Starting extends Factory {
    private final ThreadLocal<@Nullable DeliveryTracer> next = new ThreadLocal<>();

    @Override
    public ClientStreamTracer newClientStreamTracer(StreamInfo info, Metadata headers) {
      DeliveryTracer tracer = next.get();
      next.set(null);
      return tracer == null ? new DeliveryTracer() : tracer;
    }

    void start(GrpcCall call, Metadata headers, DeliveryTracer tracer) {
      next.set(tracer);
      call.start(headers);
      if (next.get() != null) {
        next.set(null);
        tracer.assumeTheWorst(); // grpc-java asked nobody, or asks later, elsewhere
      }
    }
  }
}
