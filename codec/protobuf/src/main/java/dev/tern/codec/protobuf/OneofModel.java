package dev.tern.codec.protobuf;

import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.List;

/**
 * The message around a sealed type or one with {@code @Subtypes}: a {@code oneof} with one case for each type that may
 * stand for it. Its cases are set once, after it was made, since a type may contain itself. By identity.
 */
final class OneofModel {
  private final Type type;
  private final Class<?> raw;
  private List<Case> cases = List.of();

  /**
   * @param type as declared, generics resolved
   * @param raw its class
   */
  OneofModel(Type type, Class<?> raw) {
    this.type = type;
    this.raw = raw;
  }

  /**
   * One type that may stand for the declared one; no two of a oneof have the same class.
   *
   * @param name of its field, as Java would name it
   * @param number of its field
   */
  record Case(String name, int number, MessageModel message) {}

  Type type() {
    return type;
  }

  Class<?> raw() {
    return raw;
  }

  /** For error texts. */
  String name() {
    return raw.getSimpleName();
  }

  /** In ascending order of their numbers; at least one. */
  List<Case> cases() {
    return cases;
  }

  void cases(List<Case> all) {
    cases = all.stream().sorted(Comparator.comparingInt(Case::number)).toList();
  }
}
