package dev.tern.core.transport.grpc;

import dev.tern.api.Code;
import dev.tern.api.spi.ReadBuffer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Copies received messages onto the heap, into one array per event loop: a message is read before the next comes. */
final class InMessages {
  private static final int FIRST_CAPACITY = 16 << 10;
  private static final int LARGEST_KEPT = 256 << 10;

  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);
  private final int maxMessageBytes;

  InMessages(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /**
   * The whole message; valid on this thread until its next one is read.
   *
   * @throws IOException if it is cut off, not compressed as it claims, or too long
   * @throws StatusRuntimeException by grpc-java, if it is too long once decompressed
   */
  ReadBuffer read(InputStream message) throws IOException {
    Scratch mine = scratch.get();
    byte[] bytes = mine.bytes;
    int length = 0;
    while (true) {
      if (length == bytes.length) {
        if (length > maxMessageBytes) {
          throw new EOFException("message larger than " + maxMessageBytes + " bytes");
        }
        // available() is the whole rest of an uncompressed message, and a guess for a compressed one.
        long wanted = Math.max(length * 2L, (long) length + message.available());
        bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, maxMessageBytes + 1L));
      }
      int count = message.read(bytes, length, bytes.length - length);
      if (count < 0) {
        break;
      }
      length += count;
    }
    if (bytes != mine.bytes && bytes.length <= LARGEST_KEPT) {
      mine.bytes = bytes;
    }
    return mine.buffer.on(bytes, 0, length);
  }

  /** What a call fails with whose message could not be read. */
  static Code codeOf(Exception failure) {
    return tooLong(failure) ? Code.RESOURCE_EXHAUSTED : Code.INTERNAL;
  }

  /** Why a message could not be read, without any of it. */
  static String describe(Exception failure) {
    return tooLong(failure) ? "too long once decompressed" : String.valueOf(failure.getMessage());
  }

  private static boolean tooLong(Exception failure) {
    return failure instanceof StatusRuntimeException known
        && known.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED;
  }

  private static final class Scratch {
    byte[] bytes = new byte[FIRST_CAPACITY];
    final ReadBuffer buffer = new ReadBuffer(bytes, 0, 0);
  }
}
