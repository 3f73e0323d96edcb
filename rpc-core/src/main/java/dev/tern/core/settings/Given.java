package dev.tern.core.settings;

/**
 * A value that somebody gave.
 *
 * @param key what for
 * @param value checked
 * @param origin where it stands, for people: {@code system property}
 */
record Given<T>(Key<T> key, T value, String origin) {
  /** @throws IllegalArgumentException naming what was expected */
  static <T> Given<T> parse(Key<T> key, String text, String origin) {
    return new Given<>(key, key.parse(text.strip()), origin);
  }

  /** Its value as people may see it. */
  String shown() {
    return key.show(value);
  }
}
