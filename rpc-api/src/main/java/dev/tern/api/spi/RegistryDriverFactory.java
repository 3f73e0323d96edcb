package dev.tern.api.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Opens registries of one scheme. Listed in {@code META-INF/services/dev.tern.api.spi.RegistryDriverFactory}. */
public interface RegistryDriverFactory {
  /** Scheme of its URLs, such as {@code etcd}; unique among registries. */
  String scheme();

  /**
   * Opens a driver. May return before the registry can be reached; must not wait for it.
   *
   * @param credentials null: none were configured. A registry that knows no users refuses them
   * @throws IllegalArgumentException for a URL that is wrong, showing it with what was expected
   * @throws IOException if this machine cannot do it, naming the URL and the reason
   */
  RegistryDriver open(RegistryUrl url, @Nullable RegistryCredentials credentials) throws IOException;
}
