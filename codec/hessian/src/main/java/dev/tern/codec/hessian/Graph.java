package dev.tern.codec.hessian;

import dev.tern.api.codec.Limits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lists, maps and objects of one message, numbered as they begin: what its references point to. A reference is a
 * few bytes, yet whoever walks what was decoded (a hash code, another codec) walks its target again each time. So each
 * knows how deep and how large it is, and a reference counts as what it refers to. Sender and receiver count the same.
 */
final class Graph {
  /** Depth of what contains itself. */
  private static final int ENDLESS = 1 << 20;

  /** So many are searched one by one; more, by their identity's hash code. */
  private static final int FEW = 16;

  private @Nullable Object[] slots = new Object[16]; // values and their types, side by side
  private long[] extents = new long[8]; // nodes and depth; while open, those of the surroundings, negative
  private int count;
  private int depth;
  private int deepest;
  private int nodes;
  private int[] table = {};

  int count() {
    return count;
  }

  @Nullable Object value(int index) {
    return slots[2 * index];
  }

  /** What it was written or read as; null for what was passed over. */
  @Nullable ValueType type(int index) {
    return (ValueType) slots[2 * index + 1];
  }

  boolean isOpen(int index) {
    return extents[index] < 0;
  }

  /**
   * Begins the next one. Check {@link #isTooDeep} and {@link #isTooLarge} after it.
   *
   * @param value null for one that cannot be referred to, or not yet
   * @param levels of nesting that it adds
   */
  int begin(@Nullable ValueType type, @Nullable Object value, int levels) {
    int index = count++;
    if (index == extents.length) {
      extents = Arrays.copyOf(extents, 2 * index);
      slots = Arrays.copyOf(slots, 4 * index);
    }
    slots[2 * index] = value;
    slots[2 * index + 1] = type;
    extents[index] = ~((long) nodes << 32 | deepest);
    nodes++;
    depth += levels;
    deepest = depth;
    return index;
  }

  /** Ends the innermost one that is open. */
  void end(int index, @Nullable Object value, int levels) {
    long outer = ~extents[index];
    int height = deepest >= ENDLESS ? ENDLESS : deepest - depth + levels;
    extents[index] = (long) (nodes - (int) (outer >>> 32)) << 32 | height;
    deepest = Math.max((int) outer, deepest);
    depth -= levels;
    slots[2 * index] = value;
  }

  /** Counts a reference. Check afterwards, as with {@link #begin}. */
  void refer(int index) {
    if (isOpen(index)) {
      deepest = ENDLESS;
      nodes++;
      return;
    }
    int height = (int) extents[index];
    nodes = (int) Math.min(Integer.MAX_VALUE, nodes + (extents[index] >>> 32));
    deepest = Math.max(deepest, height == ENDLESS ? ENDLESS : depth + height);
  }

  /** Counts elements and entries that are no objects. */
  void add(int elements) {
    nodes = (int) Math.min(Integer.MAX_VALUE, (long) nodes + elements);
  }

  boolean isTooDeep() {
    return depth > Limits.DEPTH || deepest > Limits.DEPTH && deepest < ENDLESS;
  }

  boolean isTooLarge() {
    return nodes > Limits.NODES;
  }

  /** True if something in the innermost one that is open leads back to something open. */
  boolean isEndless() {
    return deepest >= ENDLESS;
  }

  /** The number of that very object, or -1. */
  int find(Object value) {
    if (count <= FEW) {
      for (int index = count - 1; index >= 0; index--) {
        if (slots[2 * index] == value) {
          return index;
        }
      }
      return -1;
    }
    if (table.length == 0) {
      table = new int[Integer.highestOneBit(count) * 4];
      for (int index = 0; index < count; index++) {
        put(index);
      }
    }
    for (int at = place(value); table[at] != 0; at = at + 1 & table.length - 1) {
      if (slots[2 * table[at] - 2] == value) {
        return table[at] - 1;
      }
    }
    return -1;
  }

  /** Makes the newest one known to {@link #find}. */
  void remember(int index) {
    if (table.length == 0) {
      return;
    }
    if (2 * count > table.length) {
      table = new int[2 * table.length];
      for (int known = 0; known < index; known++) {
        put(known);
      }
    }
    put(index);
  }

  private void put(int index) {
    Object value = slots[2 * index];
    if (value == null) {
      return;
    }
    int at = place(value);
    while (table[at] != 0) {
      at = at + 1 & table.length - 1;
    }
    table[at] = index + 1;
  }

  private int place(Object value) {
    int hash = System.identityHashCode(value);
    return (hash ^ hash >>> 16) & table.length - 1;
  }
}
