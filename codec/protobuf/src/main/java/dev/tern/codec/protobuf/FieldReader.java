package dev.tern.codec.protobuf;

import dev.tern.api.spi.DecodeException;
import org.jspecify.annotations.Nullable;

/** Reads one field of a message into its slot, as often as it comes. */
abstract class FieldReader {
  /**
   * Reads the field once.
   *
   * @param wireType one that is {@link #accepts accepted}
   * @param slot {@link #initial} or what was returned before
   * @return the new content of the slot
   */
  abstract @Nullable Object read(ProtoReader in, int wireType, @Nullable Object slot) throws DecodeException;

  /** A field with another wire type is as unknown as one with another number. */
  abstract boolean accepts(int wireType);

  /** What the slot holds before anything was read. */
  @Nullable Object initial() {
    return null;
  }

  /** True if slots are not yet the values. */
  boolean finishes() {
    return false;
  }

  /** Makes the value of what the slot holds at the end of the message. */
  @Nullable Object finish(@Nullable Object slot) throws DecodeException {
    return slot;
  }

  /** Bytes of memory that an empty value costs beyond an object of a few members. */
  int extraWeight() {
    return 0;
  }
}
