package dev.tern.api.contract;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Type;

/**
 * One parameter of a remote method.
 *
 * @param name as in the source (compile with {@code -parameters}), else {@code arg0}, {@code arg1} ...
 * @param number field number in the wrapped request message
 * @param type generics resolved: no type variable or wildcard inside; for a streamed request the element type
 * @param nullable true for {@code @Nullable} and {@code Optional}
 */
public record ParameterContract(String name, int number, Type type, boolean nullable) {
  public ParameterContract {
    requireNonNull(name, "name");
    requireNonNull(type, "type");
  }
}
