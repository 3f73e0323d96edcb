package dev.tern.core;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.Filter;
import dev.tern.api.spi.TransportFactory;
import dev.tern.api.spi.TransportSettings;
import dev.tern.api.spi.TransportSettings.Security;
import dev.tern.core.provider.HandlerSettings;
import dev.tern.core.settings.ServerKeys;
import dev.tern.core.settings.ServiceSettings;
import dev.tern.core.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a server is made with, checked.
 *
 * @param values what can be said by text
 * @param serviceKeys what keys say of services and methods
 */
record ServerSettings(Settings values, ServiceSettings serviceKeys, List<OfferedService> services,
    RegistrySources registries, List<ReadyHook> readyHooks, List<Filter> filters, @Nullable Executor executor,
    TransportFactory transport) {
  private static final ServerKeys KEYS = ServerKeys.KEYS;
  private static final Duration REGISTER_TIMEOUT = Duration.ofSeconds(3);

  ServerSettings {
    readyHooks = List.copyOf(readyHooks);
    services = List.copyOf(services);
    filters = List.copyOf(filters);
  }

  Endpoint address() {
    return new Endpoint(values.get(KEYS.host), values.get(KEYS.port));
  }

  List<String> codecs() {
    return values.get(KEYS.codecs);
  }

  Set<String> withoutFilters() {
    return values.get(KEYS.withoutFilters);
  }

  HandlerSettings handlers() {
    return new HandlerSettings(executor, values.get(KEYS.virtualThreads), values.get(KEYS.handlerThreads),
        values.get(KEYS.handlerQueue), values.get(KEYS.eventLoopWarning));
  }

  boolean health() {
    return values.get(KEYS.health);
  }

  boolean reflection() {
    return values.get(KEYS.reflection);
  }

  int weight() {
    return values.get(KEYS.weight);
  }

  Map<String, String> metadata() {
    return values.get(KEYS.metadata);
  }

  String zone() {
    return values.get(KEYS.zone);
  }

  Duration registerTimeout() {
    return REGISTER_TIMEOUT;
  }

  Duration spreadDelay() {
    return values.get(KEYS.spreadDelay);
  }

  Duration drainLimit() {
    return values.get(KEYS.drainLimit);
  }

  boolean shutdownHook() {
    return values.get(KEYS.shutdownHook);
  }

  Duration streamIdleTimeout() {
    return values.get(KEYS.streamIdleTimeout);
  }

  boolean adaptiveLimit() {
    return values.get(KEYS.adaptiveLimit);
  }

  TransportSettings transportSettings() {
    TransportSettings settings = TransportSettings.DEFAULT.withMaxMessageBytes(values.get(KEYS.maxMessageBytes))
        .withCompressAboveBytes(values.get(KEYS.compressAbove))
        .withMaxStreamsPerConnection(values.get(KEYS.maxStreamsPerConnection))
        .withKeepAlive(values.get(KEYS.keepAlive));
    return values.get(KEYS.usePlaintext) ? settings.withSecurity(Security.PLAINTEXT_EVERYWHERE) : settings;
  }

  /** Where consumers are told to go. A server that listens everywhere names this machine's own address. */
  Endpoint advertised(Endpoint listening) throws IOException {
    Optional<String> told = values.get(KEYS.advertisedHost);
    if (told.isPresent()) {
      return new Endpoint(told.get(), listening.port());
    }
    if (!InetAddress.getByName(listening.host()).isAnyLocalAddress()) {
      return listening;
    }
    return new Endpoint(InetAddress.getLocalHost().getHostAddress(), listening.port());
  }
}
