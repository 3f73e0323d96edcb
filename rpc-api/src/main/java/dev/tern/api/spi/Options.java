package dev.tern.api.spi;

import static java.util.Objects.requireNonNull;

import dev.tern.api.contract.DurationText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A plug-in as its user names it, with what it is to be told: {@code failback?queue=1000&every=5s}. One text serves
 * annotations, builders and configuration alike. A factory reads the options it knows, each with its default; then
 * {@link #requireAllRead()}, which core calls for it, refuses those nobody asked for. For one thread.
 */
public final class Options {
  private final String what;
  private final String name;
  private final Map<String, String> values;
  private final TreeSet<String> known = new TreeSet<>();

  private Options(String what, String name, Map<String, String> values) {
    this.what = what;
    this.name = name;
    this.values = values;
  }

  /** A plug-in that is told nothing. */
  public static Options none() {
    return new Options("plug-in", "", Map.of());
  }

  /**
   * Reads {@code name?key=value&key=value}, where values may have {@code %} escapes.
   *
   * @param what kind of plug-in, for error texts: {@code cluster}
   * @throws IllegalArgumentException for an option that is given twice or has no value
   */
  public static Options parse(String what, String text) {
    requireNonNull(what, "what");
    int query = text.indexOf('?');
    Options read = new Options(what, query < 0 ? text : text.substring(0, query), new LinkedHashMap<>());
    if (query >= 0) {
      for (String pair : text.substring(query + 1).split("&", -1)) {
        read.add(pair);
      }
    }
    return read;
  }

  private void add(String pair) {
    int equals = pair.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(
          this + ": \"" + pair + "\" (expected: option=value, with & between them, as in " + name + "?option=value)");
    }
    String key = pair.substring(0, equals);
    String value;
    try {
      String plus = pair.substring(equals + 1).replace("+", "%2B"); // which stands for itself here
      value = URLDecoder.decode(plus, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(this + ": option \"" + key + "\" has a % that begins no escape (expected: %25 for a %)", e);
    }
    if (values.putIfAbsent(key, value) != null) {
      throw new IllegalArgumentException(this + ": option \"" + key + "\" is given twice");
    }
  }

  /** The plug-in's name. */
  public String name() {
    return name;
  }

  /** A text, or null if it is not given. */
  public @Nullable String text(String key) {
    known.add(key);
    return values.get(key);
  }

  /**
   * A length of time, such as {@code 300ms}.
   *
   * @throws IllegalArgumentException if it is none, or not within the bounds, both inclusive
   */
  public Duration duration(String key, Duration otherwise, Duration least, Duration most) {
    return read(key, otherwise, DurationText::parse, length -> length.compareTo(least) >= 0 && length.compareTo(most) <= 0,
        DurationText.of(least) + " to " + DurationText.of(most) + ", written as " + DurationText.EXAMPLES);
  }

  /**
   * A whole number.
   *
   * @throws IllegalArgumentException if it is none, or not within the bounds, both inclusive
   */
  public int number(String key, int otherwise, int least, int most) {
    return read(key, otherwise, Integer::valueOf, number -> number >= least && number <= most, least + " to " + most);
  }

  /**
   * A share of something, such as {@code 0.1}.
   *
   * @throws IllegalArgumentException if it is no number, or not from 0 to 1
   */
  public double share(String key, double otherwise) {
    return read(key, otherwise, Double::valueOf, share -> share >= 0 && share <= 1, "0 to 1, such as 0.1");
  }

  /**
   * Yes or no.
   *
   * @throws IllegalArgumentException if it is neither {@code true} nor {@code false}
   */
  public boolean flag(String key, boolean otherwise) {
    return read(key, otherwise, text -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null,
        any -> true, "true or false");
  }

  private <T> T read(String key, T otherwise, Function<String, @Nullable T> reader, Predicate<T> allowed, String expected) {
    String text = text(key);
    if (text == null) {
      return otherwise;
    }
    T value;
    try {
      value = reader.apply(text);
    } catch (NumberFormatException e) {
      value = null;
    }
    if (value == null || !allowed.test(value)) {
      throw refused(key, expected);
    }
    return value;
  }

  /** What to throw for a value that the plug-in itself finds wrong. */
  public IllegalArgumentException refused(String key, String expected) {
    return new IllegalArgumentException(this + ": option " + key + "=" + values.get(key) + " (expected: " + expected + ")");
  }

  /**
   * Refuses options that nobody asked for.
   *
   * @throws IllegalArgumentException naming one and those that exist
   */
  public void requireAllRead() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(this + ": unknown option \"" + key + "\" (known: "
            + (known.isEmpty() ? "none" : String.join(", ", known)) + ")");
      }
    }
  }

  /** Such as {@code cluster "failback"}. */
  @Override
  public String toString() {
    return what + " \"" + name + '"';
  }
}
