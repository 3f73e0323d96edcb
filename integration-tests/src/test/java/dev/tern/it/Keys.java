package dev.tern.it;

import java.util.LinkedHashMap;
import java.util.Map;

/** System properties that stand while something is built, and are gone when this is closed. */
final class Keys implements AutoCloseable {
  private final Map<String, String> given = new LinkedHashMap<>();

  /** Keys of one method. */
  static Keys of(String service, String method, Map<String, ?> values) {
    Keys keys = new Keys();
    values.forEach((name, value) -> {
      String key = "tern.service[" + service + "].method[" + method + "]." + name;
      keys.given.put(key, String.valueOf(value));
      System.setProperty(key, String.valueOf(value));
    });
    return keys;
  }

  @Override
  public void close() {
    given.keySet().forEach(System::clearProperty);
  }
}
