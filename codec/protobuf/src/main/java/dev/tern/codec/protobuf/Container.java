package dev.tern.codec.protobuf;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A collection or array type and how one is made from the list that was read. Lists and sets are plain ones that can
 * be changed, empty ones too; a set keeps the order of the sender.
 *
 * @param type as declared
 */
record Container(Class<?> type) {
  /** The container that a class is, or null if it is none. */
  static @Nullable Container of(Class<?> raw) {
    return raw == List.class || raw == Collection.class || raw == Set.class || raw.isArray()
        ? new Container(raw) : null;
  }

  /** Puts what was read into what was declared. A set runs its elements' own equals and hashCode. */
  Object fill(List<Object> elements) {
    if (type == Set.class) {
      return new LinkedHashSet<>(elements);
    }
    if (!type.isArray()) {
      return elements;
    }
    Object array = Array.newInstance(type.getComponentType(), elements.size());
    for (int i = 0; i < elements.size(); i++) {
      Array.set(array, i, elements.get(i));
    }
    return array;
  }
}
