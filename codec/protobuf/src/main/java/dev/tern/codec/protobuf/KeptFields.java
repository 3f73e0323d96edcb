package dev.tern.codec.protobuf;

import dev.tern.api.UnknownFields;
import dev.tern.api.spi.DecodeException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Unknown fields of one message while it is read. Grows as they come, so that what is sent is what it costs. */
final class KeptFields {
  /** Of this, of what is made of it, and of their arrays, without the bytes. */
  private static final int WEIGHT = 96;

  private byte[] bytes = new byte[0];
  private int length;

  /**
   * Keeps what was just skipped.
   *
   * @param kept of the same message so far, null for nothing
   * @param start where the tag of the field was
   */
  static KeptFields add(ProtoReader in, @Nullable Object kept, int start) throws DecodeException {
    KeptFields all;
    if (kept == null) {
      in.node(WEIGHT);
      all = new KeptFields();
    } else {
      all = (KeptFields) kept;
    }
    all.append(in.array(), start, in.position() - start);
    return all;
  }

  private void append(byte[] source, int start, int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * length)); // both within one frame: no overflow
    }
    System.arraycopy(source, start, bytes, length, count);
    length += count;
  }

  static UnknownFields finish(@Nullable Object kept) {
    return kept instanceof KeptFields all ? UnknownFields.of(Arrays.copyOf(all.bytes, all.length)) : UnknownFields.NONE;
  }
}
