package dev.tern.codec.hessian;

import dev.tern.api.codec.Limits;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.ReadBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads Hessian 2 from the transport's bytes: single values, the heads of lists, maps and objects, and references. What
 * to make of them the declared type knows; no name leads further than to a comparison. Made for one message; not safe
 * for many threads.
 */
final class HessianReader extends PlainReader {
  /** Chars in the name of a type or field. */
  private static final int LONGEST_NAME = 1024;

  /** Different type names of lists and maps in one message. */
  private static final int MAX_TYPES = 256;

  /** Memory, in bytes, of one entry in the graph, with what growing it leaves behind. */
  private static final int GRAPH_WEIGHT = 48;

  private final Graph graph = new Graph();
  private final List<SeenDefinition> definitions = new ArrayList<>(4);
  private List<String> types = List.of();
  private boolean located;

  HessianReader(ReadBuffer in) {
    super(in);
  }

  // Definitions and type names.

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

  private String name(int tag) throws DecodeException {
    String name = text(tag);
    if (name.length() > LONGEST_NAME) {
      throw new DecodeException("name longer than " + LONGEST_NAME);
    }
    return name;
  }

  /** Passes over the bytes of a definition if it is just that one. */
  boolean skipIf(Definition definition) {
    return skipIf(definition.bytes());
  }

  private Definition readDefinition() throws DecodeException {
    String name = name(next());
    int count = whole(next(), 0, Definition.MAX_FIELDS, "the limit of " + Definition.MAX_FIELDS + " fields");
    List<String> fields = new ArrayList<>(Math.min(count, remaining()));
    for (int i = 0; i < count; i++) {
      weigh(ValueType.ELEMENT_WEIGHT);
      fields.add(name(next()));
    }
    return new Definition(name, fields, new byte[0]);
  }

  private void define(Definition definition) throws DecodeException {
    if (definitions.size() == Definition.MAX_DEFINITIONS) {
      throw new DecodeException("more than " + Definition.MAX_DEFINITIONS + " class definitions");
    }
    weigh(128);
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
    int at = position();
    SeenDefinition seen = definition(tag);
    position(at);
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
    if (length < 0 || length > remaining()) { // an element takes a byte at least
      throw new DecodeException("list of " + length + " elements with " + remaining() + " bytes left");
    }
    return (int) length;
  }

  static boolean isTyped(int tag) {
    return tag == Tags.LIST_TYPED_ENDED || tag == Tags.LIST_TYPED || tag >= Tags.LIST_TYPED_1 && tag < Tags.LIST_1
        || tag == Tags.MAP_TYPED;
  }

  // The graph and what it costs.

  /**
   * Begins a list, map or object: takes its number.
   *
   * @param value null for one that is there only at its end
   * @param levels of nesting that it adds
   * @param weight bytes of memory it takes, at least
   */
  int begin(@Nullable ValueType type, @Nullable Object value, int levels, int weight) throws DecodeException {
    node(weight + GRAPH_WEIGHT);
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
  @Nullable Object reference(ValueType expected) throws DecodeException {
    int index = target();
    ValueType type = graph.type(index);
    Object value = graph.value(index);
    if (value == null && type == expected && type instanceof EnumObject) {
      return null; // to a constant that is unknown here
    }
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

  /** Names the place of what could not be read; only the innermost is named. */
  DecodeException located(DecodeException failure, String place) {
    if (located) {
      return failure;
    }
    located = true;
    return new DecodeException(place + ": " + failure.getMessage());
  }
}
