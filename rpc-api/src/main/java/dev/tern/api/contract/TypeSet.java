package dev.tern.api.contract;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The closed set of types that the signature of one method reaches: all that a decoder may ever create for it. The
 * same set holds for arguments, replies and declared errors. A name on the wire is only a key into it.
 */
public final class TypeSet {
  private final Map<Type, MessageType> messages;
  private final Set<Class<?>> generated;
  private final Map<String, Class<?>> byName;

  /**
   * @param messages records and beans by their resolved type
   * @param generated generated Protobuf messages, which describe themselves
   * @param others every other class: enums, JDK values, collections, exceptions
   */
  TypeSet(Map<Type, MessageType> messages, Set<Class<?>> generated, Set<Class<?>> others) {
    this.messages = Map.copyOf(messages);
    this.generated = Set.copyOf(generated);
    Map<String, Class<?>> names = new LinkedHashMap<>();
    messages.values().forEach(message -> names.put(message.raw().getName(), message.raw()));
    generated.forEach(type -> names.put(type.getName(), type));
    others.forEach(type -> names.put(type.getName(), type));
    this.byName = names;
  }

  /** True if the type travels as a message of its own: a record, a bean or a generated Protobuf message. */
  public boolean isMessage(Type type) {
    return messages.containsKey(type) || generated.contains(type);
  }

  /** The members of a record or bean of this set. */
  public Optional<MessageType> message(Type type) {
    return Optional.ofNullable(messages.get(type));
  }

  /** Every record and bean of this set. */
  public Collection<MessageType> messages() {
    List<MessageType> sorted = new ArrayList<>(messages.values());
    sorted.sort((a, b) -> a.type().getTypeName().compareTo(b.type().getTypeName()));
    return sorted;
  }

  /** True for a generated Protobuf message of this set. */
  public boolean isGenerated(Type type) {
    return generated.contains(type);
  }

  /** Every class of this set. */
  public Set<Class<?>> classes() {
    return new LinkedHashSet<>(byName.values());
  }

  /** The class of that exact name, or null if it is not in this set. Loads nothing. */
  public @Nullable Class<?> byName(String name) {
    return byName.get(name);
  }
}
