package dev.tern.api.contract;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code Page<User>}, resolved. Equal to the JDK's own in both directions, so that either finds the other in a map. */
final class Parameterized implements ParameterizedType {
  private final Class<?> raw;
  private final List<Type> arguments;

  Parameterized(Class<?> raw, List<Type> arguments) {
    this.raw = raw;
    this.arguments = List.copyOf(arguments);
  }

  @Override
  public Type[] getActualTypeArguments() {
    return arguments.toArray(new Type[0]);
  }

  @Override
  public Class<?> getRawType() {
    return raw;
  }

  @Override
  public @Nullable Type getOwnerType() {
    return raw.getDeclaringClass();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || other instanceof ParameterizedType that
        && raw.equals(that.getRawType())
        && Objects.equals(getOwnerType(), that.getOwnerType())
        && Arrays.equals(getActualTypeArguments(), that.getActualTypeArguments());
  }

  /** The JDK's formula: it is not written down, but every implementation in use follows it. */
  @Override
  public int hashCode() {
    return Arrays.hashCode(getActualTypeArguments()) ^ Objects.hashCode(getOwnerType()) ^ raw.hashCode();
  }

  /** Qualified, as the JDK's: {@code demo.Page<demo.User>}. */
  @Override
  public String toString() {
    return raw.getName() + arguments.stream().map(Type::getTypeName).collect(Collectors.joining(", ", "<", ">"));
  }
}
