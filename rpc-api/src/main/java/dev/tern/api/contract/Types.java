package dev.tern.api.contract;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Generic types, resolved to a plain {@link Class} or a {@link Parameterized} of such. */
public final class Types {
  private Types() {}

  /** The type without type variables, as far as the bindings know them. */
  static Type resolve(Type type, Map<TypeVariable<?>, Type> bindings) {
    if (type instanceof TypeVariable<?> variable) {
      return bindings.getOrDefault(variable, variable);
    }
    if (type instanceof ParameterizedType generic) {
      List<Type> arguments = arguments(generic).stream().map(argument -> resolve(argument, bindings)).toList();
      return new Parameterized(raw(generic), arguments);
    }
    if (type instanceof GenericArrayType array) {
      return resolve(array.getGenericComponentType(), bindings) instanceof Class<?> c ? c.arrayType() : array;
    }
    return type;
  }

  /** The class without type arguments; {@code Object} for what is neither a class nor parameterized. */
  public static Class<?> raw(Type type) {
    if (type instanceof Class<?> c) {
      return c;
    }
    return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : Object.class;
  }

  static List<Type> arguments(Type type) {
    return type instanceof ParameterizedType generic ? List.of(generic.getActualTypeArguments()) : List.of();
  }

  /** What every type variable of a type, its superclass and its interfaces stands for. */
  static Map<TypeVariable<?>, Type> bindings(Type type) {
    Map<TypeVariable<?>, Type> bindings = new HashMap<>();
    bind(type, bindings);
    return bindings;
  }

  private static void bind(@Nullable Type type, Map<TypeVariable<?>, Type> bindings) {
    if (type == null) {
      return;
    }
    Class<?> raw = raw(type);
    List<Type> arguments = arguments(type);
    for (int i = 0; i < arguments.size(); i++) {
      bindings.put(raw.getTypeParameters()[i], resolve(arguments.get(i), bindings));
    }
    bind(raw.getGenericSuperclass(), bindings);
    Arrays.stream(raw.getGenericInterfaces()).forEach(parent -> bind(parent, bindings));
  }

  /** How deep type arguments are nested: 0 for a class, 1 for {@code List<String>}. */
  static int depth(Type type) {
    return arguments(type).stream().mapToInt(argument -> 1 + depth(argument)).max().orElse(0);
  }

  /** True for what belongs to the JDK: its fields are not ours to read. */
  static boolean isJdk(Class<?> type) {
    return type.getClassLoader() == null || type.getClassLoader() == ClassLoader.getPlatformClassLoader();
  }

  /** True for a class whose instances hold a hidden reference to an outer instance or to a method's variables. */
  static boolean isInner(Class<?> type) {
    return type.isAnonymousClass()
        || (type.isLocalClass() || type.isMemberClass()) && !Modifier.isStatic(type.getModifiers());
  }

  /** True if a class of that name is among its supertypes; the class itself need not be on our class path. */
  static boolean hasSupertype(@Nullable Class<?> type, String name) {
    return type != null && (type.getName().equals(name) || hasSupertype(type.getSuperclass(), name)
        || Arrays.stream(type.getInterfaces()).anyMatch(parent -> hasSupertype(parent, name)));
  }
}
