package dev.tern.core.settings;

import dev.tern.api.spi.RegistryUrl;
import java.util.List;

/** What clients and servers of one process have in common. A key of their own, where they have one, goes before it. */
public final class SharedKeys extends KeySection {
  /** All of them. */
  public static final SharedKeys KEYS = new SharedKeys();

  final Key<String> config = add(key("config", TextTypes.NAME, null,
      "File to read in place of `tern.properties` on the class path; system property or environment only").by("-"));
  final Key<List<RegistryUrl>> registry = add(key("registry", TextTypes.REGISTRIES, null,
      "Where clients look for providers and servers register").by("-"));
  final Key<String> registryUser = add(key("registry.user", TextTypes.NAME, null,
      "Who this process is to registries that ask").by("-").secret());
  final Key<String> registryPassword = add(key("registry.password", TextTypes.TEXT, null,
      "Its password there").by("-").secret());

  private SharedKeys() {
    super("tern.");
  }
}
