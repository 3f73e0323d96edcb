package dev.tern.api.contract;

import dev.tern.api.Field;
import dev.tern.api.UnknownValue;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows the signature of one method to every type it reaches, and refuses those that are open, unknown or cannot
 * travel. Looks at classes only: none is initialised.
 */
final class TypeWalker {
  private static final Set<Class<?>> COLLECTIONS = Set.of(List.class, Set.class, Collection.class);
  private static final int MAX_DEPTH = 16;
  private static final int MAX_MESSAGES = 1_000;

  private final Map<Type, MessageType> messages = new LinkedHashMap<>();
  private final Map<Type, Map<Type, Integer>> subtypes = new LinkedHashMap<>();
  private final Map<Class<?>, MessageType> errors = new LinkedHashMap<>();
  private final Set<Class<?>> generated = new LinkedHashSet<>();
  private final Set<Class<?>> others = new LinkedHashSet<>();
  private final Set<Type> seen = new HashSet<>();
  private final Deque<Found> pending = new ArrayDeque<>();
  private boolean endless;

  /** A message whose members are still to be followed. A queue and no recursion: types may be linked in long chains. */
  private record Found(MessageType message, Place place) {}

  TypeSet result() {
    return new TypeSet(messages, subtypes, errors, generated, others);
  }

  /** A whole parameter, reply or member, which may be {@code Optional}. */
  void walk(Type type, Place place) {
    walkWhole(type, place);
    walkPending();
  }

  private void walkPending() {
    for (Found found = pending.poll(); found != null; found = pending.poll()) {
      for (Member member : found.message().members()) {
        walkWhole(member.type(), found.place().field(member.field().getDeclaringClass(), member.name()));
      }
    }
  }

  private void walkWhole(Type type, Place place) {
    Class<?> raw = Types.raw(type);
    if (!Nullness.isOptional(raw)) {
      walkElement(type, place);
      return;
    }
    others.add(raw);
    if (raw == Optional.class && type instanceof ParameterizedType && !isRefusedAsOpen(type, place)) {
      Type inner = Types.arguments(type).get(0);
      if (isEmptyWhenAbsent(Types.raw(inner))) {
        place.refuse(Descriptions.of(type) + ": one that is absent travels as an empty one. Declare "
            + Descriptions.of(inner) + ".");
      } else {
        walkElement(inner, place);
      }
    } else if (raw == Optional.class && type instanceof Class<?>) {
      refuseRaw(raw, place);
    }
  }

  private static boolean isEmptyWhenAbsent(Class<?> raw) {
    return COLLECTIONS.contains(raw) || raw == Map.class || raw.isArray() && raw != byte[].class;
  }

  /** A declared exception. */
  void walkError(Class<? extends Throwable> type, Place place) {
    if (errors.containsKey(type)) {
      return;
    }
    if (Types.isInner(type)) {
      refuseInner(type, place);
      return;
    }
    MessageType message = new MessageReader(type, place).read();
    errors.put(type, message);
    pending.add(new Found(message, place));
    walkPending();
  }

  private void walkElement(Type type, Place place) {
    if (type instanceof ParameterizedType) {
      walkGeneric(type, place);
    } else if (type instanceof Class<?> c) {
      walkClass(c, place);
    } else if (type instanceof GenericArrayType array) {
      refuseArray(type, array.getGenericComponentType(), place);
    } else if (type instanceof TypeVariable<?> variable) {
      place.refuse("type parameter " + variable + " stands for no type here. Name one where its owner is extended.");
    }
  }

  private void walkGeneric(Type type, Place place) {
    Class<?> raw = Types.raw(type);
    List<Type> arguments = Types.arguments(type);
    if (!isContainer(raw) && isRefusedClass(raw, place) || isRefusedAsOpen(type, place)) {
      return;
    }
    if (COLLECTIONS.contains(raw)) {
      others.add(raw);
      walkElement(arguments.get(0), place);
    } else if (raw == Map.class) {
      others.add(raw);
      walkKey(type, arguments.get(0), place);
      walkElement(arguments.get(1), place);
    } else if (Nullness.isOptional(raw)) {
      refuseOptional(type, place);
    } else {
      walkMessage(type, place);
    }
  }

  private static boolean isContainer(Class<?> raw) {
    return COLLECTIONS.contains(raw) || raw == Map.class || raw == Optional.class;
  }

  private void walkClass(Class<?> type, Place place) {
    if (type == void.class || type == Void.class) {
      place.refuse("Void carries nothing. Name a type.");
    } else if (type.isEnum()) {
      walkEnum(type, place);
    } else if (Scalars.contains(type)) {
      if (!type.isPrimitive()) {
        others.add(type);
      }
    } else if (type.isArray()) {
      walkArray(type, place);
    } else if (type.getTypeParameters().length > 0 && (isContainer(type) || !Types.isJdk(type))) {
      refuseRaw(type, place);
    } else if (Nullness.isOptional(type)) {
      refuseOptional(type, place);
    } else if (isRefusedClass(type, place)) {
      return;
    } else if (Types.hasSupertype(type, "com.google.protobuf.MessageLite")) {
      walkGenerated(type, place);
    } else {
      walkMessage(type, place);
    }
  }

  private void walkEnum(Class<?> type, Place place) {
    others.add(type);
    List<String> unknown = Arrays.stream(type.getDeclaredFields())
        .filter(field -> field.isEnumConstant() && field.isAnnotationPresent(UnknownValue.class))
        .map(java.lang.reflect.Field::getName).toList();
    if (unknown.size() > 1) {
      place.refuseEverywhere("@UnknownValue is on " + String.join(", ", unknown) + " of " + Descriptions.name(type)
          + ". Leave it on one.");
    }
  }

  private void walkArray(Class<?> type, Place place) {
    Class<?> element = type.getComponentType();
    if (element.isPrimitive() || element.isEnum() || Scalars.contains(element) && !element.isArray()) {
      others.add(type);
      walkElement(element, place);
    } else {
      refuseArray(type, element, place);
    }
  }

  private void walkKey(Type map, Type key, Place place) {
    if (key instanceof Class<?> c && Scalars.isMapKey(c)) {
      walkClass(c, place);
    } else {
      place.refuse(Descriptions.of(map) + " cannot be keyed by " + Descriptions.of(key)
          + ". Use String, a whole number, Boolean or an enum as its key.");
    }
  }

  private void walkGenerated(Class<?> type, Place place) {
    if (Modifier.isAbstract(type.getModifiers())) {
      place.refuseEverywhere(Descriptions.name(type) + " stands for any Protobuf message. Name a generated one.");
    } else {
      generated.add(type);
    }
  }

  private void walkMessage(Type type, Place place) {
    Class<?> raw = Types.raw(type);
    if (endless || !seen.add(type)) {
      return;
    }
    if (Types.depth(type) > MAX_DEPTH || seen.size() > MAX_MESSAGES) {
      endless = true; // one such type makes many, each as wrong
      place.refuse("its types grow without end (expected: at most " + MAX_MESSAGES + " types, type arguments nested at"
          + " most " + MAX_DEPTH + " deep). Do not nest type arguments deeper in " + Descriptions.name(raw) + ".");
      return;
    }
    if (Refusals.isObserver(raw)) {
      isRefusedClass(raw, place);
      return;
    }
    if (!SubtypeReader.isNeededFor(raw)) {
      walkConcrete(type, place);
      return;
    }
    SubtypeReader reader = new SubtypeReader(raw, place);
    List<Type> concrete = reader.types(type);
    subtypes.put(type, numbered(raw, concrete, place));
    for (Type subtype : concrete) {
      if (isRefusedSubtype(raw, Types.raw(subtype), place) || !subtype.equals(type) && !seen.add(subtype)) {
        continue;
      }
      walkConcrete(subtype, place);
    }
  }

  private static Map<Type, Integer> numbered(Class<?> declared, List<Type> subtypes, Place place) {
    FieldNumbers numbers = new FieldNumbers();
    for (Type subtype : subtypes) {
      numbers.add(Types.raw(subtype).getSimpleName(), Types.raw(subtype).getAnnotation(Field.class));
    }
    List<Integer> assigned = numbers.assign(ReservedFields.of(declared), place.type(declared));
    Map<Type, Integer> numbered = new LinkedHashMap<>();
    for (int i = 0; i < assigned.size(); i++) {
      numbered.put(subtypes.get(i), assigned.get(i));
    }
    return numbered;
  }

  private void walkConcrete(Type type, Place place) {
    Class<?> raw = Types.raw(type);
    if (Types.isInner(raw)) {
      refuseInner(raw, place);
      return;
    }
    MessageType message = new MessageReader(type, place).read();
    messages.put(type, message);
    pending.add(new Found(message, place));
  }

  private static boolean isRefusedSubtype(Class<?> declared, Class<?> subtype, Place place) {
    boolean refused = subtype.isEnum() || Types.isJdk(subtype)
        || Types.hasSupertype(subtype, "com.google.protobuf.MessageLite");
    if (refused) {
      place.refuseEverywhere(Descriptions.name(subtype) + " cannot stand for " + Descriptions.name(declared)
          + ". Let a record hold it.");
    }
    return refused;
  }

  private static boolean isRefusedClass(Class<?> type, Place place) {
    String refusal = Refusals.of(type);
    if (refusal != null) {
      place.refuse(refusal);
    }
    return refusal != null;
  }

  private static boolean isRefusedAsOpen(Type type, Place place) {
    List<Type> arguments = Types.arguments(type);
    if (arguments.stream().noneMatch(WildcardType.class::isInstance)) {
      return false;
    }
    List<Type> bounds = arguments.stream().map(TypeWalker::bound).toList();
    place.refuse(Descriptions.of(type) + " leaves its type open. " + (bounds.contains(Object.class)
        ? "Name a type instead of ?."
        : "Declare " + Descriptions.of(new Parameterized(Types.raw(type), bounds)) + "."));
    return true;
  }

  private static Type bound(Type type) {
    if (!(type instanceof WildcardType wildcard)) {
      return type;
    }
    return wildcard.getLowerBounds().length > 0 ? wildcard.getLowerBounds()[0] : wildcard.getUpperBounds()[0];
  }

  private static void refuseRaw(Class<?> type, Place place) {
    String example = type == Map.class ? "Map<String, String>"
        : type.getSimpleName() + "<" + "String, ".repeat(type.getTypeParameters().length - 1) + "String>";
    place.refuse(type.getSimpleName() + " is raw. Name what it holds, such as " + example + ".");
  }

  private static void refuseOptional(Type type, Place place) {
    place.refuse(Descriptions.of(type) + " cannot stand inside another type, where nothing is ever absent. Only a"
        + " whole parameter, reply or member may be Optional.");
  }

  private static void refuseArray(Type array, Type element, Place place) {
    place.refuse(Descriptions.of(array) + " cannot travel: arrays hold primitives, scalars or enums, in one dimension."
        + " Declare List<" + Descriptions.of(element) + ">.");
  }

  private static void refuseInner(Class<?> type, Place place) {
    place.refuseEverywhere(Descriptions.name(type) + " is an inner class, which drags its outer instance along."
        + " Declare it static.");
  }
}
