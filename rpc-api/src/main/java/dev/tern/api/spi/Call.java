package dev.tern.api.spi;

import dev.tern.api.Code;
import org.jspecify.annotations.Nullable;

/** One attempt on the wire, consumer's side. Not safe for many threads, except {@link #cancel} and {@link #request}. */
public interface Call {
  /**
   * Sends one message; dropped silently once the call has ended.
   *
   * @throws RuntimeException what the writer throws; the call then goes on without this message
   */
  void send(MessageWriter message);

  /** No more messages follow. Without effect once the call has ended. */
  void halfClose();

  /** Lets this many more messages arrive; &gt; 0. Without effect once the call has ended. */
  void request(int count);

  /**
   * True while the transport takes messages without piling them up: never before a connection has taken the call, nor
   * after it has ended.
   */
  boolean isReady();

  /**
   * Ends the call from this side. {@link Listener#onClose} has been called when it returns, or is called by another
   * thread at once: as soon as that knows whether the request ever left. Without effect once the call has ended.
   *
   * @param code {@code CANCELLED} or {@code DEADLINE_EXCEEDED}
   */
  void cancel(Code code, String message);

  /** Told what happens to a call. */
  interface Listener {
    /** The provider's headers came: it has begun to answer. Before any message; not called for failures without. */
    default void onHeaders(Headers headers) {}

    /** A message came. The buffer is valid until this returns. */
    void onMessage(ReadBuffer message);

    /** {@link Call#isReady} turned true, for the first time or again. */
    default void onReady() {}

    /** The call ended. Exactly once, and nothing follows. */
    void onClose(Closed closed);
  }

  /**
   * How a call ended.
   *
   * @param code null for success
   * @param message of the failure; never null, may be empty
   * @param delivery how far the request got
   * @param trailers of the provider, of a success as well; empty unless {@code delivery} is {@code ANSWERED}
   * @param cause may be null
   */
  record Closed(@Nullable Code code, String message, Delivery delivery, Headers trailers, @Nullable Throwable cause) {
    /** True if the provider ended it with success. */
    public boolean isOk() {
      return code == null;
    }
  }

  /** How far a request got. */
  enum Delivery {
    /** Proven: nothing of it left this process, or the peer said that it never looked at it. */
    NOT_SENT,
    /** Some of it may have reached the peer, which gave no status. */
    MAYBE_SENT,
    /** The peer ended the call with a status of its own. */
    ANSWERED
  }
}
