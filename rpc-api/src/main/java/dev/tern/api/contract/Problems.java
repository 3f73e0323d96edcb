package dev.tern.api.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that is wrong with one interface, so that its author reads it once and not one start-up at a time. */
final class Problems {
  private final String service;
  private final Map<String, String> lines = new LinkedHashMap<>();

  Problems(Class<?> type) {
    this.service = Descriptions.name(type);
  }

  /** The interface as a whole. */
  Place service() {
    return new Place(this, service, service);
  }

  /** @param key what the line is about: a type that many methods reach is refused once, for the first of them */
  void add(String key, String line) {
    lines.putIfAbsent(key, line);
  }

  int count() {
    return lines.size();
  }

  void throwIfAny() {
    if (lines.isEmpty()) {
      return;
    }
    List<String> all = new ArrayList<>(lines.values());
    throw new ContractException(all.size() == 1
        ? all.get(0)
        : service + ": " + all.size() + " problems\n  " + String.join("\n  ", all));
  }
}
