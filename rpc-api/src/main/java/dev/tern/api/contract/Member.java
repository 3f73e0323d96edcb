package dev.tern.api.contract;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Field;
import java.lang.reflect.Type;

/**
 * One component of a record, or one property of a bean.
 *
 * @param name as in the source
 * @param number field number: from {@code @Field}, else the position in declaration order, from 1
 * @param type generics resolved: no type variable or wildcard inside; {@code Optional<T>} as declared, so that a
 *     codec knows to wrap and unwrap
 * @param nullable true for {@code Optional}, and for an annotation named {@code Nullable} (of any library, on the
 *     declaration or the type); boxed types, strings and enums may be null anyway
 * @param field the private field behind it, for annotations; {@code dev.tern.api.codec.MemberAccess} gives access
 */
public record Member(String name, int number, Type type, boolean nullable, Field field) {
  public Member {
    requireNonNull(name, "name");
    requireNonNull(type, "type");
    requireNonNull(field, "field");
  }

  /** By the name. Spelled out, as {@link MessageType#hashCode}. */
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof Member that && number == that.number && nullable == that.nullable
        && name.equals(that.name) && type.equals(that.type) && field.equals(that.field);
  }
}
