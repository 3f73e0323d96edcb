package dev.tern.core.settings;

import dev.tern.core.plugin.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The names of all keys, and what one that is unknown was probably meant to be. */
final class KeyNames {
  private static final List<KeySection> GLOBAL = List.of(SharedKeys.KEYS, ClientKeys.KEYS, ServerKeys.KEYS);

  private final Map<String, Key<?>> global = byName(GLOBAL);
  private final Map<String, Key<?>> ofMethods = byName(List.of(MethodKeys.KEYS));

  private static Map<String, Key<?>> byName(List<KeySection> sections) {
    Map<String, Key<?>> keys = new TreeMap<>();
    sections.forEach(section -> section.all().forEach(key -> keys.put(key.name(), key)));
    return keys;
  }

  Collection<Key<?>> global() {
    return global.values();
  }

  @Nullable Key<?> global(String name) {
    return global.get(name);
  }

  @Nullable Key<?> ofMethods(String name) {
    return ofMethods.get(name);
  }

  /** What to write in place of an unknown global key. */
  String insteadOf(String unknown) {
    if (unknown.indexOf('[') >= 0 || unknown.startsWith("tern.service")) {
      return "Write " + ServiceSelector.SHAPE + ", with one of: " + String.join(", ", ofMethods.keySet()) + ".";
    }
    String near = near(unknown, global.keySet());
    if (near != null) {
      return "Did you mean " + near + "?";
    }
    String last = unknown.substring(unknown.lastIndexOf('.'));
    List<String> sameEnd = global.keySet().stream().filter(name -> name.endsWith(last)).toList();
    if (!sameEnd.isEmpty()) {
      return "Did you mean " + String.join(" or ", sameEnd) + "?";
    }
    List<String> beside = new ArrayList<>(global.keySet());
    for (KeySection section : List.of(ClientKeys.KEYS, ServerKeys.KEYS)) {
      if (unknown.startsWith(section.prefix())) {
        beside = section.all().stream().map(Key::name).sorted().collect(Collectors.toList());
      }
    }
    return "Known: " + String.join(", ", beside) + ".";
  }

  /** What to write in place of an unknown last part of a key of a service or method. */
  String insteadOfLast(String unknown, String before) {
    String near = near(unknown, ofMethods.keySet());
    return near != null ? "Did you mean " + before + near + "?"
        : "Known: " + String.join(", ", ofMethods.keySet()) + ".";
  }

  /** Other cases and dashes first: {@code loadBalancer}, {@code LOAD_BALANCER}. */
  private static @Nullable String near(String unknown, Collection<String> known) {
    for (String name : known) {
      if (plain(name).equals(plain(unknown))) {
        return name;
      }
    }
    return Nearest.to(unknown, known);
  }

  private static String plain(String name) {
    return name.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
  }
}
