package dev.tern.api.contract;

import dev.tern.api.RpcMethod;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An abstract method of an annotated interface, its own or inherited.
 *
 * @param method as the interface itself resolves it, and as a JDK proxy hands it over
 * @param settings its annotation, or one with every default
 */
record RemoteMethod(Method method, RpcMethod settings) {
  private static final RpcMethod DEFAULTS = defaults();

  String wireName() {
    return settings.name().isEmpty() ? method.getName() : settings.name();
  }

  /** Every remote method of an interface, sorted by name on the wire; methods that cannot be told apart are refused. */
  static List<RemoteMethod> of(Class<?> type, Map<TypeVariable<?>, Type> bindings, Place place) {
    refuseLocal(type, place);
    Map<List<Object>, List<Method>> bySignature = new LinkedHashMap<>();
    Arrays.stream(type.getMethods())
        .filter(method -> Modifier.isAbstract(method.getModifiers()) && !isOfObject(method))
        .sorted(Comparator.comparing(Method::toString))
        .forEach(method -> bySignature.computeIfAbsent(signature(method), key -> new ArrayList<>()).add(method));
    List<RemoteMethod> methods = new ArrayList<>();
    bySignature.values().forEach(same -> methods.add(merge(type, same, place)));
    methods.sort(Comparator.comparing(RemoteMethod::wireName));
    refuseTwins(type, methods, bindings, place);
    return methods;
  }

  private static void refuseLocal(Class<?> type, Place place) {
    Arrays.stream(type.getMethods())
        .filter(method -> !Modifier.isAbstract(method.getModifiers()) && !method.isBridge()
            && method.isAnnotationPresent(RpcMethod.class))
        .sorted(Comparator.comparing(Method::toString))
        .forEach(method -> place.method(method).refuse("has a body, so that it runs locally. Remove @RpcMethod."));
  }

  /** The same method inherited from unrelated interfaces is one. */
  private static RemoteMethod merge(Class<?> type, List<Method> same, Place place) {
    Method method = resolve(type, same.get(0));
    List<RpcMethod> given = same.stream().map(each -> each.getAnnotation(RpcMethod.class)).filter(Objects::nonNull)
        .distinct().toList();
    RpcMethod own = method.getAnnotation(RpcMethod.class);
    if (given.size() > 1 && method.getDeclaringClass() != type) {
      place.method(method).refuse("is inherited more than once, with different @RpcMethod settings. Declare it in "
          + Descriptions.name(type) + ".");
    }
    RpcMethod settings = own != null || given.isEmpty() ? own : given.get(0);
    return new RemoteMethod(method, settings == null ? DEFAULTS : settings);
  }

  private static Method resolve(Class<?> type, Method method) {
    try {
      return type.getMethod(method.getName(), method.getParameterTypes());
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type.getName() + " lost its method " + method, e);
    }
  }

  private static void refuseTwins(Class<?> type, List<RemoteMethod> methods, Map<TypeVariable<?>, Type> bindings,
      Place place) {
    Map<String, RemoteMethod> byName = new LinkedHashMap<>();
    for (RemoteMethod method : methods) {
      RemoteMethod twin = byName.putIfAbsent(method.wireName(), method);
      if (twin == null) {
        continue;
      }
      boolean sameMethod = twin.method.getName().equals(method.method.getName())
          && erased(twin.method, bindings).equals(erased(method.method, bindings));
      String both = Descriptions.of(twin.method) + " and " + Descriptions.of(method.method);
      place.refuse(sameMethod
          ? both + " are one method, inherited twice. Declare it in " + Descriptions.name(type) + "."
          : both + " have the same name on the wire, \"" + method.wireName()
              + "\". Give one another with @RpcMethod(name = ...).");
    }
  }

  private static List<Class<?>> erased(Method method, Map<TypeVariable<?>, Type> bindings) {
    List<Class<?>> types = new ArrayList<>();
    for (Type type : method.getGenericParameterTypes()) {
      types.add(Types.raw(Types.resolve(type, bindings)));
    }
    return types;
  }

  private static List<Object> signature(Method method) {
    return List.of(method.getName(), List.of(method.getParameterTypes()));
  }

  private static boolean isOfObject(Method method) {
    return Arrays.stream(Object.class.getMethods()).anyMatch(other -> signature(other).equals(signature(method)));
  }

  @RpcMethod
  private static RpcMethod defaults() {
    try {
      return RemoteMethod.class.getDeclaredMethod("defaults").getAnnotation(RpcMethod.class);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }
}
