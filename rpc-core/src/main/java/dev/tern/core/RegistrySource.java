package dev.tern.core;

import dev.tern.api.spi.RegistryCredentials;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryDriverFactory;
import dev.tern.api.spi.RegistryUrl;
import dev.tern.core.plugin.Plugins;
import dev.tern.core.registry.MemoryRegistry;
import dev.tern.core.registry.RegistryUrls;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Where a client or server was told to find its registry: a URL, or an object inside this JVM. */
sealed interface RegistrySource {
  /**
   * Opens it.
   *
   * @throws IllegalArgumentException for a URL that names no registry, or is wrong
   */
  RegistryDriver open(Plugins<RegistryDriverFactory> plugins);

  /** False for one that is part of this process. */
  boolean canBeAway();

  /** By URL. */
  record Url(RegistryUrl url, @Nullable RegistryCredentials credentials) implements RegistrySource {
    @Override
    public RegistryDriver open(Plugins<RegistryDriverFactory> plugins) {
      try {
        return RegistryUrls.open(url, credentials, plugins);
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e); // names the registry
      }
    }

    @Override
    public boolean canBeAway() {
      return !url.scheme().equals("static");
    }

    @Override
    public String toString() {
      return url.toString();
    }
  }

  /** Shared inside this JVM. */
  record Memory(MemoryRegistry registry) implements RegistrySource {
    @Override
    public RegistryDriver open(Plugins<RegistryDriverFactory> plugins) {
      return registry.driver();
    }

    @Override
    public boolean canBeAway() {
      return false;
    }

    @Override
    public String toString() {
      return "memory";
    }
  }
}
