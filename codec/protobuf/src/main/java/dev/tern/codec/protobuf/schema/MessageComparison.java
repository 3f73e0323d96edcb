package dev.tern.codec.protobuf.schema;

import dev.tern.codec.protobuf.schema.WireShape.Field;
import dev.tern.codec.protobuf.schema.WireShape.Label;
import dev.tern.codec.protobuf.schema.WireShape.Message;
import dev.tern.codec.protobuf.schema.WireShape.Range;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;

/** Which names have which numbers in an old and a new message. */
final class MessageComparison {
  private final String place;
  private final String name;
  private final Message was;
  private final Message is;
  private final boolean parameters;
  private final Map<String, Integer> oldNumbers;
  private final Map<String, Integer> newNumbers;

  /** @param parameters true if the fields are the parameters of a method */
  MessageComparison(String place, String name, Message was, Message is, boolean parameters) {
    this.place = place;
    this.name = name;
    this.was = was;
    this.is = is;
    this.parameters = parameters;
    this.oldNumbers = numbers(was.fields(), Field::name);
    this.newNumbers = numbers(is.fields(), Field::name);
  }

  /** Without {@code -parameters} a compiler keeps no names of parameters, and calls them by their places. */
  static boolean lostOrGotItsName(Field was, Field is) {
    return isNameless(was.name()) != isNameless(is.name());
  }

  private static boolean isNameless(String parameter) {
    return parameter.matches("arg\\d+");
  }

  static <T> Map<String, Integer> numbers(SortedMap<Integer, T> numbered, Function<T, String> name) {
    Map<String, Integer> numbers = new HashMap<>();
    numbered.forEach((number, value) -> numbers.put(name.apply(value), number));
    return numbers;
  }

  List<String> breaks() {
    List<String> breaks = new ArrayList<>();
    Map<Integer, Field> moved = new TreeMap<>();
    was.fields().forEach((number, field) -> {
      Field present = is.fields().get(number);
      if (present != null && present.name().equals(field.name())) {
        return;
      }
      BreakTexts.At at = new BreakTexts.At(place, name, field.name(), number, parameters);
      boolean oneof = field.label() == Label.ONEOF;
      if (parameters && present != null && lostOrGotItsName(field, present)) {
        breaks.add(BreakTexts.nameless(at, present, isNameless(present.name())));
      } else if (newNumbers.containsKey(field.name())) {
        moved.put(number, field);
      } else if (present != null && !oldNumbers.containsKey(present.name())) {
        breaks.add(BreakTexts.replaced(at, present, present.type().equals(field.type())
            && present.label() == field.label(), free()));
      } else if (present == null && !Range.covers(is.reserved(), number) || present != null) {
        breaks.add(BreakTexts.gone(at, oneof));
      }
    });
    if (!moved.isEmpty()) {
      breaks.add(moved(moved));
    }
    for (Range range : was.reserved()) {
      is.fields().forEach((number, field) -> {
        if (range.first() <= number && number <= range.last()) {
          breaks.add(BreakTexts.reused(new BreakTexts.At(place, name, field.name(), number, parameters), free()));
        }
      });
      if (!kept(range, is.reserved()) && is.fields().keySet().stream()
          .noneMatch(number -> range.first() <= number && number <= range.last())) {
        breaks.add(BreakTexts.reservationGone(place + ": " + name, range));
      }
    }
    return breaks;
  }

  private String moved(Map<Integer, Field> moved) {
    List<String> moves = new ArrayList<>();
    List<String> mends = new ArrayList<>();
    moved.forEach((number, field) -> {
      moves.add(field.name() + " from number " + number + " to " + newNumbers.get(field.name()));
      mends.add("@Field(" + number + ") on " + (field.label() == Label.ONEOF ? "the class of " : "") + field.name());
    });
    return BreakTexts.moved(place + ": " + (parameters ? "parameters" : "members of " + name) + " have moved: "
        + String.join(", ", moves), String.join(", ", mends));
  }

  static boolean kept(Range range, SortedSet<Range> reserved) {
    return reserved.stream().anyMatch(now -> now.first() <= range.first() && range.last() <= now.last());
  }

  /** The next number that nobody has or had. */
  int free() {
    int fields = Math.max(was.fields().isEmpty() ? 0 : was.fields().lastKey(),
        is.fields().isEmpty() ? 0 : is.fields().lastKey());
    int reserved = Math.max(was.reserved().stream().mapToInt(Range::last).max().orElse(0),
        is.reserved().stream().mapToInt(Range::last).max().orElse(0));
    return Math.max(fields, reserved) + 1;
  }

  List<String> additions() {
    List<String> additions = new ArrayList<>();
    is.fields().forEach((number, field) -> {
      if (!was.fields().containsKey(number) && !oldNumbers.containsKey(field.name())) {
        additions.add(field.name() + " (number " + number + ") of " + name
            + (field.label() == Label.ONEOF ? "; old peers cannot read it" : ""));
      }
    });
    was.fields().forEach((number, field) -> {
      if (!is.fields().containsKey(number) && !newNumbers.containsKey(field.name())
          && Range.covers(is.reserved(), number)) {
        additions.add(field.name() + " (number " + number + ") of " + name + " is gone and reserved");
      }
    });
    return additions;
  }
}
