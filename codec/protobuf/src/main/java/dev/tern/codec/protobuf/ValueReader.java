package dev.tern.codec.protobuf;

import dev.tern.api.spi.DecodeException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one value. A message may come in several parts, which are merged: until the message around it ends, what was
 * read is pending, and only then becomes the value.
 */
abstract class ValueReader {
  /**
   * Reads a value, or one more part of it.
   *
   * @param pending of the parts before; null for the first
   * @return the value itself if it comes whole; null if this value means nothing to us
   */
  abstract @Nullable Object merge(ProtoReader in, @Nullable Object pending) throws DecodeException;

  /** True if what {@link #merge} returns is not yet the value. */
  boolean isPending() {
    return false;
  }

  /** Makes the value of what is pending; null if it means nothing to us. */
  @Nullable Object finish(Object pending) throws DecodeException {
    return pending;
  }

  /** What stands where a value must and none was sent. */
  abstract Object absent() throws DecodeException;

  /** What to say of a value that means nothing to us, where one must stand. */
  String unknown() {
    return "unknown value";
  }

  /** Fewest bytes that a value takes. */
  int smallest() {
    return 1;
  }

  /** Reads a value that comes whole, as elements and keys do. */
  final Object whole(ProtoReader in) throws DecodeException {
    Object pending = merge(in, null);
    Object value = pending != null && isPending() ? finish(pending) : pending;
    if (value == null) {
      throw new DecodeException(unknown());
    }
    return value;
  }

  /** The value of what is pending, which must be there; if nothing is, what stands for it. */
  final Object wholeOrAbsent(@Nullable Object pending) throws DecodeException {
    Object value = pending == null ? absent() : finish(pending);
    if (value == null) {
      throw new DecodeException(unknown());
    }
    return value;
  }
}
