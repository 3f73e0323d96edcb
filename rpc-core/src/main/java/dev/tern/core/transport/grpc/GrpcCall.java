package dev.tern.core.transport.grpc;

import dev.tern.api.Code;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.ReadBuffer;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** One attempt on the wire: our call and grpc-java's listener in one object. */
final class GrpcCall extends ClientCall.Listener<InputStream> implements Call {
  private static final VarHandle CLOSED;

  static {
    try {
      CLOSED = MethodHandles.lookup().findVarHandle(GrpcCall.class, "closed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final Closed OK = new Closed(null, "", Delivery.ANSWERED, Headers.empty(), null);

  private final ClientCall<InputStream, InputStream> call;
  private final DeliveryTracer tracer;
  private final Listener listener;
  private final GrpcTransport transport;
  @SuppressWarnings("unused") // by CLOSED
  private volatile boolean closed;
  private volatile @Nullable Cancelled cancelled;

  private record Cancelled(Code code, String message) {}

  GrpcCall(GrpcTransport transport, ClientCall<InputStream, InputStream> call, DeliveryTracer tracer,
      Listener listener) {
    this.transport = transport;
    this.call = call;
    this.tracer = tracer;
    this.listener = listener;
  }

  void start(Metadata headers) {
    call.start(this, headers);
  }

  /** Sends the only message and asks for the reply last: earlier, it would wake the event loop once for nothing. */
  void finishUnary(OutMessage message) {
    call.sendMessage(message);
    call.halfClose();
    call.request(2);
  }

  /** Sends the only message of a call with many replies. */
  void sendOnly(OutMessage message) {
    call.sendMessage(message);
    call.halfClose();
  }

  @Override
  public void send(MessageWriter message) {
    OutMessage encoded = OutMessage.encode(transport.buffers(), message);
    if (closed) {
      return;
    }
    try {
      if (transport.compresses()) {
        call.setMessageCompression(encoded.available() > transport.compressAboveBytes());
      }
      call.sendMessage(encoded);
    } catch (IllegalStateException e) {
      dropIfCancelled(e);
    }
  }

  @Override
  public void halfClose() {
    if (closed) {
      return;
    }
    try {
      call.halfClose();
    } catch (IllegalStateException e) {
      dropIfCancelled(e);
    }
  }

  /** grpc-java refuses to send on a call that another thread has cancelled a moment ago. */
  private void dropIfCancelled(IllegalStateException refusal) {
    if (cancelled == null && !closed) {
      throw refusal;
    }
  }

  @Override
  public void request(int count) {
    call.request(count);
  }

  @Override
  public boolean isReady() {
    return !closed && call.isReady();
  }

  @Override
  public void cancel(Code code, String message) {
    if (closed) {
      return;
    }
    Cancelled how = new Cancelled(code, message);
    cancelled = how; // before grpc-java is told, which may call back at once
    call.cancel(message, null);
    close(closed(how));
  }

  /**
   * Without a stream once grpc-java was told there will never be one: a call that it still held back is forgotten. With
   * one, HEADERS may be on their way whatever the tracer has seen so far.
   */
  private Closed closed(Cancelled how) {
    return new Closed(how.code, how.message, tracer.created() ? Delivery.MAYBE_SENT : Delivery.NOT_SENT,
        Headers.empty(), null);
  }

  @Override
  public void onHeaders(Metadata headers) {
    if (!closed) {
      listener.onHeaders(Metadatas.of(headers));
    }
  }

  @Override
  public void onMessage(InputStream message) {
    if (closed) {
      return; // cancelled: late data is dropped, grpc-java returns it to the window
    }
    ReadBuffer reply;
    try {
      reply = transport.messages().read(message);
    } catch (IOException | RuntimeException e) {
      call.cancel("reply cannot be read", e);
      close(new Closed(InMessages.codeOf(e), "reply cannot be read: " + InMessages.describe(e), Delivery.MAYBE_SENT,
          Headers.empty(), e));
      return;
    }
    listener.onMessage(reply);
  }

  @Override
  public void onReady() {
    if (!closed) {
      listener.onReady();
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (status.isOk()) {
      close(OK);
      return;
    }
    Cancelled own = cancelled;
    if (own != null && !tracer.answered()) {
      close(closed(own));
      return;
    }
    Delivery delivery = delivery();
    close(new Closed(Code.ofNumber(status.getCode().value()), describe(status), delivery,
        delivery == Delivery.ANSWERED ? Metadatas.of(trailers) : Headers.empty(), status.getCause()));
  }

  private Delivery delivery() {
    if (tracer.answered()) {
      return Delivery.ANSWERED;
    }
    // While this side closes its connections, calls end before what stands in their buffers is dropped, or sent.
    boolean unsure = tracer.headersSent() || tracer.created() && transport.isClosing();
    return unsure ? Delivery.MAYBE_SENT : Delivery.NOT_SENT;
  }

  private void close(Closed how) {
    if (CLOSED.compareAndSet(this, false, true)) {
      listener.onClose(how);
    }
  }

  private static String describe(Status status) {
    return Reasons.of(status.getDescription(), status.getCause());
  }
}
