package dev.tern.core.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys that belong together: those that one builder can be told, or that stand before one service. */
public abstract class KeySection {
  private final String prefix;
  private final List<Key<?>> keys = new ArrayList<>(); // filled while it is made, and not touched after

  KeySection(String prefix) {
    this.prefix = prefix;
  }

  /**
   * A key of this section, still to be {@linkplain #add added}, whose builder method is called as it is: {@code
   * start-timeout}, {@code startTimeout}.
   *
   * @param fallback null: whoever reads it knows what is done without
   */
  final <T> Key<T> key(String name, TextType<T> type, @Nullable T fallback, String meaning) {
    return new Key<>(prefix + name, camel(name), type, fallback, meaning);
  }

  final <T> Key<T> add(Key<T> key) {
    keys.add(key);
    return key;
  }

  private static String camel(String name) {
    StringBuilder camel = new StringBuilder(name.length());
    boolean begins = false;
    for (int i = 0; i < name.length(); i++) {
      char letter = name.charAt(i);
      if (letter == '.' || letter == '-') {
        begins = true;
      } else {
        camel.append(begins ? Character.toUpperCase(letter) : letter);
        begins = false;
      }
    }
    return camel.toString();
  }

  /** What all names begin with; empty for keys of services and methods. */
  public final String prefix() {
    return prefix;
  }

  /** All of them, in the order of the document. */
  public final List<Key<?>> all() {
    return Collections.unmodifiableList(keys);
  }
}
