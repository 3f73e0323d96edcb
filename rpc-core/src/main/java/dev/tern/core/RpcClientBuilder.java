package dev.tern.core;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.Filter;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.TransportFactory;
import dev.tern.api.spi.TransportSettings;
import dev.tern.api.spi.TransportSettings.Security;
import dev.tern.core.plugin.PluginKind;
import dev.tern.core.plugin.Plugins;
import dev.tern.core.registry.MemoryRegistry;
import dev.tern.core.registry.RegistryLoopSettings;
import dev.tern.core.registry.snapshot.Snapshots;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link RpcClient}. Only {@code registry} or {@code direct} must be given. For one thread. */
public final class RpcClientBuilder {
  private static final String OWN_BALANCER = "(own)";

  private final RegistrySources registries = new RegistrySources();
  private @Nullable Path snapshotDirectory = Snapshots.defaultDirectory();
  private Duration emptyProtection = RegistryLoopSettings.defaults().emptyProtection();
  private Duration timeout = Duration.ofSeconds(3);
  private Duration streamIdleTimeout = Duration.ofSeconds(60);
  private Duration startTimeout = Duration.ofSeconds(3);
  private String codec = "protobuf";
  private String cluster = "failover";
  private String loadBalancer = "round_robin";
  private @Nullable Supplier<LoadBalancer> ownLoadBalancer;
  private final List<Filter> callFilters = new ArrayList<>();
  private final List<Filter> attemptFilters = new ArrayList<>();
  private final Set<String> withoutFilters = new HashSet<>();
  private @Nullable Executor executor;
  private boolean completeOnEventLoop;
  private @Nullable TransportFactory transport;
  private TransportSettings transportSettings = TransportSettings.DEFAULT;

  RpcClientBuilder() {}

  /**
   * Where providers are found, as one URL: {@code etcd://host:2379}, {@code zookeeper://host:2181}, {@code
   * file:/directory} (processes of one machine) or {@code static:host:port,host:port}. With several, here or in several
   * calls, the first is preferred, and the next one used while that is empty or away.
   *
   * @throws IllegalArgumentException for a text that is no such URL, or one that was given before
   */
  public RpcClientBuilder registry(String url, String... others) {
    registries.add(url, others);
    return this;
  }

  /** A registry inside this JVM, shared with the servers that register there. */
  public RpcClientBuilder registry(MemoryRegistry shared) {
    registries.add(shared);
    return this;
  }

  /**
   * Who this client is to the registries named in the {@code registry} call before. Neither is ever logged.
   *
   * @throws IllegalArgumentException if there was no such call
   */
  public RpcClientBuilder registryCredentials(String user, String password) {
    registries.credentials(user, password);
    return this;
  }

  /**
   * Where the last known providers are kept, so that a client can start while its registry is away; {@code
   * $XDG_CACHE_HOME/tern/providers} or {@code ~/.cache/tern/providers} by default. Made when needed, for its owner only;
   * many processes may share it.
   */
  public RpcClientBuilder snapshotDirectory(Path directory) {
    snapshotDirectory = directory.toAbsolutePath();
    return this;
  }

  /** Keeps nothing on disk: a client that starts while its registry is away knows no provider. */
  public RpcClientBuilder withoutSnapshot() {
    snapshotDirectory = null;
    return this;
  }

  /**
   * How long the last known providers of a service are kept when a registry suddenly names none, until a second reading
   * confirms it; 0 to 10 min, 30 s by default. 0: it is believed at once.
   */
  public RpcClientBuilder emptyProtection(Duration value) {
    emptyProtection = RegistryLoopSettings.defaults().withEmptyProtection(value).emptyProtection();
    return this;
  }

  /** These providers and no registry, each as {@code host:port}: short for {@code static:}. */
  public RpcClientBuilder direct(String... endpoints) {
    if (endpoints.length == 0) {
      throw new IllegalArgumentException("direct: no endpoint (expected: one or more of host:port)");
    }
    for (String endpoint : endpoints) {
      Endpoint.parse(endpoint);
    }
    return registry("static:" + String.join(",", endpoints));
  }

  /**
   * Longest time of a call over all its attempts, for methods that name none; &gt; 0, 3 s by default. A stream must have
   * begun within it: its provider answered, or took the streamed request.
   */
  public RpcClientBuilder timeout(Duration value) {
    timeout = positive("timeout", value);
    return this;
  }

  /**
   * How long a stream may go on without a message in either direction before it fails with DEADLINE_EXCEEDED; &gt; 0, 60
   * s by default. Time in which the subscriber asks for no more elements does not count: a slow reader is no hung call. It
   * does count against an {@code Iterator} or {@code Stream} of which nothing is taken, so that one left open is closed in
   * the end.
   */
  public RpcClientBuilder streamIdleTimeout(Duration value) {
    streamIdleTimeout = positive("streamIdleTimeout", value);
    return this;
  }

  /**
   * How long {@link RpcClient#create} waits for the registry's first answer before it fails; &gt;= 0, 3 s by default. 0:
   * it neither waits nor fails, and the first calls wait instead, within their own deadlines and 3 s at most.
   */
  public RpcClientBuilder startTimeout(Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException("startTimeout: " + value + " (expected: >= 0)");
    }
    startTimeout = value;
    return this;
  }

  /** Codec by name, for methods that name none; {@code protobuf} by default. */
  public RpcClientBuilder codec(String name) {
    codec = requireNonNull(name, "codec");
    return this;
  }

  /** Cluster mode by name, for methods that name none; {@code failover} by default. */
  public RpcClientBuilder cluster(String name) {
    cluster = requireNonNull(name, "cluster");
    return this;
  }

  /** Load balancer by name, for methods that name none; {@code round_robin} by default. */
  public RpcClientBuilder loadBalancer(String name) {
    loadBalancer = requireNonNull(name, "loadBalancer");
    ownLoadBalancer = null;
    return this;
  }

  /** A load balancer of your own, for methods that name none; asked for one per consumed service. */
  public RpcClientBuilder loadBalancer(Supplier<LoadBalancer> balancer) {
    ownLoadBalancer = requireNonNull(balancer, "loadBalancer");
    loadBalancer = OWN_BALANCER;
    return this;
  }

  /** Adds a filter around each call, inside those added before and outside those found on the class path. */
  public RpcClientBuilder filter(Filter filter) {
    callFilters.add(requireNonNull(filter, "filter"));
    return this;
  }

  /** Adds a filter around each attempt of a call. */
  public RpcClientBuilder attemptFilter(Filter filter) {
    attemptFilters.add(requireNonNull(filter, "filter"));
    return this;
  }

  /** Leaves out a filter that is found on the class path. */
  public RpcClientBuilder withoutFilter(String name) {
    withoutFilters.add(requireNonNull(name, "filter"));
    return this;
  }

  /** Runs the continuations of futures and the subscribers of streams; yours to close. A small pool of the client's own by default. */
  public RpcClientBuilder executor(Executor value) {
    executor = requireNonNull(value, "executor");
    return this;
  }

  /**
   * Completes futures where their reply arrives, on an event loop, which saves a hop between threads; subscribers of
   * streams run there too, and request publishers are asked there. All of these must then never block.
   */
  public RpcClientBuilder completeOnEventLoop() {
    completeOnEventLoop = true;
    return this;
  }

  /** Allows unencrypted connections beyond this machine's loopback interface. */
  public RpcClientBuilder usePlaintext() {
    transportSettings = transportSettings.withSecurity(Security.PLAINTEXT_EVERYWHERE);
    return this;
  }

  /** Longest message either way, in bytes, 1 KiB to 2 GiB - 1; 4 MiB by default. */
  public RpcClientBuilder maxMessageBytes(int value) {
    transportSettings = transportSettings.withMaxMessageBytes(value);
    return this;
  }

  /**
   * Compresses requests longer than this many bytes with gzip, 0 or more; none by default. Every gRPC provider in Java
   * takes that; one that does not answers UNIMPLEMENTED.
   */
  public RpcClientBuilder compressAbove(int bytes) {
    transportSettings = transportSettings.withCompressAboveBytes(bytes);
    return this;
  }

  /** Another wire than gRPC over HTTP/2, for tests inside one JVM for one. Both sides need the same. */
  public RpcClientBuilder transport(TransportFactory value) {
    transport = requireNonNull(value, "transport");
    return this;
  }

  /**
   * Opens the client.
   *
   * @throws IllegalArgumentException for a setting that cannot work: no registry, or a name that nothing on the class
   *     path has
   */
  public RpcClient build() {
    if (registries.isEmpty()) {
      throw new IllegalArgumentException(
          "registry: not given (expected: registry(url), such as static:127.0.0.1:9000, or direct(\"host:port\"))");
    }
    return new RpcClient(new ClientSettings(registries.copy(), snapshotDirectory, emptyProtection, timeout,
        streamIdleTimeout, startTimeout, codec, cluster, loadBalancer, ownLoadBalancer, callFilters, attemptFilters,
        withoutFilters, executor, completeOnEventLoop, Plugins.chosen(PluginKind.TRANSPORT, transport, "grpc"),
        transportSettings));
  }

  static Duration positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
    return value;
  }
}
