package dev.tern.api.spi;

import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Headers made on this side. */
record MapHeaders(Map<String, String> values) implements Headers {
  static final MapHeaders EMPTY = new MapHeaders(Map.of());

  @Override
  public @Nullable String get(String name) {
    return values.get(name);
  }

  @Override
  public void forEach(BiConsumer<String, String> visitor) {
    values.forEach(visitor);
  }

  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
