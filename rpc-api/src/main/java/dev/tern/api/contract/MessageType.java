package dev.tern.api.contract;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Field;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A record or bean: what travels as one message. Also the fields of a declared exception.
 *
 * @param type as declared, generics resolved, such as {@code Page<User>}
 * @param raw its class
 * @param kind how instances are made
 * @param members in declaration order, a superclass's first
 */
public record MessageType(Type type, Class<?> raw, Kind kind, List<Member> members) {
  public MessageType {
    requireNonNull(type, "type");
    requireNonNull(raw, "raw");
    requireNonNull(kind, "kind");
    members = List.copyOf(members);
  }

  /**
   * The name of its class as other languages write it, such as {@code demo.Shop.OutOfStock}: what a declared error is
   * called on the wire.
   */
  public String wireName() {
    return raw.getName().replace('$', '.');
  }

  /** Numbers and names that its members may not have. */
  public ReservedFields reserved() {
    return ReservedFields.of(raw);
  }

  /**
   * The field of the record's component that keeps unknown fields; it is none of the {@link #members}. Empty for nearly
   * all.
   */
  public Optional<Field> unknownFields() {
    return kind == Kind.RECORD
        ? Arrays.stream(raw.getDeclaredFields()).filter(MessageReader::keepsUnknown).findFirst() : Optional.empty();
  }

  /** By the type, which few have in common. Spelled out: what a record brings takes 10 ms to link when a process starts. */
  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof MessageType that && kind == that.kind && raw == that.raw
        && type.equals(that.type) && members.equals(that.members);
  }

  /** How instances are made. */
  public enum Kind {
    /** By the canonical constructor. */
    RECORD,
    /** By the constructor without parameters, then field by field; no field is final. */
    BEAN,
    /**
     * A declared exception: by the constructor that takes most of its members. Only in {@link TypeSet#errors}. Its
     * member {@code message}, number 1, is that of {@code Throwable} unless it has a field of that name.
     */
    EXCEPTION
  }
}
