package dev.tern.api.codec;

/**
 * What hostile bytes may cost at most, in every codec. The same figures hold for writing, so that what was sent can be
 * read.
 */
public final class Limits {
  /** Messages inside messages. */
  public static final int DEPTH = 64;

  /** Messages, map entries and list elements of one frame; packed numbers are counted by their bytes alone. */
  public static final int NODES = 1_000_000;

  /** Different elements of a set that share a hash code. */
  public static final int SAME_HASH = 64;

  /** Elements that a list has room for before the first one was read. */
  public static final int PREALLOCATED = 1024;

  /** Digits of one number written as text. */
  public static final int DIGITS = 1000;

  /** Exponent of one number written as text, either way. */
  public static final int EXPONENT = 400;

  /** Bytes of memory that every frame may cost, however short. */
  private static final long BASE_WEIGHT = 1 << 20;

  /** Bytes of memory that messages may cost for each byte of their frame; strings and numbers cost far less. */
  private static final long WEIGHT_PER_BYTE = 56;

  private Limits() {}

  /** Bytes of memory that decoding a frame may cost. */
  public static long weight(int frameBytes) {
    return BASE_WEIGHT + WEIGHT_PER_BYTE * frameBytes;
  }
}
