package dev.tern.core.registry;

import dev.tern.api.spi.RegistryCredentials;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryDriverFactory;
import dev.tern.api.spi.RegistryUrl;
import dev.tern.core.plugin.Plugins;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Turns the one line that names a registry into its driver. */
public final class RegistryUrls {
  private RegistryUrls() {}

  /**
   * Opens the driver for a URL. Does not wait for the registry to be reachable.
   *
   * @param credentials null: none are configured
   * @throws IllegalArgumentException for an unknown scheme, listing those found, the one probably meant and the
   *     artifact to add; or for a URL that its driver refuses
   * @throws IOException if this machine cannot do it
   */
  public static RegistryDriver open(RegistryUrl url, @Nullable RegistryCredentials credentials,
      Plugins<RegistryDriverFactory> plugins) throws IOException {
    if (plugins.find(url.scheme()) == null) {
      refuseWhatIsNoScheme(url);
    }
    return plugins.getOrSuggest(url.scheme()).open(url, credentials);
  }

  private static void refuseWhatIsNoScheme(RegistryUrl url) {
    if (url.scheme().equals("memory")) {
      throw new IllegalArgumentException("registry: \"" + url
          + "\" (expected: the MemoryRegistry object itself, which client and server share; it has no URL)");
    }
    if (url.address().matches("\\d{1,5}(,.*)?")) {
      String endpoint = url.scheme() + ":" + url.address();
      throw new IllegalArgumentException(
          "registry: \"" + endpoint + "\" has no scheme (expected: such as static:" + endpoint + ")");
    }
  }
}
