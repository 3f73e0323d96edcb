package dev.tern.core;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.Filter;
import dev.tern.api.spi.TransportFactory;
import dev.tern.api.spi.TransportSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What a server's builder was told, checked. */
record ServerSettings(List<OfferedService> services, Endpoint address, @Nullable String advertisedHost,
    RegistrySources registries, List<ReadyHook> readyHooks, List<String> codecs, List<Filter> filters,
    Set<String> withoutFilters, @Nullable Executor executor, int handlerThreads, int handlerQueue, int weight,
    String zone, Duration registerTimeout, Duration spreadDelay, Duration drainLimit, Duration streamIdleTimeout,
    boolean shutdownHook, TransportFactory transport, TransportSettings transportSettings) {
  ServerSettings {
    readyHooks = List.copyOf(readyHooks);
    services = List.copyOf(services);
    codecs = List.copyOf(codecs);
    filters = List.copyOf(filters);
    withoutFilters = Set.copyOf(withoutFilters);
  }

  /** Where consumers are told to go. A server that listens everywhere names this machine's own address. */
  Endpoint advertised(Endpoint listening) throws IOException {
    if (advertisedHost != null) {
      return new Endpoint(advertisedHost, listening.port());
    }
    if (!InetAddress.getByName(listening.host()).isAnyLocalAddress()) {
      return listening;
    }
    return new Endpoint(InetAddress.getLocalHost().getHostAddress(), listening.port());
  }
}
