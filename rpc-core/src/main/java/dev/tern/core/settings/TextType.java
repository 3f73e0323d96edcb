package dev.tern.core.settings;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Values of one kind, and how they are written. A class for each kind rather than functions: there are dozens, made
 * whenever a process starts, and a function takes several times as long to link as a class to load.
 */
abstract class TextType<T> {
  private final String range;
  private final String form;

  /**
   * @param range what is allowed, such as {@code 0 to 10}
   * @param form how a text has to be written, such as {@code written as 300ms}; empty where the range says it all
   */
  TextType(String range, String form) {
    this.range = requireNonNull(range, "range");
    this.form = requireNonNull(form, "form");
  }

  /** Null for a text that is no such value; or throws what is wrong with it, where that says more. */
  abstract @Nullable T read(String text);

  /** Whether a value is in the range. */
  boolean allows(T value) {
    return true;
  }

  /** For people; never a secret. */
  String write(T value) {
    return String.valueOf(value);
  }

  /** What is allowed. */
  final String range() {
    return range;
  }

  /** Range and form: what a text has to be. */
  final String expected() {
    return form.isEmpty() ? range : range + ", " + form;
  }
}
