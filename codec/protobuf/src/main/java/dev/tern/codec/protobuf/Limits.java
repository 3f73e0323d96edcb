package dev.tern.codec.protobuf;

/** What hostile bytes may cost at most. The same figures hold for writing, so that what was sent can be read. */
final class Limits {
  /** Messages inside messages. */
  static final int DEPTH = 64;

  /** Messages, map entries and list elements of one frame; packed numbers are counted by their bytes alone. */
  static final int NODES = 1_000_000;

  /** Different elements of a set that share a hash code. */
  static final int SAME_HASH = 64;

  /** Elements that a list has room for before the first one was read. */
  static final int PREALLOCATED = 1024;

  /** Digits of one number written as text. */
  static final int DIGITS = 1000;

  /** Exponent of one number written as text, either way. */
  static final int EXPONENT = 400;

  /** Bytes of memory that every frame may cost, however short. */
  private static final long BASE_WEIGHT = 1 << 20;

  /** Bytes of memory that messages may cost for each byte of their frame; strings and numbers cost far less. */
  private static final long WEIGHT_PER_BYTE = 56;

  private Limits() {}

  static long weight(int frameBytes) {
    return BASE_WEIGHT + WEIGHT_PER_BYTE * frameBytes;
  }
}
