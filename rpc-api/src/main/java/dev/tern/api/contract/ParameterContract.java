package dev.tern.api.contract;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Type;

/**
 * One parameter of a remote method.
 *
 * @param name as in the source (compile with {@code -parameters}), else {@code arg0}, {@code arg1} ...
 * @param number field number in the wrapped request message: from {@code @Field}, else the position, from 1
 * @param type generics resolved: no type variable or wildcard inside; {@code Optional<T>} as declared, so that a
 *     codec knows to wrap and unwrap; for a streamed request the element type
 * @param nullable true for {@code Optional}, and for an annotation named {@code Nullable} (of any library, on the
 *     declaration or the type); never for the elements of a stream
 * @param hashKey true for the one by which calls can be told apart: marked with {@code @HashKey}, else the first that
 *     is a plain value or an enum
 */
public record ParameterContract(String name, int number, Type type, boolean nullable, boolean hashKey) {
  public ParameterContract {
    requireNonNull(name, "name");
    requireNonNull(type, "type");
  }
}
