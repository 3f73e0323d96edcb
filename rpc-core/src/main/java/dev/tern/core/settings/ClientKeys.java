package dev.tern.core.settings;

import dev.tern.api.spi.RegistryUrl;
import dev.tern.api.spi.TransportSettings;
import dev.tern.core.directory.DirectorySettings;
import dev.tern.core.registry.RegistryLoopSettings;
import dev.tern.core.registry.snapshot.Snapshots;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What {@code RpcClient.builder()} can be told by text. */
public final class ClientKeys extends KeySection {
  /** All of them. */
  public static final ClientKeys KEYS = new ClientKeys();

  public final Key<List<RegistryUrl>> registry = add(key("registry", TextTypes.REGISTRIES, null,
      "Where providers are found, the preferred one first").orElse(SharedKeys.KEYS.registry));
  public final Key<String> registryUser = add(key("registry.user", TextTypes.NAME, null,
      "For registries named without credentials, other than `static:` and `file:`").by("registryCredentials").secret()
      .orElse(SharedKeys.KEYS.registryUser));
  public final Key<String> registryPassword = add(key("registry.password", TextTypes.TEXT, null,
      "Its password").by("registryCredentials").secret().orElse(SharedKeys.KEYS.registryPassword));
  public final Key<Duration> timeout = add(key("timeout", TextTypes.above0(), Duration.ofSeconds(3),
      "Of a call over all its attempts"));
  public final Key<Duration> streamIdleTimeout = add(key("stream-idle-timeout", TextTypes.above0(),
      Duration.ofSeconds(60), "How long a stream may make no progress in either direction"));
  public final Key<Duration> startTimeout = add(key("start-timeout", TextTypes.from0(), Duration.ofSeconds(3),
      "How long `create` waits for the registry's first answer before it fails; 0: neither"));
  public final Key<String> codec = add(key("codec", TextTypes.NAME, "protobuf",
      "How messages become bytes"));
  public final Key<String> cluster = add(key("cluster", TextTypes.NAME, "failover",
      "What happens when an attempt fails: `failover`, `failfast`, `failsafe`, `failback`, `forking`, `broadcast`, `available`"));
  public final Key<String> loadBalancer = add(key("load-balancer", TextTypes.NAME, "round_robin",
      "How calls spread over providers: `round_robin`, `random`, `least_active`, `p2c`, "
          + "`shortest_response`, `consistent_hash`; by method also one of your own"));
  public final Key<String> zone = add(key("zone", TextTypes.TEXT, "",
      "Where this consumer stands: providers of the same zone are asked first"));
  public final Key<Duration> warmUp = add(key("warm-up", TextTypes.upTo(Duration.ofHours(1)),
      DirectorySettings.DEFAULT.warmUp(), "How long a provider that has just started gets less than its share; 0: never"));
  public final Key<Optional<Path>> routingRules = add(key("routing-rules", TextTypes.FILE, Optional.empty(),
      "Rules that say which providers calls may go to; read again when it changes"));
  public final Key<Optional<Path>> snapshotDirectory = add(key("snapshot-directory", TextTypes.DIRECTORY, null,
      "The last known providers, for a start without the registry; by method also `withoutSnapshot()`")
      .otherwise("`~/.cache/tern/providers`", () -> Optional.ofNullable(Snapshots.defaultDirectory())));
  public final Key<Duration> emptyProtection = add(key("empty-protection",
      TextTypes.upTo(RegistryLoopSettings.LONGEST_EMPTY_PROTECTION), RegistryLoopSettings.defaults().emptyProtection(),
      "How long an emptied list of providers is not believed"));
  public final Key<Set<String>> withoutFilters = add(key("without-filters", TextTypes.NAMES, Set.of(),
      "Filters on the class path that are left out").by("withoutFilter"));
  public final Key<Boolean> accessLog = add(key("access-log", TextTypes.FLAG, false,
      "A line for each call that ends, with the logger `tern.access`"));
  public final Key<Boolean> completeOnEventLoop = add(key("complete-on-event-loop", TextTypes.FLAG, false,
      "Continuations, which must then never block, run where the reply arrives"));
  public final Key<Duration> eventLoopWarning = add(key("event-loop-warning", TextTypes.from0(), Duration.ofMillis(100),
      "How long continuations may keep an event loop before a warning; 0: never"));
  public final Key<Integer> connections = add(key("connections", TextTypes.number(1, 64),
      TransportSettings.DEFAULT.connections(), "Connections to each provider"));
  public final Key<Duration> keepAlive = add(key("keep-alive", TextTypes.zeroOr(Duration.ofSeconds(1)),
      TransportSettings.DEFAULT.keepAlive(), "Silence after which a provider is asked whether it is there; 0: never"));
  public final Key<Boolean> usePlaintext = add(key("use-plaintext", TextTypes.FLAG, false,
      "Allows unencrypted connections beyond loopback"));
  public final Key<Integer> maxMessageBytes = add(key("max-message-bytes",
      TextTypes.size(1 << 10, Integer.MAX_VALUE), TransportSettings.DEFAULT.maxMessageBytes(),
      "Longest message either way"));
  public final Key<Integer> compressAbove = add(key("compress-above", TextTypes.COMPRESS_ABOVE,
      TransportSettings.NEVER, "Longer requests are sent with gzip"));
  public final Key<String> circuitBreaker = add(key("circuit-breaker", TextTypes.BREAKER, "off",
      "Whether calls of a method that mostly fail at a provider are kept from it"));

  public final Key<Integer> maxActive = add(key("max-active", TextTypes.number(1, 1_000_000), null,
      "Calls of one method under way at once; others fail at once"));

  private ClientKeys() {
    super("tern.client.");
  }
}
