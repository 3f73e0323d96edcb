package dev.tern.core.settings;

import java.util.Map;
import java.util.TreeMap;

/** Sources that a test writes, a line at a time. */
final class SourcesFixture {
  private final Map<String, String> properties = new TreeMap<>();
  private final Map<String, String> environment = new TreeMap<>();
  private final Map<String, String> file = new TreeMap<>();

  SourcesFixture property(String name, String text) {
    properties.put(name, text);
    return this;
  }

  SourcesFixture environment(String name, String text) {
    environment.put(name, text);
    return this;
  }

  SourcesFixture file(String name, String text) {
    file.put(name, text);
    return this;
  }

  Configuration read() {
    return Configuration.read(new Sources(properties, environment, new TernFile("file /etc/tern.properties", file)));
  }

  Settings client(Told told) {
    return new Settings(ClientKeys.KEYS, told, read());
  }

  Settings client() {
    return client(new Told());
  }

  ServiceSettings services() {
    return read().ofServices();
  }
}
