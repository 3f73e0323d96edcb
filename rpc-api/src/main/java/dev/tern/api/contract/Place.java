package dev.tern.api.contract;

import java.lang.reflect.Method;

/**
 * Where in an interface a reader stands, as error texts name it.
 *
 * @param problems where refusals go
 * @param origin interface, method or parameter
 * @param detail the origin itself, or the type or field that it led to
 */
record Place(Problems problems, String origin, String detail) {
  Place method(Method method) {
    String name = Descriptions.of(method);
    return new Place(problems, name, name);
  }

  Place parameter(String name) {
    return part("parameter " + name);
  }

  Place reply() {
    return part("reply");
  }

  Place error(Class<?> type) {
    return part("error " + Descriptions.name(type));
  }

  Place type(Class<?> type) {
    return new Place(problems, origin, "type " + Descriptions.name(type));
  }

  Place field(Class<?> declaring, String name) {
    return new Place(problems, origin, "field " + Descriptions.name(declaring) + "." + name);
  }

  private Place part(String part) {
    String path = origin + ", " + part;
    return new Place(problems, path, path);
  }

  void refuse(String text) {
    problems.add(detail + ": " + text, path() + ": " + text);
  }

  /** As {@link #refuse}, for what is wrong with a class wherever it is used. */
  void refuseEverywhere(String text) {
    problems.add(text, path() + ": " + text);
  }

  private String path() {
    return origin.equals(detail) ? origin : origin + ", " + detail;
  }
}
