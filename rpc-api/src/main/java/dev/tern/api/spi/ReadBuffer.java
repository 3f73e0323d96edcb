package dev.tern.api.spi;

import static java.util.Objects.checkFromIndexSize;

/**
 * The bytes of one received message on the heap. The transport owns it: valid until the call that hands it over
 * returns, so a reader copies what it keeps. Not safe for many threads.
 */
public final class ReadBuffer {
  private byte[] bytes;
  private int position;
  private int limit;

  /** Over a whole array. */
  public ReadBuffer(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Over a part of an array. */
  public ReadBuffer(byte[] bytes, int offset, int length) {
    checkFromIndexSize(offset, length, bytes.length);
    this.bytes = bytes;
    this.position = offset;
    this.limit = offset + length;
  }

  /** Puts it over other bytes, so that one object serves message after message. */
  public ReadBuffer on(byte[] other, int offset, int length) {
    checkFromIndexSize(offset, length, other.length);
    bytes = other;
    position = offset;
    limit = offset + length;
    return this;
  }

  /** The bytes; the message stands from {@link #position()} to {@link #limit()}, others are not the reader's. */
  public byte[] array() {
    return bytes;
  }

  /** Index of the next byte. */
  public int position() {
    return position;
  }

  /** Moves the next byte. */
  public void position(int index) {
    position = index;
  }

  /** Index after the last byte. */
  public int limit() {
    return limit;
  }

  /** How many are left. */
  public int remaining() {
    return limit - position;
  }
}
