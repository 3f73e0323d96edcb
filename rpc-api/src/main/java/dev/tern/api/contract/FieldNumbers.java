package dev.tern.api.contract;

import dev.tern.api.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers the members of a type or the parameters of a method: by {@code @Field}, else in order from 1. */
final class FieldNumbers {
  private static final int MAX = 536_870_911;
  private static final int FIRST_RESERVED = 19_000;
  private static final int LAST_RESERVED = 19_999;

  private final int first;
  private final List<String> names = new ArrayList<>();
  private final List<@Nullable Field> given = new ArrayList<>();

  FieldNumbers() {
    this(1);
  }

  /** @param first smallest number that is free */
  FieldNumbers(int first) {
    this.first = first;
  }

  void add(String name, @Nullable Field field) {
    names.add(name);
    given.add(field);
  }

  /**
   * In the order of {@link #add}; wrong ones are refused.
   *
   * @param reserved what nothing may be numbered or named
   */
  List<Integer> assign(ReservedFields reserved, Place place) {
    List<String> without = new ArrayList<>();
    List<String> with = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Field field = given.get(i);
      (field == null ? without : with).add(names.get(i));
      numbers.add(field == null ? i + first : field.value());
    }
    if (!with.isEmpty()) {
      check(with, without, numbers, place);
    }
    checkReserved(reserved, numbers, place);
    return numbers;
  }

  private void checkReserved(ReservedFields reserved, List<Integer> numbers, Place place) {
    for (int number : reserved.numbers()) {
      if (isImpossible(number)) {
        place.refuse("@Reserved(numbers = " + number + ") (expected: " + expected() + ")");
      }
    }
    for (int i = 0; i < numbers.size(); i++) {
      if (reserved.numbers().contains(numbers.get(i))) {
        place.refuse("number " + numbers.get(i) + " of " + names.get(i) + " is @Reserved. " + (given.get(i) == null
            ? "Number all with @Field, leaving it out." : "Give it another @Field."));
      }
      if (reserved.names().contains(names.get(i))) {
        place.refuse("name " + names.get(i) + " is @Reserved. Choose another one.");
      }
    }
  }

  private boolean isImpossible(int number) {
    return number < first || number > MAX || number >= FIRST_RESERVED && number <= LAST_RESERVED;
  }

  private String expected() {
    return first + " to " + MAX + ", without " + FIRST_RESERVED + " to " + LAST_RESERVED;
  }

  private void check(List<String> with, List<String> without, List<Integer> numbers, Place place) {
    if (!without.isEmpty()) {
      place.refuse("@Field is on " + String.join(", ", with) + ", but not on " + String.join(", ", without)
          + ". Number all or none.");
      return;
    }
    Map<Integer, String> owners = new HashMap<>();
    for (int i = 0; i < numbers.size(); i++) {
      int number = numbers.get(i);
      if (isImpossible(number)) {
        place.refuse("@Field(" + number + ") on " + names.get(i) + " (expected: " + expected() + ")");
      }
      String owner = owners.putIfAbsent(number, names.get(i));
      if (owner != null) {
        place.refuse("@Field(" + number + ") is on both " + owner + " and " + names.get(i)
            + ". Give each its own number.");
      }
    }
  }
}
