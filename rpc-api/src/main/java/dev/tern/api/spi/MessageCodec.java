package dev.tern.api.spi;

import org.jspecify.annotations.Nullable;

/**
 * Writes and reads one message. Safe for many threads.
 *
 * @param <T> what is written; may be nullable
 */
public interface MessageCodec<T extends @Nullable Object> {
  /**
   * Fills a buffer.
   *
   * @throws dev.tern.api.RpcException {@code INVALID_ARGUMENT}, not executed, for a value that cannot travel (null
   *     where none may stand), naming where and what to do, never the value
   */
  void write(T value, WriteBuffer out);

  /**
   * Reads the whole buffer.
   *
   * @throws DecodeException for bytes that are not such a message, or that ask for more depth, nodes or memory than
   *     the limits allow; nothing else, no {@link Error}, and memory in proportion to the bytes
   */
  T read(ReadBuffer in) throws DecodeException;
}
