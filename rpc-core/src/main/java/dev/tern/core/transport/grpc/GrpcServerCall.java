package dev.tern.core.transport.grpc;

import dev.tern.api.Code;
import dev.tern.api.Endpoint;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.ServerCall;
import dev.tern.api.spi.ServerRoute;
import dev.tern.api.spi.TransportSettings;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One call as its provider sees it: our call and grpc-java's listener in one object. */
final class GrpcServerCall extends io.grpc.ServerCall.Listener<InputStream> implements ServerCall {
  private final io.grpc.ServerCall<InputStream, InputStream> call;
  private final ServerMessages messages;
  private final LongAdder underWay;
  private final @Nullable Deadline deadline;
  private ServerCall.Listener listener = Ended.INSTANCE;
  private boolean headersSent; // by the thread that answers, one at a time
  private boolean ended; // by that one too

  private GrpcServerCall(io.grpc.ServerCall<InputStream, InputStream> call, ServerMessages messages,
      LongAdder underWay) {
    this.call = call;
    this.messages = messages;
    this.underWay = underWay;
    this.deadline = Context.current().getDeadline(); // grpc-java made it from grpc-timeout, and cancels the call by it
  }

  /** @param underWay counts it until it has ended */
  static io.grpc.ServerCall.Listener<InputStream> start(io.grpc.ServerCall<InputStream, InputStream> call,
      Metadata headers, ServerRoute route, ServerMessages messages, LongAdder underWay) {
    GrpcServerCall started = new GrpcServerCall(call, messages, underWay);
    started.listener = route.start(started, Metadatas.of(headers));
    underWay.increment(); // before grpc-java can tell how it ended, and not if there is nothing to be told
    if (!route.kind().streamsRequests()) {
      call.request(2); // the message, and the half-close behind it
    }
    return started;
  }

  @Override
  public @Nullable Endpoint peer() {
    return call.getAttributes().get(PeerAddress.KEY);
  }

  @Override
  public void onMessage(InputStream message) {
    ReadBuffer request;
    try {
      request = messages.in().read(message);
    } catch (IOException | RuntimeException e) {
      ServerCall.Listener told = listener;
      listener = Ended.INSTANCE;
      told.onUnreadable(InMessages.codeOf(e), "request cannot be read: " + InMessages.describe(e));
      return;
    }
    listener.onMessage(request);
  }

  @Override
  public void onHalfClose() {
    listener.onHalfClose();
  }

  @Override
  public void onCancel() {
    underWay.decrement();
    listener.onCancel();
  }

  /** The last byte of the answer is on its way. Either this or {@link #onCancel} comes, once. */
  @Override
  public void onComplete() {
    underWay.decrement();
  }

  @Override
  public void onReady() {
    listener.onReady();
  }

  @Override
  public void request(int count) {
    call.request(count);
  }

  @Override
  public long remainingNanos() {
    return deadline == null ? Long.MAX_VALUE : deadline.timeRemaining(TimeUnit.NANOSECONDS);
  }

  @Override
  public boolean isCancelled() {
    return call.isCancelled();
  }

  @Override
  public Object connection() {
    Attributes attributes = call.getAttributes();
    SocketAddress remote = attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return remote != null ? remote : attributes;
  }

  @Override
  public boolean isReady() {
    return call.isReady();
  }

  @Override
  public void reply(Headers headers, MessageWriter message, Headers trailers) {
    OutMessage encoded = OutMessage.encode(messages.out(), message); // first: what it throws leaves the call open to fail()
    if (encoded.available() > messages.compressAboveBytes()) {
      call.setCompression(GrpcTransport.GZIP); // grpc-java sends it as it is to a peer that does not take gzip
    }
    writeHeaders(headers);
    call.sendMessage(encoded);
    complete(trailers);
  }

  @Override
  public void sendHeaders(Headers headers) {
    if (mayCompress()) {
      call.setCompression(GrpcTransport.GZIP); // has to be said before the first message is known
    }
    writeHeaders(headers);
  }

  private void writeHeaders(Headers headers) {
    Metadata metadata = new Metadata();
    Metadatas.put(metadata, headers);
    call.sendHeaders(metadata);
    headersSent = true;
  }

  @Override
  public void sendFirst(Headers headers, MessageWriter message) {
    OutMessage encoded = OutMessage.encode(messages.out(), message);
    sendHeaders(headers);
    write(encoded);
  }

  @Override
  public void send(MessageWriter message) {
    write(OutMessage.encode(messages.out(), message));
  }

  private void write(OutMessage encoded) {
    if (mayCompress()) {
      call.setMessageCompression(encoded.available() > messages.compressAboveBytes());
    }
    call.sendMessage(encoded);
  }

  private boolean mayCompress() {
    return messages.compressAboveBytes() != TransportSettings.NEVER;
  }

  @Override
  public void complete(Headers trailers) {
    if (!ended) {
      ended = true;
      Metadata metadata = new Metadata();
      Metadatas.put(metadata, trailers);
      call.close(Status.OK, metadata);
    }
  }

  @Override
  public void fail(Code code, String message, Headers trailers) {
    if (ended) {
      return;
    }
    ended = true;
    Metadata metadata = new Metadata();
    Metadatas.put(metadata, trailers);
    call.close(Status.fromCodeValue(code.number()).withDescription(Texts.shortened(message)), metadata);
  }

  /** grpc-java lets no provider reset a stream, but does so by itself where a message cannot be serialized. */
  @Override
  public void abort(Code code, String message) {
    if (!headersSent) {
      fail(code, message, Headers.empty()); // nothing stands before it
    } else if (!ended) {
      ended = true;
      call.sendMessage(new GrpcRoute.Unsendable(Status.fromCodeValue(code.number()).withDescription(message)));
    }
  }

  /** Takes what still comes after a call has failed. */
  private enum Ended implements ServerCall.Listener {
    INSTANCE;

    @Override
    public void onMessage(ReadBuffer message) {}

    @Override
    public void onUnreadable(Code code, String message) {}

    @Override
    public void onHalfClose() {}

    @Override
    public void onCancel() {}
  }
}
