package dev.tern.core;

import static java.util.Objects.requireNonNull;

import dev.tern.api.RpcService;
import dev.tern.api.ServiceId;
import dev.tern.api.contract.ServiceContract;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A contract and the object that fulfils it. */
record OfferedService(ServiceContract contract, Object target) {
  /**
   * Every interface with {@code @RpcService} that the object implements.
   *
   * @throws IllegalArgumentException if it implements none
   */
  static List<OfferedService> allOf(Object target) {
    Set<Class<?>> contracts = new LinkedHashSet<>();
    for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
      collect(type.getInterfaces(), contracts);
    }
    if (contracts.isEmpty()) {
      throw new IllegalArgumentException("service: " + target.getClass().getName()
          + " implements no interface with @RpcService. Annotate the interface that consumers call.");
    }
    return contracts.stream().map(type -> new OfferedService(ServiceContract.of(type), target)).toList();
  }

  private static void collect(Class<?>[] interfaces, Set<Class<?>> found) {
    for (Class<?> type : interfaces) {
      if (type.isAnnotationPresent(RpcService.class)) {
        found.add(type);
      }
      collect(type.getInterfaces(), found);
    }
  }

  /** One interface, in a group and version. */
  static <T> OfferedService of(Class<T> type, T target, String group, String version) {
    ServiceId id = new ServiceId(ServiceContract.idOf(type).name(), group, version);
    return new OfferedService(ServiceContract.of(type, id), requireNonNull(target, "target"));
  }
}
