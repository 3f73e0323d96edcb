package dev.tern.api.contract;

import dev.tern.api.Reserved;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Reserved} says of a type or method. Immutable.
 *
 * @param numbers field numbers
 * @param names as in the Java source
 */
public record ReservedFields(SortedSet<Integer> numbers, SortedSet<String> names) {
  public ReservedFields {
    numbers = Collections.unmodifiableSortedSet(new TreeSet<>(numbers));
    names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
  }

  /** Of a class and those that it extends. */
  static ReservedFields of(Class<?> type) {
    SortedSet<Integer> numbers = new TreeSet<>();
    SortedSet<String> names = new TreeSet<>();
    for (Class<?> c = type; c != null && !Types.isJdk(c); c = c.getSuperclass()) {
      add(c.getAnnotation(Reserved.class), numbers, names);
    }
    return new ReservedFields(numbers, names);
  }

  /** Of the parameters of a method. */
  static ReservedFields of(Method method) {
    SortedSet<Integer> numbers = new TreeSet<>();
    SortedSet<String> names = new TreeSet<>();
    add(method.getAnnotation(Reserved.class), numbers, names);
    return new ReservedFields(numbers, names);
  }

  private static void add(@Nullable Reserved reserved, SortedSet<Integer> numbers, SortedSet<String> names) {
    if (reserved != null) {
      Arrays.stream(reserved.numbers()).forEach(numbers::add);
      names.addAll(Arrays.asList(reserved.names()));
    }
  }
}
