package dev.tern.core.transport.grpc;

import dev.tern.api.spi.WriteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Lends write buffers. A message may be drained on another thread than the one that encoded it (while connecting,
 * grpc-java keeps it), so a buffer belongs to its message until that is drained, and the pool to nobody: a few slots,
 * chosen by thread so that threads rarely meet, which serve platform and virtual threads alike.
 */
final class BufferPool {
  private static final int SLOTS = 64; // a power of two; more than the threads that encode at once on most machines
  private static final int FIRST_CAPACITY = 1024;
  private static final int LARGEST_KEPT = 64 << 10;

  private final AtomicReferenceArray<@Nullable WriteBuffer> slots = new AtomicReferenceArray<>(SLOTS);
  private final int maxMessageBytes;

  BufferPool(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /** An empty buffer, to be given back once. */
  WriteBuffer lend() {
    WriteBuffer buffer = slots.getAndSet(slot(), null);
    if (buffer == null) {
      return new WriteBuffer(FIRST_CAPACITY, maxMessageBytes);
    }
    buffer.clear();
    return buffer;
  }

  void giveBack(WriteBuffer buffer) {
    if (buffer.array().length <= LARGEST_KEPT) {
      slots.lazySet(slot(), buffer);
    }
  }

  int maxMessageBytes() {
    return maxMessageBytes;
  }

  @SuppressWarnings("deprecation") // getId: threadId() is of 19, the code of 17
  private static int slot() {
    long id = Thread.currentThread().getId();
    return (int) (id ^ id >>> 6) & SLOTS - 1;
  }
}
