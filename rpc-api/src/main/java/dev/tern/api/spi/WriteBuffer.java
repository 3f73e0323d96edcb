package dev.tern.api.spi;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import java.util.Arrays;

/**
 * Heap bytes that a transport lends to a codec, to be filled with one message. Fills at the back ({@link #reserveBack}
 * and {@link #end(int)}) or, for formats whose lengths stand before their contents, at the front ({@link
 * #reserveFront} and {@link #start(int)}); a message uses one of the two. The transport owns it: a codec neither keeps
 * nor reuses it after {@code write} returns. Not safe for many threads.
 */
public final class WriteBuffer {
  private byte[] bytes;
  private int start;
  private int end;
  private final int limit;

  /**
   * @param capacity to begin with, in bytes
   * @param limit longest message, in bytes
   */
  public WriteBuffer(int capacity, int limit) {
    this.bytes = new byte[Math.min(capacity, limit)];
    this.limit = limit;
    clear();
  }

  /** Empties it for the next message. The content then stands in the middle of nowhere: start = end = capacity. */
  public void clear() {
    start = bytes.length;
    end = bytes.length;
  }

  /** The bytes; another array after a reserve. The message stands from {@link #start()} to {@link #end()}. */
  public byte[] array() {
    return bytes;
  }

  /** Index of the first byte of the message. */
  public int start() {
    return start;
  }

  /** Index after the last byte of the message. */
  public int end() {
    return end;
  }

  /** Length of the message. */
  public int size() {
    return end - start;
  }

  /** Moves the first byte of the message, after bytes were put before it. */
  public void start(int index) {
    start = index;
  }

  /** Moves the end of the message, after bytes were put behind it. */
  public void end(int index) {
    end = index;
  }

  /**
   * Makes room for {@code count} bytes before {@link #start()}.
   *
   * @throws RpcException {@code RESOURCE_EXHAUSTED}, not executed, if the message would pass its limit
   */
  public void reserveFront(int count) {
    if (start < count) {
      int size = size();
      byte[] grown = new byte[grownLength(size, count)];
      System.arraycopy(bytes, start, grown, grown.length - size, size);
      bytes = grown;
      start = grown.length - size;
      end = grown.length;
    }
  }

  /**
   * Makes room for {@code count} bytes from {@link #end()} on.
   *
   * @throws RpcException {@code RESOURCE_EXHAUSTED}, not executed, if the message would pass its limit
   */
  public void reserveBack(int count) {
    if (bytes.length - end < count) {
      int size = size();
      if (start >= count && size == 0) { // empty, and filled from the back so far: begin at the front
        start = 0;
        end = 0;
        return;
      }
      byte[] grown = size + count <= bytes.length ? bytes : new byte[grownLength(size, count)];
      System.arraycopy(bytes, start, grown, 0, size);
      bytes = grown;
      start = 0;
      end = size;
    }
  }

  private int grownLength(int size, int count) {
    long needed = (long) size + count;
    if (needed > limit) {
      // A writer may ask for more than it then uses (the most a varint can take), hence the slack at the limit.
      if (size > limit || needed > (long) limit + SLACK) {
        throw RpcException.notExecuted(Code.RESOURCE_EXHAUSTED,
            "message larger than " + limit + " bytes\n  Raise maxMessageBytes on both sides, or send less at once.");
      }
      return limit + SLACK;
    }
    return (int) Math.min(Math.max(needed, bytes.length * 2L), limit);
  }

  /** Room beyond the limit for the longest scalar that a writer reserves at once and does not use up. */
  private static final int SLACK = 64;

  /** A copy of the message, for tests and rare uses: transports take {@link #array()} as it is. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, start, end);
  }
}
