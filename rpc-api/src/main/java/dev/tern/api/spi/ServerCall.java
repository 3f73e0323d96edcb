package dev.tern.api.spi;

import dev.tern.api.Code;

/**
 * One call as its provider sees it. The sending methods may be used by any thread, by one at a time. What is sent
 * after the call was cancelled is dropped silently.
 */
public interface ServerCall {
  /** Lets this many more messages arrive. A unary call needs none: the transport asks for its message itself. */
  void request(int count);

  /** Time until the consumer's deadline as it was on the wire; {@code Long.MAX_VALUE} if there is none. */
  long remainingNanos();

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
  void reply(Headers headers, MessageWriter message);

  /** Sends the headers of a stream. */
  void sendHeaders(Headers headers);

  /** Sends one message of a stream, after its headers. */
  void send(MessageWriter message);

  /** Ends the stream with success. */
  void complete();

  /**
   * Ends the call with a failure.
   *
   * @param message travels to the consumer
   */
  void fail(Code code, String message, Headers trailers);

  /** Told what comes. On transport threads, by one at a time: must not block. */
  interface Listener {
    /** A message came. The buffer is valid until this returns. */
    void onMessage(ReadBuffer message);

    /** The consumer sends no more. */
    void onHalfClose();

    /** The consumer is gone, gave up, or its deadline passed. Nothing follows. */
    void onCancel();

    /** {@link ServerCall#isReady} turned true. */
    default void onReady() {}
  }
}
