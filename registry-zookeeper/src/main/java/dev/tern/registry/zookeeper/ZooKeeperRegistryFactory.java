package dev.tern.registry.zookeeper;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.RegistryCredentials;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryDriverFactory;
import dev.tern.api.spi.RegistryUrl;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code zookeeper://host:port,host:port/path?session=30s}: a ZooKeeper ensemble of version 3.6 or newer.
 *
 * <ul>
 *   <li>Port: 2181 unless given. Path: {@code /tern} unless given; made when it is missing.
 *   <li>{@code session}: how long the records of a process outlive it, and how long it may be cut off without losing
 *       them. 4 s to 10 min, 30 s unless given; the ensemble may grant less or more (by default it grants 4 to 40 s).
 *   <li>Credentials are ZooKeeper's {@code digest}. What a driver with credentials makes may be read by all and
 *       changed by the same user only; what one without makes may be changed by all.
 * </ul>
 */
public final class ZooKeeperRegistryFactory implements RegistryDriverFactory {
  /** For {@link java.util.ServiceLoader}. */
  public ZooKeeperRegistryFactory() {}

  @Override
  public String scheme() {
    return "zookeeper";
  }

  @Override
  public RegistryDriver open(RegistryUrl url, @Nullable RegistryCredentials credentials) throws IOException {
    ZooKeeperUrl parsed = ZooKeeperUrl.of(url);
    if (credentials != null && credentials.user().indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "registry " + url + ": a user with a colon in its name (expected: none, ZooKeeper ends the name there)");
    }
    return ZooKeeperRegistry.open(parsed, credentials, NanoClock.system());
  }
}
