package dev.tern.core.settings;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be set by text: its name, its type with the range, its default, and what it means. The only place
 * that says so; builder, error texts and {@code docs/configuration.md} follow it. Immutable; equal only to itself.
 */
public final class Key<T> {
  private static final int MAX_SHOWN = 500;

  private final String name;
  private final TextType<T> type;
  private final String meaning;
  private final @Nullable Supplier<T> fallback;
  private final String fallbackText;
  private final String builderMethod;
  private final boolean secret;
  private final @Nullable Key<T> shared;

  private Key(String name, TextType<T> type, String meaning, @Nullable Supplier<T> fallback, String fallbackText,
      String builderMethod, boolean secret, @Nullable Key<T> shared) {
    this.name = requireNonNull(name, "name");
    this.type = requireNonNull(type, "type");
    this.meaning = requireNonNull(meaning, "meaning");
    this.fallback = fallback;
    this.fallbackText = requireNonNull(fallbackText, "fallbackText");
    this.builderMethod = requireNonNull(builderMethod, "builderMethod");
    this.secret = secret;
    this.shared = shared;
  }

  /** @param fallback null: whoever reads it knows what is done without */
  Key(String name, String builderMethod, TextType<T> type, @Nullable T fallback, String meaning) {
    this(name, type, meaning, fallback == null ? null : () -> fallback,
        fallback == null ? "none" : type.write(fallback), builderMethod, false, null);
  }

  /** Told by a builder method that is not called as the key is; {@code -} if by none. */
  Key<T> by(String otherMethod) {
    return new Key<>(name, type, meaning, fallback, fallbackText, otherMethod, secret, shared);
  }

  /** A default that is made when it is needed, or that other words describe better than its text. */
  Key<T> otherwise(String words, @Nullable Supplier<T> value) {
    return new Key<>(name, type, meaning, value, words, builderMethod, secret, shared);
  }

  /** Its value is never shown, and not taken from a system property, which every user of the machine can list. */
  Key<T> secret() {
    return new Key<>(name, type, meaning, fallback, fallbackText, builderMethod, true, shared);
  }

  /** Where it is given nowhere, a more general key is asked. */
  Key<T> orElse(Key<T> general) {
    return new Key<>(name, type, meaning, fallback, fallbackText, builderMethod, secret, general);
  }

  /** {@code tern.client.start-timeout}; for a key of services and methods the last part alone. */
  public String name() {
    return name;
  }

  /** {@code TERN_CLIENT_START_TIMEOUT}. */
  public String environmentName() {
    return name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** {@code startTimeout}; {@code -} if no builder can be told. */
  public String builderMethod() {
    return builderMethod;
  }

  /** What is allowed. */
  public String range() {
    return type.range();
  }

  /** What is allowed, and how it is written. */
  public String expected() {
    return type.expected();
  }

  /** The default, for people. */
  public String fallbackText() {
    return fallbackText;
  }

  /** What it is for. */
  public String meaning() {
    return meaning;
  }

  boolean isSecret() {
    return secret;
  }

  @Nullable Supplier<T> fallback() {
    return fallback;
  }

  @Nullable Key<T> shared() {
    return shared;
  }

  /**
   * A text as a value.
   *
   * @throws IllegalArgumentException saying what was expected, and the text unless it is or may hold a secret
   */
  T parse(String text) {
    T value = type.read(text);
    if (value == null || !type.allows(value)) {
      throw new IllegalArgumentException(
          (secret ? "its value" : '"' + oneLine(text) + '"') + " (expected: " + expected() + ")");
    }
    return value;
  }

  /** @throws IllegalArgumentException for a value out of range, in the words of the builder that was told it */
  T checked(T value) {
    requireNonNull(value, builderMethod);
    if (!type.allows(value)) {
      throw new IllegalArgumentException(builderMethod + ": " + value + " (expected: " + type.range() + ")");
    }
    return value;
  }

  /** A value for people; three stars for a secret. */
  String show(T value) {
    return secret ? "***" : oneLine(type.write(value));
  }

  /** What is read from outside forges no lines of a log. */
  private static String oneLine(String text) {
    String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }

  @Override
  public String toString() {
    return name;
  }
}
