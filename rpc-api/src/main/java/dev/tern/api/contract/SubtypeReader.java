package dev.tern.api.contract;

import dev.tern.api.Subtypes;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the concrete types that may stand where an abstract, sealed or {@code @Subtypes} type is declared. */
final class SubtypeReader {
  private final Class<?> declared;
  private final Place place;
  private final Set<Class<?>> visited = new LinkedHashSet<>();
  private final List<Class<?>> concrete = new ArrayList<>();

  SubtypeReader(Class<?> declared, Place place) {
    this.declared = declared;
    this.place = place;
  }

  /** True if a value's own type may be another than the declared one. */
  static boolean isNeededFor(Class<?> type) {
    return Modifier.isAbstract(type.getModifiers()) || type.isSealed() || type.isAnnotationPresent(Subtypes.class);
  }

  /** In the order in which they are listed, without those refused. */
  List<Class<?>> classes() {
    collect(declared);
    return concrete;
  }

  private void collect(Class<?> type) {
    if (!visited.add(type)) {
      return;
    }
    List<Class<?>> listed = listed(type);
    boolean isAbstract = Modifier.isAbstract(type.getModifiers());
    if (isAbstract && listed.isEmpty()) {
      place.refuseEverywhere(Descriptions.name(type) + " is " + (type.isInterface() ? "an interface" : "abstract")
          + ": anything could stand for it. Make it sealed, or list its types with @Subtypes({...}).");
    } else if (!isAbstract) {
      concrete.add(type);
    }
    for (Class<?> subtype : listed) {
      if (type.isAssignableFrom(subtype)) {
        collect(subtype);
      } else {
        place.refuseEverywhere("@Subtypes of " + Descriptions.name(type) + " lists " + Descriptions.name(subtype)
            + ", which is not a subtype of it. Remove it.");
      }
    }
  }

  private static List<Class<?>> listed(Class<?> type) {
    Subtypes subtypes = type.getAnnotation(Subtypes.class);
    if (subtypes != null) {
      return List.of(subtypes.value());
    }
    return type.isSealed() ? Arrays.asList(type.getPermittedSubclasses()) : List.of();
  }

  /** As {@link #classes}, with the type arguments that follow from the declared type's. */
  List<Type> types(Type declaredType) {
    List<Type> types = new ArrayList<>();
    boolean found = false;
    for (Class<?> subtype : classes()) {
      Map<TypeVariable<?>, Type> bindings = new HashMap<>();
      if (subtype == declared) {
        found = true;
        types.add(declaredType);
      } else if (matches(subtype, declaredType, bindings)) {
        found = true;
        add(subtype, bindings, declaredType, types);
      } // else it stands for another instantiation: an IntBox for Box<Integer>, never for Box<String>
    }
    if (!found && !concrete.isEmpty()) {
      place.refuse("no listed subtype can stand for " + Descriptions.of(declaredType) + ". Declare it with other type"
          + " arguments, or add one that can.");
    }
    return types;
  }

  private boolean matches(Class<?> subtype, Type declaredType, Map<TypeVariable<?>, Type> bindings) {
    Map<TypeVariable<?>, Type> inherited = Types.bindings(subtype);
    List<Type> arguments = Types.arguments(declaredType);
    for (int i = 0; i < arguments.size(); i++) {
      TypeVariable<?> parameter = declared.getTypeParameters()[i];
      if (!unify(inherited.getOrDefault(parameter, parameter), arguments.get(i), bindings)) {
        return false;
      }
    }
    return true;
  }

  private static boolean unify(Type pattern, Type actual, Map<TypeVariable<?>, Type> bindings) {
    if (pattern instanceof TypeVariable<?> variable) {
      Type known = bindings.putIfAbsent(variable, actual);
      return known == null || known.equals(actual);
    }
    if (!(pattern instanceof ParameterizedType) || Types.raw(pattern) != Types.raw(actual)) {
      return pattern.equals(actual);
    }
    List<Type> patterns = Types.arguments(pattern);
    List<Type> actuals = Types.arguments(actual);
    for (int i = 0; i < patterns.size(); i++) {
      if (!unify(patterns.get(i), actuals.get(i), bindings)) {
        return false;
      }
    }
    return true;
  }

  private void add(Class<?> subtype, Map<TypeVariable<?>, Type> bindings, Type declaredType, List<Type> types) {
    List<Type> arguments = new ArrayList<>();
    for (TypeVariable<?> parameter : subtype.getTypeParameters()) {
      Type argument = bindings.get(parameter);
      if (argument == null) {
        place.refuseEverywhere("type parameter " + parameter + " of " + Descriptions.name(subtype)
            + " does not follow from " + Descriptions.of(declaredType) + ". Give both the same type parameters.");
        return;
      }
      arguments.add(argument);
    }
    types.add(arguments.isEmpty() ? subtype : new Parameterized(subtype, arguments));
  }
}
