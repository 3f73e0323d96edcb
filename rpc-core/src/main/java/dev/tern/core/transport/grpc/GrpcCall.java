package dev.tern.core.transport.grpc;

import dev.tern.api.Code;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.ReadBuffer;
import io.grpc.Attributes;
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
  private final @Nullable Lane counting;
  @SuppressWarnings("unused") // by CLOSED
  private volatile boolean closed;
  private volatile @Nullable Cancelled cancelled;

  private record Cancelled(Code code, String message) {}

  /** @param counting its lane, where that counts its calls */
  GrpcCall(GrpcTransport transport, ClientCall<InputStream, InputStream> call, DeliveryTracer tracer,
      Listener listener, @Nullable Lane counting) {
    this.transport = transport;
    this.call = call;
    this.tracer = tracer;
    this.listener = listener;
    this.counting = counting;
  }

  void start(Metadata headers) {
    call.start(this, headers);
    if (counting != null) {
      counting.callStarted(); // after what may throw; a call that has ended by now is counted down already
    }
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
    if (!tracer.created() || tracer.headersSent()) {
      close(closed(how));
    } // else HEADERS are on their way to the socket, or held back: the event loop knows, and says so in onClose
  }

  /**
   * Without a stream once grpc-java was told there will never be one: a call that it still held back is forgotten. With
   * one, HEADERS may be on their way whatever the tracer has seen so far; unless its connection has nothing on its way,
   * which can be seen only while the event loop ends the call: it then held them back, since the peer takes no more
   * streams at once.
   */
  private Closed closed(Cancelled how) {
    Attributes connection = tracer.connection();
    boolean heldBack = !tracer.created()
        || !tracer.headersSent() && connection != null && transport.sockets().wroteAll(connection);
    return new Closed(how.code, how.message, heldBack ? Delivery.NOT_SENT : Delivery.MAYBE_SENT, Headers.empty(), null);
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
      close(trailers.keys().isEmpty() ? OK
          : new Closed(null, "", Delivery.ANSWERED, Metadatas.of(trailers), null));
      return;
    }
    Cancelled own = cancelled;
    if (own != null && !tracer.answered()) {
      close(closed(own));
      return;
    }
    if (tracer.answered() && !Reasons.isMadeUp(status)) {
      String message = status.getDescription();
      close(new Closed(Code.ofNumber(status.getCode().value()), message == null ? "" : message, Delivery.ANSWERED,
          Metadatas.of(trailers), status.getCause()));
      return;
    }
    boolean refused = !tracer.answering() && Refusals.prove(status);
    Delivery delivery = refused ? Delivery.NOT_SENT : delivery();
    close(new Closed(codeOf(status, delivery), Reasons.of(status, refused), delivery, Headers.empty(), status.getCause()));
  }

  /** What ends a call before it is sent is no fault inside of anything: that address has no provider to offer. */
  private static Code codeOf(Status status, Delivery delivery) {
    boolean unclear = status.getCode() == Status.Code.INTERNAL || status.getCode() == Status.Code.UNKNOWN;
    return delivery == Delivery.NOT_SENT && unclear ? Code.UNAVAILABLE : Code.ofNumber(status.getCode().value());
  }

  private Delivery delivery() {
    // While this side closes its connections, calls end before what stands in their buffers is dropped, or sent.
    boolean unsure = tracer.headersSent() || tracer.created() && transport.isClosing();
    return unsure ? Delivery.MAYBE_SENT : Delivery.NOT_SENT;
  }

  private void close(Closed how) {
    if (CLOSED.compareAndSet(this, false, true)) {
      if (counting != null) {
        counting.callEnded();
      }
      listener.onClose(how);
    }
  }
}
