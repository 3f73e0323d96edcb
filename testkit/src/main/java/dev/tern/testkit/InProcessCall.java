package dev.tern.testkit;

import dev.tern.api.Code;
import dev.tern.api.Endpoint;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.testkit.InProcessTransport.InProcessRoute;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call on the wire, consumer's side; {@link InProcessServerCall} is the other. What either side does is noted under
 * one lock, and what follows for the other is told by the network's thread, in order.
 */
final class InProcessCall implements Call {
  /** Longer than any test: for peers that set no deadline. */
  private static final long NO_DEADLINE_NANOS = Long.MAX_VALUE / 4;

  private final InProcessTransport transport;
  private final InProcessNetwork network;
  private final Endpoint endpoint;
  private final InProcessRoute route;
  private final Headers headers;
  private final long deadlineNanos;
  private final boolean timed;
  private final Listener listener;

  final Object lock = new Object();
  // lock
  final Pipe requests = new Pipe();
  final Pipe replies = new Pipe();
  private boolean pumping;
  private @Nullable InProcessServerCall server;
  private @Nullable Headers replyHeaders;
  private @Nullable Closed end;
  private boolean closed;
  private boolean left; // and may be anywhere: what a consumer cannot know of a real network, it is not told here
  private boolean loseReplies;
  private boolean breakReplies;
  private boolean wasReady;

  InProcessCall(InProcessTransport transport, Endpoint endpoint, InProcessRoute route, Headers headers,
      long remainingNanos, Listener listener) {
    this.transport = transport;
    this.network = transport.network();
    this.endpoint = endpoint;
    this.route = route;
    this.headers = both(route.headers(), headers);
    this.timed = remainingNanos < NO_DEADLINE_NANOS;
    this.deadlineNanos = System.nanoTime() + Math.min(remainingNanos, NO_DEADLINE_NANOS);
    this.listener = listener;
  }

  private static Headers both(Headers ofRoute, Headers ofCall) {
    Map<String, String> all = new HashMap<>();
    ofRoute.forEach(all::put);
    ofCall.forEach(all::put);
    return Headers.of(all);
  }

  InProcessCall start() {
    transport.begun(this);
    Fault fault = network.faultOf(route.path(), endpoint);
    synchronized (lock) {
      left = fault instanceof Fault.Delay || fault instanceof Fault.LoseRequest;
    }
    if (fault instanceof Fault.Delay delay) {
      network.runLater(delay.time(), () -> arrive(null));
    } else {
      network.run(() -> arrive(fault));
    }
    return this;
  }

  /** On the network's thread: the request reaches the other side, or does not. */
  private void arrive(@Nullable Fault fault) {
    if (fault instanceof Fault.Answer answer) {
      end(new Closed(answer.code(), answer.message(), Delivery.ANSWERED, Headers.empty(), null));
      return;
    }
    if (fault instanceof Fault.LoseRequest || network.isMute(endpoint)) {
      return;
    }
    InProcessServer found = fault instanceof Fault.Refuse ? null : network.find(endpoint);
    InProcessServerCall began = found == null ? null : new InProcessServerCall(this, found, route, timed);
    synchronized (lock) {
      if (closed) {
        return;
      }
      if (began != null && found.begin(this)) {
        server = began;
        loseReplies = fault instanceof Fault.LoseReply;
        breakReplies = fault instanceof Fault.BreakOff;
      }
    }
    if (server == null) {
      end(new Closed(Code.UNAVAILABLE, "connection refused", Delivery.NOT_SENT, Headers.empty(), null));
      return;
    }
    began.start(headers);
    pump();
  }

  long remainingNanos() {
    return timed ? deadlineNanos - System.nanoTime() : Long.MAX_VALUE;
  }

  InProcessNetwork network() {
    return network;
  }

  // What the consumer does

  @Override
  public void send(MessageWriter message) {
    byte[] bytes = Pipe.encode(message, transport.settings().maxMessageBytes());
    synchronized (lock) {
      requests.put(bytes);
      wasReady = wasReady && requests.hasRoom();
    }
    pump();
  }

  @Override
  public void halfClose() {
    synchronized (lock) {
      requests.close();
    }
    pump();
  }

  @Override
  public void request(int count) {
    synchronized (lock) {
      replies.ask(count);
    }
    pump();
  }

  @Override
  public boolean isReady() {
    synchronized (lock) {
      return server != null && !closed && requests.hasRoom();
    }
  }

  @Override
  public void cancel(Code code, String message) {
    close(delivery -> new Closed(code, message, delivery, Headers.empty(), null));
  }

  // What the provider does

  void replyHeaders(Headers given) {
    synchronized (lock) {
      replyHeaders = given;
    }
    pump();
  }

  void reply(byte[] message) {
    synchronized (lock) {
      replies.put(message);
    }
    pump();
  }

  /** The provider's last word; it follows the messages that still wait. */
  void end(Closed how) {
    synchronized (lock) {
      if (end == null) {
        end = how;
      }
      replies.close();
    }
    pump();
  }

  /** The connection is gone: nothing that waits arrives any more. */
  void breakOff(String reason) {
    close(delivery -> new Closed(Code.UNAVAILABLE, reason, delivery, Headers.empty(), null));
  }

  /** Ends both sides at once, on this thread. */
  private void close(Closed how) {
    close(delivery -> how);
  }

  /** @param how given whether the provider may have it, which is decided at the moment of the end */
  private void close(Function<Delivery, Closed> how) {
    InProcessServerCall told;
    Delivery delivery;
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      told = server;
      delivery = told == null && !left ? Delivery.NOT_SENT : Delivery.MAYBE_SENT;
    }
    transport.ended(this);
    listener.onClose(how.apply(delivery));
    if (told != null) {
      told.cancel();
    }
  }

  // What each side is told

  void pump() {
    synchronized (lock) {
      if (pumping) {
        return;
      }
      pumping = true;
    }
    network.run(this::tellAll);
  }

  private void tellAll() {
    while (true) {
      Runnable next;
      synchronized (lock) {
        next = next();
        if (next == null) {
          pumping = false;
          return;
        }
      }
      next.run();
    }
  }

  /** Under the lock. Null: nothing to tell now. */
  private @Nullable Runnable next() {
    Runnable atServer = server == null ? null : server.next();
    return atServer != null ? atServer : closed || loseReplies ? null : atConsumer();
  }

  private @Nullable Runnable atConsumer() {
    if (server != null && !wasReady && requests.hasRoom()) {
      wasReady = true;
      return listener::onReady;
    }
    if (breakReplies && (replyHeaders != null || end != null)) {
      return () -> breakOff("connection reset by the provider");
    }
    Headers came = replyHeaders;
    if (came != null) {
      replyHeaders = null;
      return () -> listener.onHeaders(came);
    }
    byte[] message = replies.take();
    if (message != null) {
      return () -> onReply(message);
    }
    Closed last = end;
    return last != null && replies.isEmpty() ? () -> close(last) : null;
  }

  private void onReply(byte[] message) {
    int limit = transport.settings().maxMessageBytes();
    if (message.length > limit) {
      close(new Closed(Code.RESOURCE_EXHAUSTED, "reply cannot be read: message larger than " + limit + " bytes",
          Delivery.MAYBE_SENT, Headers.empty(), null));
    } else {
      listener.onMessage(new ReadBuffer(message));
    }
  }

  /** For the timer of the provider's deadline. */
  Runnable later(Runnable task) {
    return network.runLater(Duration.ofNanos(Math.max(0, remainingNanos())), task);
  }
}
