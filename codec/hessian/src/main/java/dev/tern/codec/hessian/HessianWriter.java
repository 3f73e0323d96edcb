package dev.tern.codec.hessian;

import dev.tern.api.codec.Limits;
import dev.tern.api.spi.WriteBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes Hessian 2, the shortest form of each value, straight into the transport's buffer. Made for one message; not
 * safe for many threads.
 */
final class HessianWriter {
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** Room for the longest number with its tag. */
  private static final int NUMBER = 9;

  /** Chars or bytes of one chunk. */
  private static final int CHUNK = 0x8000;

  private final WriteBuffer out;
  private byte[] bytes;
  private int position;
  private final Graph graph = new Graph();
  private @Nullable Definition[] definitions = new Definition[4];
  private int definitionCount;
  private @Nullable String[] types = {};
  private int typeCount;

  HessianWriter(WriteBuffer out) {
    this.out = out;
    this.bytes = out.array();
    this.position = out.end();
  }

  /** Hands the message over: until then the buffer does not know its end. */
  void finish() {
    out.end(position);
  }

  private void reserve(int count) {
    if (bytes.length - position < count) {
      out.end(position);
      out.reserveBack(count);
      bytes = out.array();
      position = out.end();
    }
  }

  private void tag(int tag) {
    reserve(1);
    bytes[position++] = (byte) tag;
  }

  void nothing() {
    tag(Tags.NULL);
  }

  void bool(boolean value) {
    tag(value ? Tags.TRUE : Tags.FALSE);
  }

  void int32(int value) {
    reserve(NUMBER);
    byte[] target = bytes;
    if (value >= -0x10 && value < 0x30) {
      target[position++] = (byte) (Tags.INT_1 + value);
    } else if (value >= -0x800 && value < 0x800) {
      target[position++] = (byte) (Tags.INT_2 + (value >> 8));
      target[position++] = (byte) value;
    } else if (value >= -0x40000 && value < 0x40000) {
      target[position++] = (byte) (Tags.INT_3 + (value >> 16));
      target[position++] = (byte) (value >> 8);
      target[position++] = (byte) value;
    } else {
      target[position++] = Tags.INT;
      four(value);
    }
  }

  void int64(long value) {
    reserve(NUMBER);
    byte[] target = bytes;
    if (value >= -8 && value < 0x10) {
      target[position++] = (byte) (Tags.LONG_1 + value);
    } else if (value >= -0x800 && value < 0x800) {
      target[position++] = (byte) (Tags.LONG_2 + (value >> 8));
      target[position++] = (byte) value;
    } else if (value >= -0x40000 && value < 0x40000) {
      target[position++] = (byte) (Tags.LONG_3 + (value >> 16));
      target[position++] = (byte) (value >> 8);
      target[position++] = (byte) value;
    } else if (value == (int) value) {
      target[position++] = Tags.LONG_5;
      four((int) value);
    } else {
      target[position++] = Tags.LONG;
      eight(value);
    }
  }

  /** Room is reserved. */
  private void four(int value) {
    INTS.set(bytes, position, value);
    position += 4;
  }

  /** Room is reserved. */
  private void eight(long value) {
    LONGS.set(bytes, position, value);
    position += 8;
  }

  void float64(double value) {
    reserve(NUMBER);
    int whole = (int) value;
    if (whole == value && whole == (short) whole && (whole != 0 || Double.doubleToRawLongBits(value) == 0)) {
      if (whole == 0 || whole == 1) {
        bytes[position++] = (byte) (Tags.DOUBLE_ZERO + whole);
      } else if (whole == (byte) whole) {
        bytes[position++] = Tags.DOUBLE_BYTE;
        bytes[position++] = (byte) whole;
      } else {
        bytes[position++] = Tags.DOUBLE_SHORT;
        bytes[position++] = (byte) (whole >> 8);
        bytes[position++] = (byte) whole;
      }
      return;
    }
    int mills = (int) (value * 1000);
    if (0.001 * mills == value && mills != 0) {
      bytes[position++] = Tags.DOUBLE_MILLS;
      four(mills);
    } else {
      bytes[position++] = Tags.DOUBLE;
      eight(Double.doubleToLongBits(value));
    }
  }

  /** As the double of the same decimal fraction if that is shorter: read as a float again it is the same. */
  void float32(float value) {
    double thousandths = Math.rint(value * 1000d);
    int mills = (int) thousandths;
    if (mills != 0 && mills == thousandths && (float) (0.001 * mills) == value && value != Math.rint(value)) {
      reserve(NUMBER);
      bytes[position++] = Tags.DOUBLE_MILLS;
      four(mills);
    } else {
      float64(value);
    }
  }

  /** One char is a text of that length. */
  void letter(char value) {
    text(String.valueOf(value));
  }

  void text(String value) {
    int length = value.length();
    int from = 0;
    while (length - from > CHUNK) {
      int to = from + CHUNK;
      if (Character.isHighSurrogate(value.charAt(to - 1))) {
        to--; // a pair stays together
      }
      length(Tags.TEXT_CHUNK, to - from);
      chars(value, from, to);
      from = to;
    }
    int rest = length - from;
    if (rest < Tags.BINARY_1) {
      tag(Tags.TEXT_1 + rest);
    } else if (rest < 0x400) {
      reserve(2);
      bytes[position++] = (byte) (Tags.TEXT_2 + (rest >> 8));
      bytes[position++] = (byte) rest;
    } else {
      length(Tags.TEXT, rest);
    }
    chars(value, from, length);
  }

  private void length(int tag, int length) {
    reserve(3);
    bytes[position++] = (byte) tag;
    bytes[position++] = (byte) (length >> 8);
    bytes[position++] = (byte) length;
  }

  @SuppressWarnings("deprecation")
  private void chars(String value, int from, int to) {
    int anyBits = 0;
    for (int i = from; i < to; i++) {
      anyBits |= value.charAt(i);
    }
    if (anyBits < 0x80) {
      reserve(to - from);
      value.getBytes(from, to, bytes, position); // the low byte of each char, exact for ASCII, without a copy
      position += to - from;
    } else {
      reserve(Text.length(value, from, to)); // exact: the worst case could pass the limit where the text does not
      position = Text.put(value, from, to, bytes, position);
    }
  }

  void binary(byte[] value) {
    int from = 0;
    while (value.length - from > CHUNK) {
      length(Tags.BINARY_CHUNK, CHUNK);
      copy(value, from, CHUNK);
      from += CHUNK;
    }
    int rest = value.length - from;
    if (rest < 0x10) {
      tag(Tags.BINARY_1 + rest);
    } else if (rest < 0x400) {
      reserve(2);
      bytes[position++] = (byte) (Tags.BINARY_2 + (rest >> 8));
      bytes[position++] = (byte) rest;
    } else {
      length(Tags.BINARY, rest);
    }
    copy(value, from, rest);
  }

  private void copy(byte[] value, int from, int count) {
    reserve(count);
    System.arraycopy(value, from, bytes, position, count);
    position += count;
  }

  // Lists, maps, objects.

  /**
   * Begins a list, map or object, or writes a reference to it if it was written before.
   *
   * @param value null for one that is never referred to
   * @param levels of nesting that it adds
   * @return its number, to {@link #end} it with, or -1: it is written already
   */
  int begin(ValueType type, @Nullable Object value, int levels) {
    int known = value == null ? -1 : graph.find(value);
    if (known >= 0 && isWhatItWas(type, known)) {
      graph.refer(known);
      check();
      tag(Tags.REFERENCE);
      int32(known);
      return -1;
    }
    int index = graph.begin(type, value, levels);
    graph.remember(index);
    check();
    return index;
  }

  /** Something of two types, through an unchecked cast or a wildcard, is written as each of them. */
  private boolean isWhatItWas(ValueType type, int known) {
    ValueType was = graph.type(known);
    if (was == null || !type.takes(was)) {
      return false;
    }
    if (graph.isOpen(known) && !was.isKnownBeforeItsMembers()) {
      throw new Refusal("a cycle that leads back to a record, list or map",
          "Only beans can be made before what they hold: let the way back lead to one.");
    }
    return true;
  }

  /** Ends what was begun last. */
  void end(int index, @Nullable Object value, int levels) {
    graph.end(index, value, levels);
  }

  private void check() {
    if (graph.isTooDeep()) {
      throw new Refusal("nested deeper than " + Limits.DEPTH, "Flatten the structure.");
    }
    if (graph.isTooLarge()) {
      throw new Refusal("more than " + Limits.NODES + " messages, entries and elements",
          "Send less at once. What is referred to twice counts twice.");
    }
  }

  /** Counts elements that are no objects. */
  void elements(int count) {
    graph.add(count);
    check();
  }

  /** True if what was begun last leads back to something around it. */
  boolean isEndless() {
    return graph.isEndless();
  }

  /** The head of a list whose elements follow. */
  void list(@Nullable String type, int length) {
    if (length <= Tags.SHORT_LIST) {
      tag((type == null ? Tags.LIST_1 : Tags.LIST_TYPED_1) + length);
    } else {
      tag(type == null ? Tags.LIST : Tags.LIST_TYPED);
    }
    if (type != null) {
      type(type);
    }
    if (length > Tags.SHORT_LIST) {
      int32(length);
    }
  }

  private void type(String type) {
    for (int i = 0; i < typeCount; i++) {
      if (type.equals(types[i])) {
        int32(i);
        return;
      }
    }
    if (typeCount == types.length) {
      types = Arrays.copyOf(types, Math.max(4, 2 * typeCount));
    }
    types[typeCount++] = type;
    text(type);
  }

  /** The head of a map whose keys and values follow, then {@link #endMap}. */
  void map() {
    tag(Tags.MAP);
  }

  void endMap() {
    tag(Tags.END);
  }

  /** The head of an object whose members follow. */
  void object(Definition definition) {
    int index = 0;
    while (index < definitionCount && definitions[index] != definition) {
      index++;
    }
    if (index == definitionCount) {
      define(definition);
    }
    if (index < 0x10) {
      tag(Tags.OBJECT_1 + index);
    } else {
      tag(Tags.OBJECT);
      int32(index);
    }
  }

  private void define(Definition definition) {
    if (definitionCount == Definition.MAX_DEFINITIONS) {
      throw new Refusal("more than " + Definition.MAX_DEFINITIONS + " classes in one message", "Send less at once.");
    }
    if (definitionCount == definitions.length) {
      definitions = Arrays.copyOf(definitions, 2 * definitionCount);
    }
    definitions[definitionCount++] = definition;
    tag(Tags.DEFINITION);
    copy(definition.bytes(), 0, definition.bytes().length);
  }
}
