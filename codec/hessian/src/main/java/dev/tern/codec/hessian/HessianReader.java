package dev.tern.codec.hessian;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tern.api.codec.DecodeBudget;
import dev.tern.api.codec.Limits;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.ReadBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads Hessian 2 from the transport's bytes: single values, and the heads of lists, maps and objects. What to make of
 * them the declared type knows; no name leads further than to a comparison. Made for one message; not safe for many
 * threads.
 */
final class HessianReader {
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** Chars in the name of a type or field. */
  private static final int LONGEST_NAME = 1024;

  /** Different type names of lists and maps in one message. */
  private static final int MAX_TYPES = 256;

  /** Memory, in bytes, of one entry in the graph, with what growing it leaves behind. */
  private static final int GRAPH_WEIGHT = 48;

  private final byte[] bytes;
  private int position;
  private final int limit;
  private final DecodeBudget budget;
  private final Graph graph = new Graph();
  private final List<SeenDefinition> definitions = new ArrayList<>(4);
  private List<String> types = List.of();
  private boolean located;

  HessianReader(ReadBuffer in) {
    bytes = in.array();
    position = in.position();
    limit = in.limit();
    budget = new DecodeBudget(in.remaining());
  }

  int remaining() {
    return limit - position;
  }

  // Single bytes and numbers.

  private DecodeException cutOff() {
    return new DecodeException("message cut off");
  }

  private int next() throws DecodeException {
    if (position == limit) {
      throw cutOff();
    }
    return bytes[position++] & 0xff;
  }

  private int take(int count) throws DecodeException {
    int at = position;
    if (limit - at < count) {
      throw cutOff();
    }
    position = at + count;
    return at;
  }

  private int two() throws DecodeException {
    int at = take(2);
    return bytes[at] << 8 | bytes[at + 1] & 0xff;
  }

  private int four() throws DecodeException {
    return (int) INTS.get(bytes, take(4));
  }

  private long eight() throws DecodeException {
    return (long) LONGS.get(bytes, take(8));
  }

  /** The tag of the next value; definitions before it are taken in. */
  int tag(ValueType expected) throws DecodeException {
    int tag = next();
    while (tag == Tags.DEFINITION) {
      Definition known = expected.match(this);
      define(known == null ? readDefinition() : known);
      tag = next();
    }
    return tag;
  }

  /** The tag of a value of unknown type. */
  int tag() throws DecodeException {
    int tag = next();
    while (tag == Tags.DEFINITION) {
      define(readDefinition());
      tag = next();
    }
    return tag;
  }

  /** True if the next value is null, or the next byte is whatever tag is asked for. */
  boolean isNext(int tag) throws DecodeException {
    if (position == limit) {
      throw cutOff();
    }
    return (bytes[position] & 0xff) == tag;
  }

  /** True, and passed over, if a list or map ends here. */
  boolean ends() throws DecodeException {
    boolean ends = isNext(Tags.END);
    if (ends) {
      position++;
    }
    return ends;
  }

  /** A whole number: int, long, or a double without a fraction, as languages with one kind of number send it. */
  long whole(int tag) throws DecodeException {
    if (Tags.isInt(tag)) {
      return int32(tag);
    }
    if (Tags.isLong(tag)) {
      return int64(tag);
    }
    if (Tags.isDouble(tag)) {
      double value = float64(tag);
      if (value == (long) value && Math.abs(value) <= 1L << 53) {
        return (long) value;
      }
      throw new DecodeException("number is not a whole one");
    }
    throw unexpected(tag, "a number");
  }

  /** A whole number within bounds. */
  int whole(int tag, int least, int most, String type) throws DecodeException {
    long value = whole(tag);
    if (value < least || value > most) {
      throw new DecodeException("number does not fit " + type);
    }
    return (int) value;
  }

  private int int32(int tag) throws DecodeException {
    if (tag == Tags.INT) {
      return four();
    }
    if (tag < 0xc0) {
      return tag - Tags.INT_1;
    }
    return tag < 0xd0 ? (tag - Tags.INT_2) << 8 | next() : (tag - Tags.INT_3) << 16 | two() & 0xffff;
  }

  private long int64(int tag) throws DecodeException {
    if (tag == Tags.LONG) {
      return eight();
    }
    if (tag == Tags.LONG_5) {
      return four();
    }
    if (tag < 0x40) {
      return (tag - Tags.LONG_3) << 16 | two() & 0xffff;
    }
    return tag < 0xf0 ? tag - Tags.LONG_1 : (tag - Tags.LONG_2) << 8 | next();
  }

  /** Any number, as the nearest double. */
  double number(int tag) throws DecodeException {
    return Tags.isDouble(tag) ? float64(tag) : whole(tag);
  }

  private double float64(int tag) throws DecodeException {
    return switch (tag) {
      case Tags.DOUBLE_ZERO -> 0;
      case Tags.DOUBLE_ONE -> 1;
      case Tags.DOUBLE_BYTE -> (byte) next();
      case Tags.DOUBLE_SHORT -> two();
      case Tags.DOUBLE_MILLS -> 0.001 * four();
      default -> Double.longBitsToDouble(eight());
    };
  }

  /** Milliseconds since 1970. */
  long date(int tag) throws DecodeException {
    return tag == Tags.DATE ? eight() : four() * 60_000L;
  }

  // Text and bytes.

  String text(int tag) throws DecodeException {
    if (tag != Tags.TEXT_CHUNK) {
      return chars(textLength(tag));
    }
    StringBuilder text = new StringBuilder();
    int part = tag;
    for (; part == Tags.TEXT_CHUNK; part = next()) {
      text.append(chars(two() & 0xffff));
    }
    return text.append(chars(textLength(part))).toString();
  }

  private int textLength(int tag) throws DecodeException {
    if (tag < Tags.BINARY_1) {
      return tag;
    }
    if (tag >= Tags.TEXT_2 && tag < Tags.BINARY_2) {
      return (tag - Tags.TEXT_2) << 8 | next();
    }
    if (tag == Tags.TEXT) {
      return two() & 0xffff;
    }
    throw unexpected(tag, "text");
  }

  private String chars(int count) throws DecodeException {
    if (count == 0) {
      return "";
    }
    if (count > limit - position) {
      throw new DecodeException("text of " + count + " chars with " + (limit - position) + " bytes left");
    }
    if (Text.isAscii(bytes, position, position + count)) {
      return new String(bytes, take(count), count, ISO_8859_1);
    }
    char[] chars = new char[count];
    position = Text.get(bytes, position, limit, chars);
    return new String(chars);
  }

  private String name(int tag) throws DecodeException {
    String name = text(tag);
    if (name.length() > LONGEST_NAME) {
      throw new DecodeException("name longer than " + LONGEST_NAME);
    }
    return name;
  }

  byte[] binary(int tag) throws DecodeException {
    byte[] value = {};
    int part = tag;
    while (part == Tags.BINARY_CHUNK) {
      value = joined(value, two() & 0xffff);
      part = next();
    }
    if (part >= Tags.BINARY_1 && part < Tags.TEXT_2) {
      return joined(value, part - Tags.BINARY_1);
    }
    if (part >= Tags.BINARY_2 && part < 0x38) {
      return joined(value, (part - Tags.BINARY_2) << 8 | next());
    }
    if (part == Tags.BINARY) {
      return joined(value, two() & 0xffff);
    }
    throw unexpected(part, "bytes");
  }

  /** Doubling would be cheaper for many short chunks; so each counts, and honest ones are long. */
  private byte[] joined(byte[] before, int count) throws DecodeException {
    if (count > limit - position) {
      throw new DecodeException("chunk of " + count + " bytes with " + (limit - position) + " left");
    }
    budget.weigh(before.length);
    byte[] value = Arrays.copyOf(before, before.length + count);
    System.arraycopy(bytes, take(count), value, before.length, count);
    return value;
  }

  // Definitions and type names.

  /** Passes over the bytes of a definition if it is just that one. */
  boolean skipIf(Definition definition) {
    byte[] expected = definition.bytes();
    int end = position + expected.length;
    if (end > limit || !Arrays.equals(expected, 0, expected.length, bytes, position, end)) {
      return false;
    }
    position = end;
    return true;
  }

  private Definition readDefinition() throws DecodeException {
    String name = name(next());
    int count = whole(next(), 0, Definition.MAX_FIELDS, "the limit of " + Definition.MAX_FIELDS + " fields");
    List<String> fields = new ArrayList<>(Math.min(count, limit - position));
    for (int i = 0; i < count; i++) {
      budget.weigh(ValueType.ELEMENT_WEIGHT);
      fields.add(name(next()));
    }
    return new Definition(name, fields, new byte[0]);
  }

  private void define(Definition definition) throws DecodeException {
    if (definitions.size() == Definition.MAX_DEFINITIONS) {
      throw new DecodeException("more than " + Definition.MAX_DEFINITIONS + " class definitions");
    }
    budget.weigh(128);
    definitions.add(new SeenDefinition(definition));
  }

  /** The definition that an object begins with. */
  SeenDefinition definition(int tag) throws DecodeException {
    long index = tag == Tags.OBJECT ? whole(next()) : tag - Tags.OBJECT_1;
    if (index < 0 || index >= definitions.size()) {
      throw new DecodeException("object without a class definition");
    }
    return definitions.get((int) index);
  }

  /** As {@link #definition}, which is still to be called. */
  SeenDefinition peekDefinition(int tag) throws DecodeException {
    int at = position;
    SeenDefinition seen = definition(tag);
    position = at;
    return seen;
  }

  /** The name of the type of a list or map: said anew, or the number of one said before. */
  String type() throws DecodeException {
    int tag = next();
    if (!Tags.isText(tag)) {
      long index = whole(tag);
      if (index < 0 || index >= types.size()) {
        throw new DecodeException("reference to a type name that was not said");
      }
      return types.get((int) index);
    }
    if (types.isEmpty()) {
      types = new ArrayList<>(4);
    }
    if (types.size() == MAX_TYPES) {
      throw new DecodeException("more than " + MAX_TYPES + " type names");
    }
    String name = name(tag);
    types.add(name);
    return name;
  }

  /**
   * The head of a list after its tag and its type, if it has one.
   *
   * @return its length, or -1 if it stands until {@link #ends}
   */
  int length(int tag) throws DecodeException {
    if (tag == Tags.LIST_ENDED || tag == Tags.LIST_TYPED_ENDED) {
      return -1;
    }
    if (tag >= Tags.LIST_TYPED_1) {
      return tag & Tags.SHORT_LIST;
    }
    long length = whole(next());
    if (length < 0 || length > limit - position) { // an element takes a byte at least
      throw new DecodeException("list of " + length + " elements with " + (limit - position) + " bytes left");
    }
    return (int) length;
  }

  static boolean isTyped(int tag) {
    return tag == Tags.LIST_TYPED_ENDED || tag == Tags.LIST_TYPED || tag >= Tags.LIST_TYPED_1 && tag < Tags.LIST_1
        || tag == Tags.MAP_TYPED;
  }

  // The graph and what it costs.

  /** Counts what is about to be created. */
  void node(int weight) throws DecodeException {
    budget.node(weight);
  }

  /** Counts memory that is no node of its own. */
  void weigh(int weight) throws DecodeException {
    budget.weigh(weight);
  }

  /**
   * Begins a list, map or object: takes its number.
   *
   * @param value null for one that is there only at its end
   * @param levels of nesting that it adds
   * @param weight bytes of memory it takes, at least
   */
  int begin(@Nullable ValueType type, @Nullable Object value, int levels, int weight) throws DecodeException {
    budget.node(weight + GRAPH_WEIGHT);
    int index = graph.begin(type, value, levels);
    check();
    return index;
  }

  void end(int index, @Nullable Object value, int levels) {
    graph.end(index, value, levels);
  }

  private void check() throws DecodeException {
    if (graph.isTooDeep()) {
      throw new DecodeException("nested deeper than " + Limits.DEPTH);
    }
    if (graph.isTooLarge()) {
      throw new DecodeException("more than " + Limits.NODES + " messages, entries and elements");
    }
  }

  /** Counts elements that are no objects; what they weigh was counted one by one. */
  void elements(int count) throws DecodeException {
    graph.add(count);
    check();
  }

  boolean isEndless() {
    return graph.isEndless();
  }

  /** What a reference points to, if it is of the type that is declared where it stands. */
  Object reference(ValueType expected) throws DecodeException {
    int index = target();
    ValueType type = graph.type(index);
    Object value = graph.value(index);
    if (value == null) {
      throw new DecodeException(type == null ? "reference into what was passed over"
          : "cycle that leads back to a record, list or map");
    }
    if (type == null || !expected.takes(type)) {
      Object adopted = graph.isOpen(index) ? null : expected.adopt(this, value);
      if (adopted == null) {
        throw new DecodeException("reference to a value of another type");
      }
      return adopted;
    }
    graph.refer(index);
    check();
    return value;
  }

  private int target() throws DecodeException {
    long index = whole(next());
    if (index < 0 || index >= graph.count()) {
      throw new DecodeException("reference to nothing");
    }
    return (int) index;
  }

  // What nobody asked for.

  /** Passes over a value of whatever type. It takes its numbers, but nothing is made of it. */
  void skip() throws DecodeException {
    int tag = tag();
    if (Tags.isText(tag)) {
      text(tag);
    } else if (Tags.isBinary(tag)) {
      binary(tag);
    } else if (Tags.isDate(tag)) {
      date(tag);
    } else if (tag == Tags.REFERENCE) {
      target();
    } else if (Tags.isList(tag) || Tags.isMap(tag) || Tags.isObject(tag)) {
      int index = begin(null, null, 1, 0);
      skipParts(tag);
      end(index, null, 1);
    } else if (tag != Tags.NULL && tag != Tags.TRUE && tag != Tags.FALSE) {
      number(tag);
    }
  }

  private void skipParts(int tag) throws DecodeException {
    if (Tags.isObject(tag)) {
      int fields = definition(tag).fields();
      for (int i = 0; i < fields; i++) {
        skip();
      }
      return;
    }
    if (isTyped(tag)) {
      type();
    }
    if (Tags.isList(tag)) {
      int length = length(tag);
      for (int i = 0; length < 0 ? !ends() : i < length; i++) {
        skip();
      }
      return;
    }
    while (!ends()) {
      skip();
      skip();
    }
  }

  DecodeException unexpected(int tag, String expected) {
    return new DecodeException("tag " + Integer.toHexString(tag) + " where " + expected + " should stand");
  }

  /** Names the place of what could not be read; only the innermost is named. */
  DecodeException located(DecodeException failure, String place) {
    if (located) {
      return failure;
    }
    located = true;
    return new DecodeException(place + ": " + failure.getMessage());
  }
}
