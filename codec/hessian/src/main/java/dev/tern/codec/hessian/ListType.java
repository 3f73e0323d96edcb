package dev.tern.codec.hessian;

import dev.tern.api.codec.Container;
import dev.tern.api.codec.Limits;
import dev.tern.api.spi.DecodeException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A list, set, collection, or an array of objects. */
final class ListType extends ValueType {
  private static final int LIST_WEIGHT = 32;
  private static final int SET_WEIGHT = 160;

  private final Container container;
  private final ValueType element;
  private final @Nullable String written;
  private final String ownName;
  private final int weight;

  /** @param elementClass as declared, without its type arguments */
  ListType(Container container, ValueType element, Class<?> elementClass) {
    this.container = container;
    this.element = element;
    this.weight = container.type() == Set.class ? SET_WEIGHT : LIST_WEIGHT;
    this.ownName = TypeNames.array(elementClass);
    this.written = container.type() == Set.class ? TypeNames.SET : container.type().isArray() ? ownName : null;
  }

  /** 1 for a collection of collections or maps: the others end with the messages in them. */
  static int levels(ValueType element) {
    return element instanceof ListType || element instanceof MapType ? 1 : 0;
  }

  static boolean isEmpty(Object value) {
    return value instanceof Collection<?> list ? list.isEmpty()
        : value instanceof Map<?, ?> map ? map.isEmpty() : value.getClass().isArray() && Array.getLength(value) == 0;
  }

  @Override
  boolean isNumbered() {
    return true;
  }

  @Override
  void put(HessianWriter out, @Nullable Object value) {
    write(out, value == null ? List.of() : value);
  }

  @Override
  void write(HessianWriter out, Object value) {
    Collection<?> elements = value instanceof Object[] array ? Arrays.asList(array) : (Collection<?>) value;
    int size = elements.size();
    int levels = levels(element);
    // An empty one is shorter than a reference, and may be one that the whole program shares.
    int index = out.begin(this, size == 0 ? null : value, levels);
    if (index < 0) {
      return;
    }
    out.list(written, size);
    if (!element.isNumbered()) {
      out.elements(size);
    }
    int count = 0;
    for (Object each : elements) {
      if (each == null) {
        throw Refusal.nullElement();
      }
      element.write(out, each);
      count++;
    }
    if (count != size) {
      throw new Refusal("a collection that changed while it was written", "Pass a copy.");
    }
    if (container.type() == Set.class && out.isEndless()) {
      throw new Refusal("a set of what leads back to something around it",
          "Declare a List: no set can be made of elements that are not complete.");
    }
    out.end(index, value, levels);
  }

  @Override
  Object read(HessianReader in, int tag) throws DecodeException {
    if (Tags.isObject(tag) && container.type() == Set.class) {
      return readEnumSet(in, tag);
    }
    if (!Tags.isList(tag)) {
      throw in.unexpected(tag, "a list");
    }
    int levels = levels(element);
    TypeNames.check(in, tag, ownName);
    int length = in.length(tag);
    int index = in.begin(this, null, levels, weight);
    Object value = elements(in, length);
    in.end(index, value, levels);
    return value;
  }

  private Object elements(HessianReader in, int length) throws DecodeException {
    List<Object> elements = new ArrayList<>(Math.min(Math.max(length, 0), Limits.PREALLOCATED));
    while (length < 0 ? !in.ends() : elements.size() < length) {
      if (!element.isNumbered()) {
        in.node(ELEMENT_WEIGHT);
      }
      elements.add(element(in, element, "element"));
    }
    if (!element.isNumbered()) {
      in.elements(elements.size());
    }
    if (container.type() == Set.class && in.isEndless()) {
      throw new DecodeException("set of what leads back to something around it");
    }
    try {
      return container.fill(elements);
    } catch (DecodeException | OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) { // equals and hashCode of the user's; their texts may quote values
      throw new DecodeException("a set refuses its elements: " + e.getClass().getSimpleName());
    }
  }

  /** Never null. */
  static Object element(HessianReader in, ValueType type, String what) throws DecodeException {
    if (in.isNext(Tags.NULL)) {
      throw new DecodeException("null " + what);
    }
    Object value = type.read(in);
    if (value == null) {
      throw new DecodeException("unknown constant of an enum as " + what);
    }
    return value;
  }

  /**
   * How Java implementations send an {@code EnumSet}: an object of the element's class, which is passed over, and the
   * elements.
   */
  private Object readEnumSet(HessianReader in, int tag) throws DecodeException {
    SeenDefinition seen = in.definition(tag);
    if (!seen.name().equals("com.alibaba.com.caucho.hessian.io.EnumSetHandler")) {
      throw new DecodeException("object of a class that is no set");
    }
    int index = in.begin(this, null, 0, weight);
    Object value = null;
    for (int i = 0; i < seen.fields(); i++) {
      if (seen.field(i).equals("objects") && value == null) {
        int list = in.tag(this);
        if (!Tags.isList(list)) {
          throw in.unexpected(list, "a list");
        }
        TypeNames.check(in, list, ownName);
        int length = in.length(list);
        int inner = in.begin(null, null, 0, weight);
        value = elements(in, length);
        in.end(inner, null, 0);
      } else {
        in.skip();
      }
    }
    Object set = value == null ? absent(in) : value;
    in.end(index, set, 0);
    return set;
  }

  @Override
  Object absent(HessianReader in) throws DecodeException {
    in.weigh(weight);
    return container.fill(new ArrayList<>(0));
  }

  @Override
  boolean takes(ValueType other) {
    return this == other || other instanceof ListType list && list.element == element
        && container.type().isAssignableFrom(list.container.type());
  }

  @Override
  @Nullable Object adopt(HessianReader in, Object value) throws DecodeException {
    return isEmpty(value) ? absent(in) : null;
  }
}
