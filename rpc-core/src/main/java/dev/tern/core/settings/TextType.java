package dev.tern.core.settings;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Values of one kind, and how they are written.
 *
 * @param range what is allowed, such as {@code 0 to 10}
 * @param form how a text has to be written, such as {@code written as 300ms}; empty where the range says it all
 * @param reader null for a text that is no such value; or throws what is wrong with it, where that says more
 * @param allowed whether a value is in the range
 * @param writer for people; never a secret
 */
record TextType<T>(String range, String form, Function<String, @Nullable T> reader, Predicate<T> allowed,
    Function<T, String> writer) {
  TextType {
    requireNonNull(range, "range");
    requireNonNull(form, "form");
  }

  TextType(String range, Function<String, @Nullable T> reader, Function<T, String> writer) {
    this(range, "", reader, value -> true, writer);
  }

  /** Range and form: what a text has to be. */
  String expected() {
    return form.isEmpty() ? range : range + ", " + form;
  }
}
