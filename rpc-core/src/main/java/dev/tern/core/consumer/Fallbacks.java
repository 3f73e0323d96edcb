package dev.tern.core.consumer;

import static java.util.Objects.requireNonNull;

import dev.tern.api.RpcService;
import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.contract.ServiceContract;
import dev.tern.core.call.FallbackMode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What stands in for the methods of one proxy, and when.
 *
 * @param object of the service's interface; null: nothing does
 * @param modes what is said of a method; empty: nothing
 */
public record Fallbacks(@Nullable Object object, Function<MethodContract, Optional<FallbackMode>> modes) {
  public Fallbacks {
    requireNonNull(modes, "modes");
  }

  /** The object that was given, else one of the class that the interface's annotation names, if it names one. */
  public static Fallbacks of(ServiceContract contract, @Nullable Object given,
      Function<MethodContract, Optional<FallbackMode>> modes) {
    return new Fallbacks(given != null ? given : annotated(contract.type()), modes);
  }

  private static @Nullable Object annotated(Class<?> service) {
    RpcService annotation = service.getAnnotation(RpcService.class);
    Class<?> named;
    try {
      named = annotation == null ? void.class : annotation.fallback();
    } catch (TypeNotPresentException e) {
      throw refused(service, e.typeName(), "is not on the class path", e);
    }
    return named == void.class ? null : make(service, named);
  }

  private static Object make(Class<?> service, Class<?> named) {
    String name = named.getName();
    if (!service.isAssignableFrom(named)) {
      throw refused(service, name, "does not implement it", null);
    }
    if (named.isInterface() || Modifier.isAbstract(named.getModifiers())) {
      throw refused(service, name, "is abstract", null);
    }
    if (!Modifier.isPublic(named.getModifiers())) {
      throw refused(service, name, "is not public", null);
    }
    Constructor<?> constructor;
    try {
      constructor = named.getConstructor();
    } catch (NoSuchMethodException e) {
      throw refused(service, name, "has no public constructor without parameters. Give one to it, or an object to"
          + " create(" + service.getSimpleName() + ".class, fallback)", null);
    }
    try {
      return constructor.newInstance();
    } catch (InvocationTargetException e) {
      throw refused(service, name, "cannot be made: its constructor throws " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw refused(service, name, "cannot be made: " + e.getMessage(), e);
    }
  }

  private static ContractException refused(Class<?> service, String fallback, String why, @Nullable Throwable cause) {
    ContractException refusal = new ContractException(service.getName() + ": its fallback " + fallback + " " + why);
    if (cause != null) {
      refusal.initCause(cause);
    }
    return refusal;
  }

  /**
   * A remote method, with what stands in for it.
   *
   * @throws IllegalArgumentException if something should always stand in, and there is nothing
   */
  ProxyMethod around(MethodContract method, ProxyMethod remote) {
    FallbackMode mode = modes.apply(method).orElse(FallbackMode.ON_FAILURE);
    if (object == null) {
      if (mode == FallbackMode.FORCE) {
        throw new IllegalArgumentException(method.fullName() + ": fallback = force, but there is none. Give an object"
            + " to create, name a class in @RpcService(fallback), or take the key away.");
      }
      return remote;
    }
    boolean streams = method.kind() != MethodKind.UNARY; // what has been sent or received of one cannot be taken back
    Method called = method.method();
    if (mode == FallbackMode.OFF || called == null || streams && mode == FallbackMode.ON_FAILURE) {
      return remote;
    }
    return new FallbackMethod(method, object, mode == FallbackMode.FORCE ? null : remote);
  }
}
