package dev.tern.core.registry.fixed;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.RegistryCredentials;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryDriverFactory;
import dev.tern.api.spi.RegistryUrl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code static:host:port,host:port}: no registry at all, but a list of providers. Each is taken to offer every
 * service in every group and version.
 */
public final class StaticRegistryFactory implements RegistryDriverFactory {
  /** For {@link java.util.ServiceLoader}. */
  public StaticRegistryFactory() {}

  @Override
  public String scheme() {
    return "static";
  }

  @Override
  public RegistryDriver open(RegistryUrl url, @Nullable RegistryCredentials credentials) {
    url.allowOnly();
    url.allowNo(credentials);
    List<Endpoint> endpoints = new ArrayList<>();
    for (String part : url.address().split(",", -1)) {
      Endpoint endpoint = parse(url, part.strip());
      if (endpoints.contains(endpoint)) {
        throw refused(url, endpoint + " is listed twice");
      }
      endpoints.add(endpoint);
    }
    return new StaticRegistry(endpoints);
  }

  private static Endpoint parse(RegistryUrl url, String part) {
    Endpoint endpoint;
    try {
      endpoint = Endpoint.parse(part);
    } catch (IllegalArgumentException e) {
      throw refused(url, "\"" + part + "\" is no endpoint");
    }
    if (endpoint.port() == 0) {
      throw refused(url, "\"" + part + "\" has port 0");
    }
    return endpoint;
  }

  private static IllegalArgumentException refused(RegistryUrl url, String problem) {
    return new IllegalArgumentException(
        "registry " + url + ": " + problem + " (expected: static:host:port,host:port, such as static:10.0.0.7:9000)");
  }
}
