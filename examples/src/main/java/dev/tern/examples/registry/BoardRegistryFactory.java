package dev.tern.examples.registry;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.RegistryCredentials;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryDriverFactory;
import dev.tern.api.spi.RegistryUrl;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Opens {@code board://host:port} or {@code board://host:port?ttl=10}, in seconds. */
public final class BoardRegistryFactory implements RegistryDriverFactory {
  /** For {@link java.util.ServiceLoader}. */
  public BoardRegistryFactory() {}

  @Override
  public String scheme() {
    return "board";
  }

  @Override
  public RegistryDriver open(RegistryUrl url, @Nullable RegistryCredentials credentials) {
    url.allowOnly("ttl"); // a mistyped parameter is an error, not a surprise
    url.allowNo(credentials);
    return new BoardRegistry(Endpoint.parse(url.address()), ttl(url));
  }

  private static Duration ttl(RegistryUrl url) {
    String text = url.parameters().getOrDefault("ttl", "10");
    if (!text.matches("[1-9]\\d{0,2}")) {
      throw new IllegalArgumentException("registry " + url + ": ttl is no time (expected: 1 to 999, in seconds)");
    }
    return Duration.ofSeconds(Integer.parseInt(text));
  }
}
