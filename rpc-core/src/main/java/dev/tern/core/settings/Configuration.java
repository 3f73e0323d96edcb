package dev.tern.core.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What system properties, environment and file say, checked: one reading of {@link Sources}. Immutable. */
public final class Configuration {
  static final String SYSTEM_PROPERTY = "system property";
  static final String ENVIRONMENT = "environment ";

  private static final String OURS = "tern.";
  /** Kubernetes tells every pod of a service named tern-server about it, in a variable that is a key's as well. */
  private static final String INJECTED = "(tcp|udp|sctp)://.*";

  private final KeyNames names = new KeyNames();
  private final Map<Key<?>, Given<?>> values = new HashMap<>();
  private final List<ServiceSettings.Entry> ofServices = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private Configuration(Sources sources) {
    sources.systemProperties().forEach((name, text) -> read(name, text, SYSTEM_PROPERTY));
    for (Key<?> key : names.global()) {
      String text = sources.environment().getOrDefault(key.environmentName(), "");
      if (!text.isBlank() && !(key.name().endsWith(".port") && text.matches(INJECTED))) {
        read(key.name(), text, ENVIRONMENT + key.environmentName());
      }
    }
    sources.file().texts().forEach((name, text) -> read(name, text, sources.file().name()));
  }

  /**
   * Reads and checks everything, also what is for others: what is wrong is told at the first start.
   *
   * @throws IllegalArgumentException for unknown keys, naming the nearest, and for bad values, naming what was
   *     expected; all of them, a line each
   */
  public static Configuration read(Sources sources) {
    Configuration read = new Configuration(sources);
    if (read.problems.size() == 1) {
      throw new IllegalArgumentException(read.problems.get(0));
    }
    if (!read.problems.isEmpty()) {
      throw new IllegalArgumentException(
          read.problems.size() + " settings cannot be used\n  " + String.join("\n  ", read.problems));
    }
    return read;
  }

  private void read(String name, String text, String origin) {
    if (!name.startsWith(OURS)) {
      return;
    }
    Key<?> key = names.global(name);
    if (key == null) {
      readOfService(name, text, origin);
    } else if (key.isSecret() && origin.equals(SYSTEM_PROPERTY)) {
      problems.add(name + " (" + origin + "): is a secret, and other users of this machine can list system properties"
          + " (expected: in the environment as " + key.environmentName() + ", or in " + TernFile.NAME + ")");
    } else if (key == SharedKeys.KEYS.config && !origin.equals(SYSTEM_PROPERTY) && !origin.startsWith(ENVIRONMENT)) {
      problems.add(name + " (" + origin + "): names the file that is read, and cannot stand in one"
          + " (expected: as system property, or in the environment as " + key.environmentName() + ")");
    } else {
      Given<?> given = parse(name, key, text, origin);
      if (given != null) {
        values.putIfAbsent(key, given);
      }
    }
  }

  private void readOfService(String name, String text, String origin) {
    ServiceSelector selector = ServiceSelector.parse(name);
    if (selector == null) {
      problems.add(name + " (" + origin + "): unknown. " + names.insteadOf(name));
      return;
    }
    Key<?> key = names.ofMethods(selector.last());
    if (key == null) {
      String before = name.substring(0, name.length() - selector.last().length());
      problems.add(name + " (" + origin + "): unknown. " + names.insteadOfLast(selector.last(), before));
    } else if (selector.method() == null && !MethodKeys.KEYS.isOfServices(key)) {
      problems.add(name + " (" + origin + "): is promised for one method at a time (expected: tern.service["
          + selector.service() + "].method[<name>]." + key + ")");
    } else {
      Given<?> given = parse(name, key, text, origin);
      if (given != null && ofServices.stream().noneMatch(entry -> entry.name().equals(name))) {
        ofServices.add(new ServiceSettings.Entry(name, selector, given));
      }
    }
  }

  private @Nullable Given<?> parse(String name, Key<?> key, String text, String origin) {
    try {
      return Given.parse(key, text, origin);
    } catch (IllegalArgumentException e) {
      problems.add(name + " (" + origin + "): " + e.getMessage());
      return null;
    }
  }

  @SuppressWarnings("unchecked") // put under its own key
  <T> @Nullable Given<T> find(Key<T> key) {
    return (Given<T>) values.get(key);
  }

  /** Those of services and methods. */
  public ServiceSettings ofServices() {
    return new ServiceSettings(ofServices);
  }
}
