package dev.tern.core.transport.grpc;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.WriteBuffer;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One encoded message on its way into a frame: grpc-java asks for a stream and, because this one knows its length and
 * can drain itself, copies it once, from the codec's buffer to Netty's.
 */
final class OutMessage extends InputStream implements KnownLength, Drainable {
  private final BufferPool pool;
  private @Nullable WriteBuffer buffer;

  private OutMessage(BufferPool pool, WriteBuffer buffer) {
    this.pool = pool;
    this.buffer = buffer;
  }

  /**
   * Encodes now, on the sending thread.
   *
   * @throws RuntimeException what the writer throws; the buffer is then dropped, the writer may still hold it
   */
  static OutMessage encode(BufferPool pool, MessageWriter writer) {
    WriteBuffer buffer = pool.lend();
    writer.write(buffer);
    if (buffer.size() > pool.maxMessageBytes()) {
      throw RpcException.notExecuted(Code.RESOURCE_EXHAUSTED, "message of " + buffer.size() + " bytes (limit: "
          + pool.maxMessageBytes() + ")\n  Raise maxMessageBytes on both sides, or send less at once.");
    }
    return new OutMessage(pool, buffer);
  }

  @Override
  public int available() {
    return buffer == null ? 0 : buffer.size();
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    WriteBuffer drained = buffer;
    if (drained == null) {
      return 0;
    }
    buffer = null;
    int size = drained.size();
    target.write(drained.array(), drained.start(), size);
    pool.giveBack(drained);
    return size;
  }

  @Override
  public int read() {
    WriteBuffer current = buffer;
    if (current == null || current.size() == 0) {
      return -1;
    }
    int value = current.array()[current.start()] & 0xff;
    current.start(current.start() + 1);
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    WriteBuffer current = buffer;
    if (current == null || current.size() == 0) {
      return length == 0 ? 0 : -1;
    }
    int count = Math.min(length, current.size());
    System.arraycopy(current.array(), current.start(), target, offset, count);
    current.start(current.start() + count);
    return count;
  }
}
