package dev.tern.core.consumer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The user's interface, implemented: remote methods become calls, default methods run here, and an {@code Object}'s
 * methods behave as on any object. The JDK proxy is Tern's only magic.
 */
final class ServiceProxy implements InvocationHandler {
  private final Map<Method, ProxyMethod> remote;
  private final Map<Method, MethodHandle> local = new HashMap<>();
  private final String description;

  private ServiceProxy(Map<Method, ProxyMethod> remote, String description) {
    this.remote = Map.copyOf(remote);
    this.description = description;
  }

  /**
   * @param remote what every remote method does
   * @param description what {@code toString()} says
   */
  static <T> T create(Class<T> type, Map<Method, ProxyMethod> remote, String description) {
    ServiceProxy handler = new ServiceProxy(remote, description);
    T proxy = type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    handler.bindDefaults(type, proxy);
    return proxy;
  }

  private void bindDefaults(Class<?> type, Object proxy) {
    for (Method method : type.getMethods()) {
      if (method.isDefault() && !remote.containsKey(method)) {
        try {
          Class<?> declaring = method.getDeclaringClass();
          local.put(method, MethodHandles.privateLookupIn(declaring, MethodHandles.lookup())
              .unreflectSpecial(method, declaring).bindTo(proxy).asSpreader(Object[].class, method.getParameterCount()));
        } catch (IllegalAccessException e) {
          throw new IllegalArgumentException(type.getName() + "." + method.getName()
              + ": its default method cannot be run: " + e.getMessage() + ". Open its package to dev.tern.core.", e);
        }
      }
    }
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
      throws Throwable {
    ProxyMethod call = remote.get(method);
    if (call != null) {
      return call.call(arguments);
    }
    MethodHandle handle = local.get(method);
    if (handle != null) {
      return handle.invoke(arguments == null ? new Object[0] : arguments);
    }
    return switch (method.getName()) { // of Object; the proxy passes on these three only
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> description;
    };
  }
}
