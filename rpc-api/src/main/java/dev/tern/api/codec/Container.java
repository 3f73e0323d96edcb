package dev.tern.api.codec;

import dev.tern.api.spi.DecodeException;
import java.lang.reflect.Array;
import java.util.Arrays;
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
public record Container(Class<?> type) {
  /** The container that a class is, or null if it is none. */
  public static @Nullable Container of(Class<?> raw) {
    return raw == List.class || raw == Collection.class || raw == Set.class || raw.isArray()
        ? new Container(raw) : null;
  }

  /**
   * Puts what was read into what was declared. A set runs its elements' own equals and hashCode.
   *
   * @param elements none null and each of the declared type; a list takes it over
   * @throws DecodeException for a set with too many different elements of one hash code
   */
  public Object fill(List<Object> elements) throws DecodeException {
    if (type == Set.class) {
      return set(elements);
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

  /**
   * A hash set compares elements of one hash code with each other, all with all unless they have an order, and senders
   * choose the hash code of every record. So they are counted: not often, only where there are enough to matter.
   */
  private static Set<Object> set(List<Object> elements) throws DecodeException {
    if (elements.size() <= Limits.SAME_HASH || sorted(elements.get(0))) {
      return new LinkedHashSet<>(elements);
    }
    int[] hashes = elements.stream().mapToInt(Object::hashCode).sorted().toArray();
    return crowded(hashes) ? counted(elements, hashes) : new LinkedHashSet<>(elements);
  }

  /**
   * Whether a hash set finds it by its order: only by one among the interfaces of the class itself, which
   * {@code LocalDateTime} and its kin do not have. An order of the user's own may be coarser than equals and no help.
   */
  private static boolean sorted(Object element) {
    Class<?> type = element.getClass();
    return type.getName().startsWith("java.") && Arrays.asList(type.getInterfaces()).contains(Comparable.class);
  }

  private static boolean crowded(int[] sortedHashes) {
    for (int i = Limits.SAME_HASH; i < sortedHashes.length; i++) {
      if (sortedHashes[i] == sortedHashes[i - Limits.SAME_HASH]) {
        return true;
      }
    }
    return false;
  }

  /** Counts an element once however often it was sent: finding it again is cheap, and other languages may repeat it. */
  private static Set<Object> counted(List<Object> elements, int[] sortedHashes) throws DecodeException {
    Set<Object> set = new LinkedHashSet<>();
    int[] different = new int[sortedHashes.length]; // at the place where the search finds a hash code, always the same
    for (Object element : elements) {
      if (set.add(element)
          && ++different[Arrays.binarySearch(sortedHashes, element.hashCode())] > Limits.SAME_HASH) {
        throw new DecodeException("too many elements of one hash code (limit " + Limits.SAME_HASH + ")");
      }
    }
    return set;
  }
}
