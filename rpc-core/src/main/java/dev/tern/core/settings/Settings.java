package dev.tern.core.settings;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one client or server: what its builder was told, else what the configuration says, else the default.
 * Immutable, hence safe for many threads.
 */
public final class Settings {
  private static final String DEFAULT = "default";

  private final KeySection keys;
  private final Told told;
  private final Configuration configuration;

  /**
   * @param keys those that {@link #describe} lists
   * @param told by the builder, not changed from here on
   */
  public Settings(KeySection keys, Told told, Configuration configuration) {
    this.keys = keys;
    this.told = told;
    this.configuration = configuration;
  }

  /** The one place that decides who wins: builder, key, more general key. Null: the default stands. */
  private <T> @Nullable Given<T> origin(Key<T> key) {
    Given<T> given = told.find(key);
    if (given == null) {
      given = configuration.find(key);
    }
    Key<T> shared = key.shared();
    return given != null || shared == null ? given : configuration.find(shared);
  }

  /**
   * The value that counts.
   *
   * @throws IllegalStateException for a key without default that nobody gave; ask {@link #find}
   */
  public <T> T get(Key<T> key) {
    Supplier<T> fallback = key.fallback();
    return find(key).or(() -> Optional.ofNullable(fallback).map(Supplier::get))
        .orElseThrow(() -> new IllegalStateException(key + " has no default"));
  }

  /** What was given, or empty where only a default could stand. */
  public <T> Optional<T> find(Key<T> key) {
    return Optional.ofNullable(origin(key)).map(Given::value);
  }

  /**
   * Checks a value with somebody who knows more about it, such as which plug-ins there are; a refusal then says where
   * the value stands, if that was not in code.
   *
   * @throws IllegalArgumentException as the check
   */
  public <T> void check(Key<T> key, Consumer<T> check) {
    try {
      check.accept(get(key));
    } catch (IllegalArgumentException e) {
      throw explained(key, e);
    }
  }

  /** The same failure, saying which key is to blame, if one is. */
  public IllegalArgumentException explained(Key<?> key, IllegalArgumentException failure) {
    Given<?> given = told.object(key) == null ? origin(key) : null;
    return given == null || given.origin().equals(Told.ORIGIN) ? failure
        : new IllegalArgumentException(given.key() + " (" + given.origin() + "): " + failure.getMessage(), failure);
  }

  /** Every setting with its value and where that comes from, a line each; secrets are not shown. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    keys.all().forEach(key -> describe(key, text));
    return text.toString();
  }

  private <T> void describe(Key<T> key, StringBuilder text) {
    String object = told.object(key);
    Given<T> given = origin(key);
    text.append(key).append(" = ");
    if (object != null) {
      text.append(object).append(" (").append(Told.ORIGIN);
    } else if (given != null) {
      text.append(given.shown()).append(" (").append(given.key() == key ? "" : given.key() + ", ")
          .append(given.origin());
    } else {
      Supplier<T> fallback = key.fallback();
      text.append(fallback == null ? key.fallbackText() : key.show(fallback.get())).append(" (").append(DEFAULT);
    }
    text.append(")\n");
  }
}
