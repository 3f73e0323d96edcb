package dev.tern.api.spi;

import dev.tern.api.Code;
import dev.tern.api.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * One call as its provider sees it. The sending methods may be used by any thread, by one at a time. What is sent
 * after the call was cancelled is dropped silently.
 */
public interface ServerCall {
  /** Lets this many more messages arrive. A unary call needs none: the transport asks for its message itself. */
  void request(int count);

  /** Time until the consumer's deadline as it was on the wire; {@code Long.MAX_VALUE} if there is none. */
  long remainingNanos();

  /** Where the call came from: the other end of its connection. Null if that has no such address. */
  default @Nullable Endpoint peer() {
    return null;
  }

  /** True once the consumer is gone or no longer waits. */
  boolean isCancelled();

  /**
   * Stands for the connection that the call came on: equal for all its calls, for whoever has to share something out
   * between connections. By default each call counts as one.
   */
  default Object connection() {
    return this;
  }

  /** True while the transport takes messages without piling them up. */
  boolean isReady();

  /** Sends headers and one message and ends the call with success: the whole answer of a unary call. */
  default void reply(Headers headers, MessageWriter message) {
    reply(headers, message, Headers.empty());
  }

  /** The same, with trailers behind the message. */
  void reply(Headers headers, MessageWriter message, Headers trailers);

  /** Sends the headers of a stream. */
  void sendHeaders(Headers headers);

  /**
   * Sends the headers of a stream and its first message: nothing at all if the writer throws, so that the call can
   * still fail as a whole.
   */
  void sendFirst(Headers headers, MessageWriter message);

  /** Sends one message of a stream, after its headers. What the writer throws leaves the call as it was. */
  void send(MessageWriter message);

  /** Ends the stream with success. */
  default void complete() {
    complete(Headers.empty());
  }

  /** Ends the stream with success and trailers. */
  void complete(Headers trailers);

  /**
   * Ends the call with a failure.
   *
   * @param message travels to the consumer
   */
  void fail(Code code, String message, Headers trailers);

  /**
   * Ends the call without a status and drops what the consumer has not read yet, for one that reads nothing: a status
   * would wait behind it for ever.
   *
   * @param code for transports that can still tell it
   * @param message for those too
   */
  void abort(Code code, String message);

  /** Told what comes. On transport threads, by one at a time: must not block. */
  interface Listener {
    /** A message came. The buffer is valid until this returns. */
    void onMessage(ReadBuffer message);

    /**
     * A message came that cannot be read: too long, cut off, or not compressed as it claims. Whoever listens fails the
     * call with this code and text; nothing of it can be used any more.
     */
    void onUnreadable(Code code, String message);

    /** The consumer sends no more. */
    void onHalfClose();

    /** The consumer is gone, gave up, or its deadline passed. Nothing follows. */
    void onCancel();

    /** {@link ServerCall#isReady} turned true. */
    default void onReady() {}
  }
}
