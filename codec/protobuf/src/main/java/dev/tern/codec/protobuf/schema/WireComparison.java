package dev.tern.codec.protobuf.schema;

import dev.tern.codec.protobuf.schema.WireShape.Enumeration;
import dev.tern.codec.protobuf.schema.WireShape.Field;
import dev.tern.codec.protobuf.schema.WireShape.Message;
import dev.tern.codec.protobuf.schema.WireShape.Method;
import dev.tern.codec.protobuf.schema.WireShape.Payload;
import dev.tern.codec.protobuf.schema.WireShape.Range;
import dev.tern.codec.protobuf.schema.WireShape.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Finds what peers of an old and a new shape would misunderstand. Types are compared where they are used, by what is in
 * them: a type may be renamed or replaced by one that is alike.
 */
final class WireComparison {
  private final WireShape old;
  private final WireShape now;
  private final List<String> breaks = new ArrayList<>();
  private final List<String> additions = new ArrayList<>();
  private final Set<List<String>> compared = new HashSet<>();

  private WireComparison(WireShape old, WireShape now) {
    this.old = old;
    this.now = now;
  }

  /**
   * What was found.
   *
   * @param breaks each says what breaks, what peers see, and how to mend it
   * @param additions what is new and breaks nothing
   */
  record Result(List<String> breaks, List<String> additions) {
    Result {
      breaks = List.copyOf(breaks);
      additions = List.copyOf(additions);
    }
  }

  static Result compare(WireShape old, WireShape now) {
    WireComparison comparison = new WireComparison(old, now);
    old.services().forEach(comparison::service);
    now.services().keySet().stream().filter(name -> !old.services().containsKey(name))
        .forEach(name -> comparison.additions.add("service " + name));
    return new Result(comparison.breaks, comparison.additions);
  }

  private void service(String name, SortedMap<String, Method> methods) {
    SortedMap<String, Method> present = now.services().get(name);
    if (present == null) {
      breaks.add(BreakTexts.serviceGone(name));
      return;
    }
    methods.forEach((method, was) -> {
      Method is = present.get(method);
      if (is == null) {
        breaks.add(BreakTexts.methodGone(name, method));
      } else {
        method(name + "/" + method, was, is);
      }
    });
    present.keySet().stream().filter(method -> !methods.containsKey(method))
        .forEach(method -> additions.add("method " + name + "/" + method));
  }

  private void method(String name, Method was, Method is) {
    payload(name, true, was.request(), is.request());
    payload(name, false, was.reply(), is.reply());
    was.errors().forEach((error, message) -> {
      String present = is.errors().get(error);
      if (present == null) {
        breaks.add(BreakTexts.errorGone(name, error));
      } else {
        message(name + ", error " + error, message, present, false);
      }
    });
    is.errors().keySet().stream().filter(error -> !was.errors().containsKey(error))
        .forEach(error -> additions.add(name + ": error " + error + "; old consumers get it as an undeclared one"));
  }

  private void payload(String method, boolean request, Payload was, Payload is) {
    if (was.stream() != is.stream()) {
      breaks.add(BreakTexts.streams(method, request, is.stream()));
    } else if (was.wrapped() != is.wrapped()) {
      breaks.add(BreakTexts.wrapped(method, request, was.message(), is.message(), is.wrapped()));
    } else {
      message(method + (request ? ", request" : ", reply"), was.message(), is.message(), was.wrapped() && request);
    }
  }

  private void message(String place, String wasName, String isName, boolean parameters) {
    Message was = old.messages().get(wasName);
    Message is = now.messages().get(isName);
    if (was == null || is == null) { // well-known, of which nobody may change anything
      if (!wasName.equals(isName)) {
        breaks.add(BreakTexts.otherMessage(place, wasName, isName));
      }
      return;
    }
    if (!compared.add(List.of(wasName, isName))) {
      return;
    }
    MessageComparison members = new MessageComparison(place, isName, was, is, parameters);
    breaks.addAll(members.breaks());
    additions.addAll(members.additions());
    was.fields().forEach((number, field) -> {
      Field present = is.fields().get(number);
      if (present != null && (present.name().equals(field.name())
          || parameters && MessageComparison.lostOrGotItsName(field, present))) {
        field(new BreakTexts.At(place, isName, field.name(), number, parameters), members.free(), field, present);
      }
    });
  }

  private void field(BreakTexts.At at, int free, Field was, Field is) {
    boolean mapped = was.type() instanceof Type.Mapped;
    if (was.label() != is.label() || mapped != is.type() instanceof Type.Mapped) {
      breaks.add(BreakTexts.cardinality(at, was, is, free));
      return;
    }
    List<Type.One> before = parts(was.type());
    List<Type.One> after = parts(is.type());
    for (int i = 0; i < before.size(); i++) {
      if (!alike(at.place(), before.get(i), after.get(i))) {
        breaks.add(BreakTexts.type(at, was, is, before.get(i), after.get(i), free));
      }
    }
  }

  private static List<Type.One> parts(Type type) {
    return type instanceof Type.Mapped mapped ? List.of(mapped.key(), mapped.value()) : List.of((Type.One) type);
  }

  /** False if it is another kind of type; what differs inside of enums and messages is told there. */
  private boolean alike(String place, Type.One was, Type.One is) {
    Enumeration oldEnum = old.enums().get(was.name());
    Enumeration newEnum = now.enums().get(is.name());
    if (oldEnum != null && newEnum != null) {
      enumeration(place, was.name(), oldEnum, is.name(), newEnum);
    } else if (old.messages().containsKey(was.name()) && now.messages().containsKey(is.name())) {
      message(place, was.name(), is.name(), false);
    } else {
      return was.equals(is);
    }
    return true;
  }

  private void enumeration(String place, String wasName, Enumeration was, String isName, Enumeration is) {
    if (!compared.add(List.of(wasName, isName))) {
      return;
    }
    Map<String, Integer> numbers = MessageComparison.numbers(is.values(), value -> constant(isName, value));
    Map<String, Integer> before = MessageComparison.numbers(was.values(), value -> constant(wasName, value));
    List<String> moved = new ArrayList<>();
    was.values().forEach((number, value) -> {
      String constant = constant(wasName, value);
      String present = is.values().get(number);
      if (present != null && constant(isName, present).equals(constant)) {
        return;
      }
      String at = place + ": " + constant + " (number " + number + ") of enum " + isName;
      if (numbers.containsKey(constant)) {
        moved.add(constant + " from number " + number + " to " + numbers.get(constant));
      } else if (present != null) {
        breaks.add(BreakTexts.valueReplaced(at, constant(isName, present)));
      } else if (!Range.covers(is.reserved(), number)) {
        breaks.add(BreakTexts.valueGone(at));
      }
    });
    if (!moved.isEmpty()) {
      breaks.add(BreakTexts.valuesMoved(place + ": constants of enum " + isName + " have moved: "
          + String.join(", ", moved)));
    }
    is.values().forEach((number, value) -> {
      if (!was.values().containsKey(number) && !before.containsKey(constant(isName, value))) {
        additions.add(constant(isName, value) + " of enum " + isName
            + "; old peers that have no @UnknownValue read it as null, and refuse it in lists and maps");
      }
    });
  }

  /** Renaming an enum renames its values in Protobuf. */
  private static String constant(String type, String value) {
    String prefix = WireShape.simple(type).replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
        .toUpperCase(Locale.ROOT) + "_";
    return value.startsWith(prefix) ? value.substring(prefix.length()) : value;
  }
}
