package dev.tern.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.WriteBuffer;
import java.io.ByteArrayOutputStream;

/** Writes one small Protobuf message, field by field. Not safe for many threads. */
public final class WireWriter implements MessageWriter {
  private static final int VARINT = 0;
  private static final int BYTES = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** An integer, bool or enum. */
  public WireWriter number(int field, long value) {
    varint((long) field << 3 | VARINT);
    varint(value);
    return this;
  }

  /** A string. */
  public WireWriter text(int field, String value) {
    return bytes(field, value.getBytes(UTF_8));
  }

  /** Bytes, or a message that stands serialized. */
  public WireWriter bytes(int field, byte[] value) {
    varint((long) field << 3 | BYTES);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  /** A message within this one. */
  public WireWriter message(int field, WireWriter value) {
    return bytes(field, value.toByteArray());
  }

  private void varint(long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      out.write((int) (left & 0x7f | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }

  /** Length so far, in bytes. */
  public int size() {
    return out.size();
  }

  /** A copy of the message. */
  public byte[] toByteArray() {
    return out.toByteArray();
  }

  @Override
  public void write(WriteBuffer target) {
    byte[] message = out.toByteArray();
    target.reserveBack(message.length);
    System.arraycopy(message, 0, target.array(), target.end(), message.length);
    target.end(target.end() + message.length);
  }
}
