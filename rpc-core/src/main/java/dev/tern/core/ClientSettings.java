package dev.tern.core;

import dev.tern.api.NanoClock;
import dev.tern.api.ServiceId;
import dev.tern.api.spi.Filter;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.Router;
import dev.tern.api.spi.TransportFactory;
import dev.tern.api.spi.TransportSettings;
import dev.tern.api.spi.TransportSettings.Security;
import dev.tern.core.directory.DirectorySettings;
import dev.tern.core.overload.MaxActive;
import dev.tern.core.registry.Registries;
import dev.tern.core.registry.RegistryLoopSettings;
import dev.tern.core.registry.snapshot.Snapshots;
import dev.tern.core.settings.ClientKeys;
import dev.tern.core.settings.ServiceSettings;
import dev.tern.core.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a client is made with, checked.
 *
 * @param values what can be said by text
 * @param services what keys say of services and methods
 */
record ClientSettings(Settings values, ServiceSettings services, RegistrySources registries,
    @Nullable Supplier<LoadBalancer> ownLoadBalancer, @Nullable Router router, List<Filter> callFilters, List<Filter> attemptFilters,
    @Nullable Executor executor, TransportFactory transport) {
  private static final ClientKeys KEYS = ClientKeys.KEYS;

  ClientSettings {
    callFilters = List.copyOf(callFilters);
    attemptFilters = List.copyOf(attemptFilters);
  }

  @Nullable Path snapshotDirectory() {
    return values.get(KEYS.snapshotDirectory).orElse(null);
  }

  Registries openRegistries(@Nullable Snapshots snapshots, NanoClock clock) {
    try {
      return registries.open(RegistryLoopSettings.defaults().withEmptyProtection(values.get(KEYS.emptyProtection)), snapshots,
          clock);
    } catch (IllegalArgumentException e) {
      throw values.explained(KEYS.registry, e);
    }
  }

  Duration timeout() {
    return values.get(KEYS.timeout);
  }

  Duration startTimeout() {
    return values.get(KEYS.startTimeout);
  }

  String codec() {
    return values.get(KEYS.codec);
  }

  String cluster() {
    return values.get(KEYS.cluster);
  }

  String loadBalancer() {
    return values.get(KEYS.loadBalancer);
  }

  Set<String> withoutFilters() {
    return values.get(KEYS.withoutFilters);
  }

  boolean completeOnEventLoop() {
    return values.get(KEYS.completeOnEventLoop);
  }

  Duration streamIdleTimeout() {
    return values.get(KEYS.streamIdleTimeout);
  }

  Duration eventLoopWarning() {
    return values.get(KEYS.eventLoopWarning);
  }

  String circuitBreaker() {
    return values.get(KEYS.circuitBreaker);
  }

  @Nullable Path routingRules() {
    return values.get(KEYS.routingRules).orElse(null);
  }

  DirectorySettings directory() {
    return new DirectorySettings(values.get(KEYS.zone), values.get(KEYS.warmUp));
  }

  /** Of one method; empty: as many as there are. */
  Optional<MaxActive> maxActive(ServiceId service, String method) {
    return services.maxActive(service, method)
        .or(() -> values.find(KEYS.maxActive).map(calls -> new MaxActive(calls, KEYS.maxActive.name())));
  }

  TransportSettings transportSettings() {
    TransportSettings settings = TransportSettings.DEFAULT.withMaxMessageBytes(values.get(KEYS.maxMessageBytes))
        .withCompressAboveBytes(values.get(KEYS.compressAbove)).withConnections(values.get(KEYS.connections))
        .withKeepAlive(values.get(KEYS.keepAlive)).withCompletesOnEventLoop(completeOnEventLoop());
    return values.get(KEYS.usePlaintext) ? settings.withSecurity(Security.PLAINTEXT_EVERYWHERE) : settings;
  }
}
