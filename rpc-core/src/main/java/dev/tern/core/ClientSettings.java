package dev.tern.core;

import dev.tern.api.spi.Filter;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.TransportFactory;
import dev.tern.api.spi.TransportSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a client's builder was told, checked. */
record ClientSettings(RegistrySources registries, @Nullable Path snapshotDirectory, Duration emptyProtection,
    Duration timeout, Duration streamIdleTimeout, Duration startTimeout, String codec, String cluster, String loadBalancer,
    @Nullable Supplier<LoadBalancer> ownLoadBalancer, List<Filter> callFilters,
    List<Filter> attemptFilters, Set<String> withoutFilters, @Nullable Executor executor, boolean completeOnEventLoop,
    TransportFactory transport, TransportSettings transportSettings) {
  ClientSettings {
    callFilters = List.copyOf(callFilters);
    attemptFilters = List.copyOf(attemptFilters);
    withoutFilters = Set.copyOf(withoutFilters);
  }
}
