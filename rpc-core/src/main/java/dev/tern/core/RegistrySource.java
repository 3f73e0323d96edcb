package dev.tern.core;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryDriverFactory;
import dev.tern.api.spi.RegistryUrl;
import dev.tern.core.plugin.Plugins;
import dev.tern.core.registry.MemoryRegistry;
import dev.tern.core.registry.RegistryLoop;
import dev.tern.core.registry.RegistryLoopSettings;
import dev.tern.core.registry.RegistryUrls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;

/** Where a client or server was told to find its registry: a URL, or an object inside this JVM. */
sealed interface RegistrySource {
  /**
   * Opens it.
   *
   * @throws IllegalArgumentException for a URL that names no registry, or is wrong
   */
  RegistryLoop open(Plugins<RegistryDriverFactory> plugins, NanoClock clock);

  /** By URL. */
  record Url(RegistryUrl url) implements RegistrySource {
    @Override
    public RegistryLoop open(Plugins<RegistryDriverFactory> plugins, NanoClock clock) {
      try {
        return start(toString(), RegistryUrls.open(url, null, plugins), clock);
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e); // names the registry
      }
    }

    @Override
    public String toString() {
      return url.toString();
    }
  }

  /** Shared inside this JVM. */
  record Memory(MemoryRegistry registry) implements RegistrySource {
    @Override
    public RegistryLoop open(Plugins<RegistryDriverFactory> plugins, NanoClock clock) {
      return start(toString(), registry.driver(), clock);
    }

    @Override
    public String toString() {
      return "memory";
    }
  }

  private static RegistryLoop start(String name, RegistryDriver driver, NanoClock clock) {
    return RegistryLoop.start(name, driver, RegistryLoopSettings.defaults(), clock, new Random());
  }
}
