package dev.tern.core.transport.grpc;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * How far one request got, as only the transport knows. A status alone misleads: a mute host and a slow one both end
 * as DEADLINE_EXCEEDED, a refused connection and a crash after execution both as UNAVAILABLE.
 */
final class DeliveryTracer extends ClientStreamTracer {
  private volatile boolean created;
  private volatile boolean headersSent;
  private volatile boolean answered;

  /** A connection took the call: its HEADERS may be written from here on. */
  @Override
  public void streamCreated(io.grpc.Attributes transportAttributes, Metadata headers) {
    created = true;
  }

  /** The write of HEADERS succeeded. */
  @Override
  public void outboundHeaders() {
    headersSent = true;
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

  boolean answered() {
    return answered;
  }

  /** Serves one call. */
  static final class OneCall extends Factory {
    private final DeliveryTracer tracer = new DeliveryTracer();

    DeliveryTracer tracer() {
      return tracer;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(StreamInfo info, Metadata headers) {
      return tracer;
    }
  }
}
