package dev.tern.api.contract;

import java.lang.reflect.Method;

/** Contracts as text. */
final class Descriptions {
  private Descriptions() {}

  static String of(Method method) {
    return method.getName();
  }

  static String of(ServiceContract service) {
    return service.id().toString();
  }
}
