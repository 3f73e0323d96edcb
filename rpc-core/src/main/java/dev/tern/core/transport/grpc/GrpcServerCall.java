package dev.tern.core.transport.grpc;

import dev.tern.api.Code;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.ServerCall;
import dev.tern.api.spi.ServerRoute;
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
import org.jspecify.annotations.Nullable;

/** One call as its provider sees it: our call and grpc-java's listener in one object. */
final class GrpcServerCall extends io.grpc.ServerCall.Listener<InputStream> implements ServerCall {
  private final io.grpc.ServerCall<InputStream, InputStream> call;
  private final ServerMessages messages;
  private final @Nullable Deadline deadline;
  private ServerCall.Listener listener = Ended.INSTANCE;
  private boolean ended; // by the thread that answers, one at a time

  private GrpcServerCall(io.grpc.ServerCall<InputStream, InputStream> call, ServerMessages messages) {
    this.call = call;
    this.messages = messages;
    this.deadline = Context.current().getDeadline(); // grpc-java made it from grpc-timeout, and cancels the call by it
  }

  static io.grpc.ServerCall.Listener<InputStream> start(io.grpc.ServerCall<InputStream, InputStream> call,
      Metadata headers, ServerRoute route, ServerMessages messages) {
    GrpcServerCall started = new GrpcServerCall(call, messages);
    started.listener = route.start(started, Metadatas.of(headers));
    if (!route.kind().streamsRequests()) {
      call.request(2); // the message, and the half-close behind it
    }
    return started;
  }

  @Override
  public void onMessage(InputStream message) {
    ReadBuffer request;
    try {
      request = messages.in().read(message);
    } catch (IOException | RuntimeException e) {
      fail(InMessages.codeOf(e), "request cannot be read: " + InMessages.describe(e), Headers.empty());
      listener = Ended.INSTANCE;
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
    listener.onCancel();
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
  public void reply(Headers headers, MessageWriter message) {
    OutMessage encoded = OutMessage.encode(messages.out(), message); // first: what it throws leaves the call open to fail()
    if (encoded.available() > messages.compressAboveBytes()) {
      call.setCompression(GrpcTransport.GZIP); // grpc-java sends it as it is to a peer that does not take gzip
    }
    sendHeaders(headers);
    call.sendMessage(encoded);
    complete();
  }

  @Override
  public void sendHeaders(Headers headers) {
    Metadata metadata = new Metadata();
    Metadatas.put(metadata, headers);
    call.sendHeaders(metadata);
  }

  @Override
  public void send(MessageWriter message) {
    call.sendMessage(OutMessage.encode(messages.out(), message));
  }

  @Override
  public void complete() {
    if (!ended) {
      ended = true;
      call.close(Status.OK, new Metadata());
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

  /** Takes what still comes after a call has failed. */
  private enum Ended implements ServerCall.Listener {
    INSTANCE;

    @Override
    public void onMessage(ReadBuffer message) {}

    @Override
    public void onHalfClose() {}

    @Override
    public void onCancel() {}
  }
}
