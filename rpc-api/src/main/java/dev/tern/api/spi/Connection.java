package dev.tern.api.spi;

import dev.tern.api.Code;
import dev.tern.api.Endpoint;

/** A holder's share of the connection to one endpoint. Opens and reopens by itself. Safe for many threads. */
public interface Connection extends AutoCloseable {
  /** Where it leads. */
  Endpoint endpoint();

  /**
   * Begins a call. Never blocks; a failure to connect reaches the listener.
   *
   * @param headers of this call, beside those of the route
   * @param remainingNanos until the deadline, &gt; 0: goes on the wire. Enforcing it is the caller's task, by {@link
   *     Call#cancel}. {@code Long.MAX_VALUE}: there is none, on the wire neither
   * @param listener told what happens, on a thread that must not block; by one thread at a time
   */
  Call open(Transport.Route route, Headers headers, long remainingNanos, Call.Listener listener);

  /**
   * A call with one request and at most one reply, which a transport may carry cheaper than {@link #open}: begins it,
   * sends the message, closes this side and asks for the reply.
   */
  default Call unary(Transport.Route route, Headers headers, long remainingNanos, MessageWriter request,
      Call.Listener listener) {
    Call call = open(route, headers, remainingNanos, listener);
    call.send(request);
    call.halfClose();
    call.request(2);
    return call;
  }

  /**
   * A call with one request and any number of replies: begins it, sends the message and closes this side. What the
   * writer throws comes out of here, and reached nobody.
   */
  default Call serverStream(Transport.Route route, Headers headers, long remainingNanos, MessageWriter request,
      Call.Listener listener) {
    Call call = open(route, headers, remainingNanos, listener);
    try {
      call.send(request);
    } catch (RuntimeException | Error e) {
      call.cancel(Code.CANCELLED, "its request cannot be sent");
      throw e;
    }
    call.halfClose();
    return call;
  }

  /**
   * Watches whether the endpoint can be reached. Told the state at once, then each change, and that it can be reached
   * again whenever a connection has been opened anew; on any thread.
   *
   * @return forgets the listener
   */
  Runnable onReachable(ReachableListener listener);

  /** Forgets waiting times after failures: try again now. For an endpoint that has just been announced. */
  void retryNow();

  /** Releases this holder's share; calls under way are not disturbed. Idempotent. */
  @Override
  void close();

  /** Told whether an endpoint can be reached. */
  @FunctionalInterface
  interface ReachableListener {
    /** @param reachable false while the last attempt to connect failed; true otherwise, also before the first */
    void changed(boolean reachable);
  }
}
