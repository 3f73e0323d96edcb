package dev.tern.api.spi;

import java.io.IOException;

/** Opens registries of one scheme. Listed in {@code META-INF/services/dev.tern.api.spi.RegistryDriverFactory}. */
public interface RegistryDriverFactory {
  /** Scheme of its URLs, such as {@code etcd}; unique among registries. */
  String scheme();

  /**
   * Opens a driver. May return before the registry can be reached; must not wait for it.
   *
   * @throws IllegalArgumentException for a URL that is wrong, showing it with what was expected
   * @throws IOException if this machine cannot do it, naming the URL and the reason
   */
  RegistryDriver open(RegistryUrl url) throws IOException;
}
