package dev.tern.core.settings;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a builder was told by its methods. For one thread until it is built. */
public final class Told {
  static final String ORIGIN = "builder";

  private final Map<Key<?>, Given<?>> values = new HashMap<>();
  private final Map<Key<?>, String> objects = new HashMap<>();

  /** @throws IllegalArgumentException for a value out of range, naming the builder method */
  public <T> void put(Key<T> key, T value) {
    values.put(key, new Given<>(key, key.checked(value), ORIGIN));
  }

  /** What takes the place of a key is an object, kept elsewhere; here is what people see of it. */
  public void putObject(Key<?> key, String shown) {
    objects.put(key, shown);
  }

  /** What {@link #put} was given, or null. */
  @SuppressWarnings("unchecked") // put under its own key
  <T> @Nullable Given<T> find(Key<T> key) {
    return (Given<T>) values.get(key);
  }

  /** What {@link #put} was given, or something else. */
  public <T> T get(Key<T> key, T otherwise) {
    Given<T> found = find(key);
    return found == null ? otherwise : found.value();
  }

  @Nullable String object(Key<?> key) {
    return objects.get(key);
  }

  /** A copy that later calls of the builder do not change. */
  public Told copy() {
    Told copy = new Told();
    copy.values.putAll(values);
    copy.objects.putAll(objects);
    return copy;
  }
}
