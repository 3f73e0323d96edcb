package dev.tern.loadbalance;

import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Hashes keys alike in every JVM and every process: consumers that share nothing send equal keys to one provider. */
final class KeyHash {
  private static final long STEP = 0x9E37_79B9_7F4A_7C15L;

  private KeyHash() {}

  /** @param key a plain value, as contracts allow them, or an enum; null has a hash as well */
  static long of(@Nullable Object key) {
    if (key instanceof String text) {
      return ofText(text);
    }
    if (key instanceof Long || key instanceof Integer || key instanceof Short || key instanceof Byte) {
      return mix(((Number) key).longValue() + STEP);
    }
    if (key instanceof UUID id) {
      return mix(id.getMostSignificantBits() ^ mix(id.getLeastSignificantBits() + STEP));
    }
    if (key instanceof byte[] bytes) {
      return mix(Arrays.hashCode(bytes) + STEP * bytes.length); // as specified, hence the same everywhere
    }
    return key == null ? mix(STEP) : ofText(key instanceof Enum<?> constant ? constant.name() : key.toString());
  }

  /** A number from 0 to less than the limit, by the upper half of the bits and without dividing. */
  static int within(long bits, int limit) {
    return (int) ((bits >>> 32) * limit >>> 32);
  }

  /** The next of a series of hashes of one key. */
  static long next(long hash) {
    return mix(hash + STEP);
  }

  static long ofText(String text) {
    long hash = (text.length() + 1) * STEP;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100_0000_01B3L;
    }
    return mix(hash);
  }

  /** Spreads every bit over all: the finalizer of SplitMix64 (Steele, Lea, Flood, 2014). */
  static long mix(long bits) {
    long mixed = (bits ^ bits >>> 30) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ mixed >>> 31;
  }
}
