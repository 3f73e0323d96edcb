package dev.tern.api.contract;

import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The closed set of types that the signature of one method reaches: all that a decoder may ever create for it. The
 * same set holds for arguments, replies and declared errors. A name on the wire is only a key into it. Immutable.
 *
 * <p>A type in it is a plain {@code Class} or a {@link java.lang.reflect.ParameterizedType} of such, equal to the one
 * that reflection gives for the same source. What it may be:
 *
 * <ul>
 *   <li>one of {@link Scalars}, or an enum;
 *   <li>{@code List}, {@code Set} or {@code Collection} (read as a list) of any of these, {@code Map} with a key of
 *       {@link Scalars#isMapKey}; their elements are never null or {@code Optional};
 *   <li>an array of primitives, scalars or enums, of one dimension;
 *   <li>{@code Optional}, {@code OptionalInt}, {@code OptionalLong}, {@code OptionalDouble}, only as a whole
 *       parameter, reply or member, and never around a collection, map or array other than {@code byte[]};
 *   <li>a record or bean ({@link #message}), or a generated Protobuf message ({@link #isGenerated});
 *   <li>a type that others stand for ({@link #subtypes}).
 * </ul>
 */
public final class TypeSet {
  private final Map<Type, MessageType> messages;
  private final List<MessageType> sortedMessages;
  private final Map<Type, Map<Type, Integer>> subtypes;
  private final List<Type> sortedSupertypes;
  private final Map<Class<?>, MessageType> errors;
  private final List<MessageType> sortedErrors;
  private final Set<Class<?>> generated;
  private final Map<String, Class<?>> byName = new TreeMap<>();
  private final Set<Class<?>> classes;

  /**
   * @param messages records and beans by their resolved type
   * @param subtypes what may stand for a type, with its number there and in its order, by that type
   * @param errors declared exceptions
   * @param generated generated Protobuf messages, which describe themselves
   * @param others every other class: enums, JDK values, collections
   */
  TypeSet(Map<Type, MessageType> messages, Map<Type, Map<Type, Integer>> subtypes, Map<Class<?>, MessageType> errors,
      Set<Class<?>> generated, Set<Class<?>> others) {
    this.messages = Map.copyOf(messages);
    this.sortedMessages = sorted(messages.values());
    this.subtypes = Map.copyOf(subtypes);
    this.sortedSupertypes = subtypes.keySet().stream().sorted(Comparator.comparing(Type::getTypeName)).toList();
    this.errors = Map.copyOf(errors);
    this.sortedErrors = sorted(errors.values());
    this.generated = Set.copyOf(generated);
    messages.values().forEach(message -> byName.put(message.raw().getName(), message.raw()));
    errors.keySet().forEach(type -> byName.put(type.getName(), type));
    generated.forEach(type -> byName.put(type.getName(), type));
    others.forEach(type -> byName.put(type.getName(), type));
    this.classes = Collections.unmodifiableSet(new LinkedHashSet<>(byName.values()));
  }

  private static List<MessageType> sorted(Collection<MessageType> messages) {
    return messages.stream().sorted(Comparator.comparing(message -> message.type().getTypeName())).toList();
  }

  /**
   * True if the type travels as a message of its own: a record, a bean or a generated Protobuf message. False for a
   * type that others may stand for, which needs a field to say which one it is.
   */
  public boolean isMessage(Type type) {
    return !subtypes.containsKey(type) && (messages.containsKey(type) || generated.contains(type));
  }

  /** The members of a record or bean of this set. */
  public Optional<MessageType> message(Type type) {
    return Optional.ofNullable(messages.get(type));
  }

  /** Every record and bean of this set, by name. */
  public Collection<MessageType> messages() {
    return sortedMessages;
  }

  /**
   * The records and beans that may stand where a sealed type or one with {@code @Subtypes} is declared, in the order
   * of {@code permits} or {@code @Subtypes}, nested lists in place; the type itself first if it is not abstract. Each
   * is a {@link #message} of this set. Empty for a type that only stands for itself.
   */
  public List<Type> subtypes(Type declared) {
    return List.copyOf(subtypes.getOrDefault(declared, Map.of()).keySet());
  }

  /**
   * The field number of a type where it stands for another: from {@code @Field} on its class, else its position in
   * {@link #subtypes}, from 1.
   *
   * @param subtype one of the {@link #subtypes} of the declared type
   */
  public int subtypeNumber(Type declared, Type subtype) {
    Integer number = subtypes.getOrDefault(declared, Map.of()).get(subtype);
    if (number == null) {
      throw new IllegalArgumentException(subtype.getTypeName() + " does not stand for " + declared.getTypeName());
    }
    return number;
  }

  /**
   * Numbers and simple names that the {@link #subtypes} of a type may not have.
   *
   * @param declared one of the {@link #supertypes}
   */
  public ReservedFields reserved(Type declared) {
    return ReservedFields.of(Types.raw(declared));
  }

  /** Every type of this set that has {@link #subtypes}, by name. */
  public Collection<Type> supertypes() {
    return sortedSupertypes;
  }

  /** The members of a declared exception of this set: its message and its own fields. */
  public Optional<MessageType> error(Class<?> type) {
    return Optional.ofNullable(errors.get(type));
  }

  /** Every declared exception of this set, by name. */
  public Collection<MessageType> errors() {
    return sortedErrors;
  }

  /** True for a generated Protobuf message of this set. */
  public boolean isGenerated(Type type) {
    return generated.contains(type);
  }

  /** Every class of this set, by name; no primitives, nor abstract types that others stand for. */
  public Set<Class<?>> classes() {
    return classes;
  }

  /** The class of that exact name, or null if it is not in this set. Loads nothing. */
  public @Nullable Class<?> byName(String name) {
    return byName.get(name);
  }
}
