package dev.tern.testkit;

import dev.tern.api.Code;
import dev.tern.api.spi.Call.Closed;
import dev.tern.api.spi.Call.Delivery;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.ServerCall;
import dev.tern.api.spi.ServerRoute;
import dev.tern.testkit.InProcessTransport.InProcessRoute;
import org.jspecify.annotations.Nullable;

/** One call on the wire, provider's side. Shares the lock of {@link InProcessCall}. */
final class InProcessServerCall implements ServerCall {
  private static final int UNARY_MESSAGES = 2; // one too many is the listener's to refuse

  private final InProcessCall call;
  private final InProcessServer server;
  private final InProcessRoute route;
  private final boolean timed;
  private Runnable stopTimer = () -> { };

  // Guarded by call.lock
  private @Nullable Listener listener;
  private boolean halfClosed;
  private boolean ended;
  private boolean cancelled;
  private boolean cancelTold;
  private boolean wasReady;

  InProcessServerCall(InProcessCall call, InProcessServer server, InProcessRoute route, boolean timed) {
    this.call = call;
    this.server = server;
    this.route = route;
    this.timed = timed;
  }

  /** On the network's thread. */
  void start(Headers headers) {
    ServerRoute found = server.handler().route(route.path());
    if (timed) {
      stopTimer = call.later(this::expire);
    }
    Listener told = found.start(this, headers);
    synchronized (call.lock) {
      listener = told;
      if (!found.kind().streamsRequests()) {
        call.requests.ask(UNARY_MESSAGES);
      }
    }
  }

  /** As a real provider does, this side watches the deadline too. */
  private void expire() {
    if (cancel()) {
      call.end(new Closed(Code.CANCELLED, "", Delivery.MAYBE_SENT, Headers.empty(), null));
    }
  }

  /** The consumer is gone. @return false if the call had ended */
  boolean cancel() {
    synchronized (call.lock) {
      if (ended) {
        return false;
      }
      ended = true;
      cancelled = true;
    }
    finished();
    call.pump();
    return true;
  }

  private void finished() {
    stopTimer.run();
    server.end(call);
  }

  /** Under the lock: what its listener is told next, or null. */
  @Nullable Runnable next() {
    Listener told = listener;
    if (told == null) {
      return null;
    }
    if (cancelled) {
      boolean first = !cancelTold;
      cancelTold = true;
      return first ? told::onCancel : null;
    }
    if (ended) {
      return null;
    }
    if (!wasReady && call.replies.hasRoom()) {
      wasReady = true;
      return told::onReady;
    }
    byte[] message = call.requests.take();
    if (message != null) {
      return () -> onRequest(told, message);
    }
    if (call.requests.isFinished() && !halfClosed) {
      halfClosed = true;
      return told::onHalfClose;
    }
    return null;
  }

  private void onRequest(Listener told, byte[] message) {
    int limit = server.settings().maxMessageBytes();
    if (message.length > limit) {
      told.onUnreadable(Code.RESOURCE_EXHAUSTED, "request cannot be read: message larger than " + limit + " bytes");
    } else {
      told.onMessage(new ReadBuffer(message));
    }
  }

  @Override
  public void request(int count) {
    synchronized (call.lock) {
      call.requests.ask(count);
    }
    call.pump();
  }

  @Override
  public long remainingNanos() {
    return call.remainingNanos();
  }

  @Override
  public boolean isCancelled() {
    synchronized (call.lock) {
      return cancelled;
    }
  }

  @Override
  public boolean isReady() {
    synchronized (call.lock) {
      return !ended && call.replies.hasRoom();
    }
  }

  @Override
  public void reply(Headers headers, MessageWriter message, Headers trailers) {
    byte[] bytes = Pipe.encode(message, server.settings().maxMessageBytes()); // first: what it throws leaves fail() open
    sendHeaders(headers);
    put(bytes);
    complete(trailers);
  }

  @Override
  public void sendHeaders(Headers headers) {
    if (!hasEnded()) {
      call.replyHeaders(headers);
    }
  }

  @Override
  public void sendFirst(Headers headers, MessageWriter message) {
    byte[] bytes = Pipe.encode(message, server.settings().maxMessageBytes()); // first: what it throws leaves fail() open
    sendHeaders(headers);
    put(bytes);
  }

  @Override
  public void send(MessageWriter message) {
    put(Pipe.encode(message, server.settings().maxMessageBytes()));
  }

  private void put(byte[] message) {
    synchronized (call.lock) {
      if (ended) {
        return;
      }
    }
    call.reply(message);
    synchronized (call.lock) {
      wasReady = wasReady && call.replies.hasRoom();
    }
  }

  @Override
  public void complete(Headers trailers) {
    end(new Closed(null, "", Delivery.ANSWERED, trailers, null));
  }

  @Override
  public void fail(Code code, String message, Headers trailers) {
    end(new Closed(code, message, Delivery.ANSWERED, trailers, null));
  }

  @Override
  public void abort(Code code, String message) {
    synchronized (call.lock) {
      if (ended) {
        return;
      }
      call.replies.clear();
    }
    fail(code, message, Headers.empty());
  }

  private void end(Closed how) {
    synchronized (call.lock) {
      if (ended) {
        return;
      }
      ended = true;
    }
    finished();
    call.end(how);
  }

  private boolean hasEnded() {
    synchronized (call.lock) {
      return ended;
    }
  }
}
