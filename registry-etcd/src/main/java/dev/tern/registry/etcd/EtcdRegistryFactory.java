package dev.tern.registry.etcd;

import dev.tern.api.spi.RegistryCredentials;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryDriverFactory;
import dev.tern.api.spi.RegistryUrl;
import io.etcd.jetcd.Client;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens {@code etcd://host:2379,host:2379/path?ttl=10s}. The module's README says what its parameters mean.
 *
 * <p>Safe for many threads.
 */
public final class EtcdRegistryFactory implements RegistryDriverFactory {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdRegistryFactory.class);

  /** For {@link java.util.ServiceLoader}. */
  public EtcdRegistryFactory() {}

  @Override
  public String scheme() {
    return "etcd";
  }

  @Override
  public RegistryDriver open(RegistryUrl url, @Nullable RegistryCredentials credentials) throws IOException {
    EtcdSettings settings = EtcdSettings.read(url, credentials);
    EtcdTls.configure(Client.builder(), settings); // whatever is wrong with its files is told now
    if (settings.sendsPasswordInTheOpen()) {
      LOG.warn("Registry {}: the password travels in plain text; add tls=true", url);
    }
    return new EtcdRegistry(settings);
  }
}
