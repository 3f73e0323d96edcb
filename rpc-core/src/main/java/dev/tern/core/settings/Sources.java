package dev.tern.core.settings;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every text that can hold a setting, as it was at one moment; the most important first.
 *
 * @param systemProperties all of them
 * @param environment all of it
 * @param file {@code tern.properties}, or the file that takes its place
 */
public record Sources(Map<String, String> systemProperties, Map<String, String> environment, TernFile file) {
  public Sources {
    systemProperties = Collections.unmodifiableMap(new TreeMap<>(systemProperties));
    environment = Collections.unmodifiableMap(new TreeMap<>(environment));
  }

  /** Nothing but what a builder is told. */
  public static Sources none() {
    return new Sources(Map.of(), Map.of(), TernFile.NONE);
  }

  /** A copy with another environment. */
  public Sources withEnvironment(Map<String, String> other) {
    return new Sources(systemProperties, other, file);
  }

  /**
   * Those of this JVM, now. The file is looked for where plug-ins are: by the calling thread's context class loader,
   * and by Tern's own.
   *
   * @throws IllegalArgumentException for a file that is named and cannot be read, or two of them on the class path
   */
  public static Sources ofThisProcess() {
    Properties properties = System.getProperties();
    Map<String, String> texts = new TreeMap<>();
    properties.stringPropertyNames().forEach(name -> texts.put(name, properties.getProperty(name, "")));
    return of(texts, System.getenv(), classLoaders());
  }

  static Sources of(Map<String, String> systemProperties, Map<String, String> environment, List<ClassLoader> loaders) {
    Key<String> config = SharedKeys.KEYS.config;
    String named = systemProperties.get(config.name());
    String inEnvironment = environment.getOrDefault(config.environmentName(), "");
    TernFile file = named != null ? TernFile.at(named, Configuration.SYSTEM_PROPERTY)
        : !inEnvironment.isBlank() ? TernFile.at(inEnvironment, Configuration.ENVIRONMENT + config.environmentName())
        : TernFile.onClassPath(loaders);
    return new Sources(systemProperties, environment, file);
  }

  private static List<ClassLoader> classLoaders() {
    Set<ClassLoader> loaders = new LinkedHashSet<>();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context != null) {
      loaders.add(context);
    }
    loaders.add(Sources.class.getClassLoader());
    return List.copyOf(loaders);
  }

  /** How much, never what: some of it is secret. */
  @Override
  public String toString() {
    return "Sources[" + file.name() + "]";
  }
}
