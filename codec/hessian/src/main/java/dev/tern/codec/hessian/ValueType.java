package dev.tern.codec.hessian;

import dev.tern.api.spi.DecodeException;
import org.jspecify.annotations.Nullable;

/**
 * One declared type, prepared: writes its values and reads them, wherever they stand. There is one object per type, so
 * that references can be compared with it. Safe for many threads.
 */
abstract class ValueType {
  /** Memory, in bytes, that counting a list element or map entry as a node stands for. */
  static final int ELEMENT_WEIGHT = 28;

  /** Writes a value, null as far as it may be null here. */
  void put(HessianWriter out, @Nullable Object value) {
    if (value == null) {
      out.nothing();
    } else {
      write(out, value);
    }
  }

  abstract void write(HessianWriter out, Object value);

  /** Reads whatever stands here: a value, a reference to one, or nothing. */
  @Nullable Object read(HessianReader in) throws DecodeException {
    int tag = in.tag(this);
    if (tag == Tags.NULL) {
      return absent(in);
    }
    return tag == Tags.REFERENCE ? in.reference(this) : read(in, tag);
  }

  /** Reads a value that is no reference, after its tag. Null only for a constant that is unknown here. */
  abstract @Nullable Object read(HessianReader in, int tag) throws DecodeException;

  /** What null and a missing member are read as. What is made for it is counted. */
  @Nullable Object absent(HessianReader in) throws DecodeException {
    return null;
  }

  /** True if a value of the other type, referred to from here, is one of this type. */
  boolean takes(ValueType other) {
    return this == other;
  }

  /** A value of this type for one of another that has nothing in it to be of a wrong type; null if there is none. */
  @Nullable Object adopt(HessianReader in, Object value) throws DecodeException {
    return null;
  }

  /** If the bytes to come are the definition that a sender of this kind writes: passes over it, and says which. */
  @Nullable Definition match(HessianReader in) {
    return null;
  }

  /** True for a type whose instances are there before their members are read, so that members may lead back. */
  boolean isKnownBeforeItsMembers() {
    return false;
  }

  /** True if each value has a number in the {@link Graph}, and counts as a node by that. */
  boolean isNumbered() {
    return false;
  }
}
