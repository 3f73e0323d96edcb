package dev.tern.core.standard;

import dev.tern.api.Code;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.ServerCall;
import dev.tern.api.spi.ServerRoute;
import dev.tern.api.spi.WriteBuffer;
import dev.tern.core.wire.WireWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** One call without a network: keeps what its peer would see, a line each, messages in hexadecimal. */
final class FakeServerCall implements ServerCall {
  private final List<String> seen = new ArrayList<>();
  private final Object connection;
  private ServerCall.@Nullable Listener listener;
  private boolean ready = true;
  private boolean gone;
  private int requested;

  FakeServerCall(Object connection) {
    this.connection = connection;
  }

  FakeServerCall() {
    this(new Object());
  }

  /** Starts it, with one message if given and all that a peer of a unary call sends behind it. */
  FakeServerCall with(ServerRoute route, WireWriter message) {
    start(route);
    send(message.toByteArray());
    listener().onHalfClose();
    return this;
  }

  FakeServerCall start(ServerRoute route) {
    listener = route.start(this, Headers.empty());
    return this;
  }

  void send(byte... message) {
    listener().onMessage(new ReadBuffer(message));
  }

  ServerCall.Listener listener() {
    if (listener == null) {
      throw new IllegalStateException("not started");
    }
    return listener;
  }

  /** What came since the last time. */
  List<String> seen() {
    List<String> all = List.copyOf(seen);
    seen.clear();
    return all;
  }

  int requested() {
    return requested;
  }

  void ready(boolean value) {
    ready = value;
    if (value) {
      listener().onReady();
    }
  }

  /** From here on sending throws, as once the transport's threads have ended. */
  void goAway() {
    gone = true;
  }

  @Override
  public void request(int count) {
    requested += count;
  }

  @Override
  public long remainingNanos() {
    return Long.MAX_VALUE;
  }

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public Object connection() {
    return connection;
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public void reply(Headers headers, MessageWriter message, Headers trailers) {
    send(message);
    complete();
  }

  @Override
  public void sendHeaders(Headers headers) {
    seen.add("headers");
  }

  @Override
  public void send(MessageWriter message) {
    if (gone) {
      throw new RejectedExecutionException("the event loop has ended");
    }
    WriteBuffer buffer = new WriteBuffer(16, 1 << 20);
    message.write(buffer);
    seen.add(HexFormat.of().formatHex(buffer.toByteArray()));
  }

  @Override
  public void complete(Headers trailers) {
    seen.add("completed");
  }

  @Override
  public void sendFirst(Headers headers, MessageWriter message) {
    sendHeaders(headers);
    send(message);
  }

  @Override
  public void abort(Code code, String message) {
    fail(code, message, Headers.empty());
  }

  @Override
  public void fail(Code code, String message, Headers trailers) {
    seen.add(code + ": " + message);
  }
}
