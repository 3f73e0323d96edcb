package dev.tern.codec.hessian;

import dev.tern.api.spi.DecodeException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What other implementations call lists and maps. A list is read as what is declared, whatever the sender kept it in;
 * its name is held against this fixed list and then forgotten.
 */
final class TypeNames {
  /** What a set is written as. */
  static final String SET = "java.util.HashSet";

  private static final Set<String> LISTS = Set.of(
      "java.util.List", "java.util.Collection", "java.util.Set", "java.util.ArrayList", "java.util.LinkedList",
      "java.util.Vector", "java.util.Stack", "java.util.ArrayDeque", "java.util.HashSet", "java.util.LinkedHashSet",
      "java.util.TreeSet", "java.util.Arrays$ArrayList", "java.util.concurrent.CopyOnWriteArrayList",
      "java.util.concurrent.CopyOnWriteArraySet", "java.util.concurrent.ConcurrentSkipListSet",
      "java.util.Collections$EmptyList", "java.util.Collections$EmptySet", "java.util.Collections$SingletonList",
      "java.util.Collections$SingletonSet", "java.util.Collections$UnmodifiableCollection",
      "java.util.Collections$UnmodifiableList", "java.util.Collections$UnmodifiableRandomAccessList",
      "java.util.Collections$UnmodifiableSet", "java.util.Collections$SynchronizedCollection",
      "java.util.Collections$SynchronizedList", "java.util.Collections$SynchronizedRandomAccessList",
      "java.util.Collections$SynchronizedSet", "java.util.ImmutableCollections$List12",
      "java.util.ImmutableCollections$ListN", "java.util.ImmutableCollections$Set12",
      "java.util.ImmutableCollections$SetN", "java.util.ImmutableCollections$SubList",
      "[object", "[string", "[boolean", "[byte", "[short", "[char", "[int", "[long", "[float", "[double",
      "[java.lang.Object", "[java.lang.String", "[java.lang.Boolean", "[java.lang.Byte", "[java.lang.Short",
      "[java.lang.Character", "[java.lang.Integer", "[java.lang.Long", "[java.lang.Float", "[java.lang.Double");

  private static final Set<String> MAPS = Set.of(
      "java.util.Map", "java.util.HashMap", "java.util.LinkedHashMap", "java.util.TreeMap", "java.util.Hashtable",
      "java.util.concurrent.ConcurrentHashMap", "java.util.concurrent.ConcurrentSkipListMap",
      "java.util.Collections$EmptyMap", "java.util.Collections$SingletonMap", "java.util.Collections$UnmodifiableMap",
      "java.util.Collections$SynchronizedMap", "java.util.ImmutableCollections$Map1",
      "java.util.ImmutableCollections$MapN");

  private TypeNames() {}

  /** What an array of that class is called. */
  static String array(Class<?> element) {
    return element == String.class ? "[string" : "[" + element.getName();
  }

  /** Reads the name of a list's type, if it has one. */
  static void check(HessianReader in, int tag, String declared) throws DecodeException {
    if (HessianReader.isTyped(tag)) {
      String name = in.type();
      if (!LISTS.contains(name) && !name.equals(declared)) {
        throw new DecodeException("list of a type that is not on the list of known ones");
      }
    }
  }

  /** Reads the name of a map's type, if it has one. */
  static void checkMap(HessianReader in, int tag) throws DecodeException {
    if (HessianReader.isTyped(tag) && !MAPS.contains(in.type())) {
      throw new DecodeException("map of a type that is not on the list of known ones");
    }
  }

  /** All names that say nothing, sorted. */
  static Set<String> all() {
    Set<String> all = new TreeSet<>();
    Stream.of(LISTS, MAPS).forEach(all::addAll);
    return all;
  }
}
