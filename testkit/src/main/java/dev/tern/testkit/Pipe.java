package dev.tern.testkit;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.WriteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One direction of a call: messages wait here until they are asked for. Guarded by the lock of its call. */
final class Pipe {
  /** As many wait before their sender is told to stop: small, so that a test meets back-pressure soon. */
  private static final int WINDOW = 16;
  private static final int FIRST_CAPACITY = 256;

  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private long asked;
  private boolean closed;

  /** @throws dev.tern.api.RpcException of the writer, or for a message longer than the limit */
  static byte[] encode(MessageWriter writer, int maxMessageBytes) {
    WriteBuffer buffer = new WriteBuffer(FIRST_CAPACITY, maxMessageBytes);
    writer.write(buffer);
    if (buffer.size() > maxMessageBytes) {
      throw RpcException.notExecuted(Code.RESOURCE_EXHAUSTED, "message of " + buffer.size() + " bytes (limit: "
          + maxMessageBytes + ")\n  Raise maxMessageBytes on both sides, or send less at once.");
    }
    return buffer.toByteArray();
  }

  void put(byte[] message) {
    waiting.add(message);
  }

  void ask(long count) {
    asked += count;
  }

  /** The next message, if there is one and it was asked for. */
  byte @Nullable [] take() {
    if (asked == 0 || waiting.isEmpty()) {
      return null;
    }
    asked--;
    return waiting.remove();
  }

  /** No more follow those that wait. */
  void close() {
    closed = true;
  }

  /** Drops what waits. */
  void clear() {
    waiting.clear();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** True once closed and everything was taken. */
  boolean isFinished() {
    return closed && waiting.isEmpty();
  }

  boolean hasRoom() {
    return waiting.size() < WINDOW;
  }
}
