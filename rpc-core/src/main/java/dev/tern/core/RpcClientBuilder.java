package dev.tern.core;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.Filter;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.NamedFilter;
import dev.tern.api.spi.Router;
import dev.tern.api.spi.TransportFactory;
import dev.tern.core.filter.AccessLog;
import dev.tern.core.plugin.PluginKind;
import dev.tern.core.plugin.Plugins;
import dev.tern.core.registry.MemoryRegistry;
import dev.tern.core.settings.ClientKeys;
import dev.tern.core.settings.Configuration;
import dev.tern.core.settings.Settings;
import dev.tern.core.settings.Sources;
import dev.tern.core.settings.Told;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link RpcClient}. Only a registry must be given, here or by key: what no method says is looked for in
 * system properties ({@code startTimeout} as {@code tern.client.start-timeout}), the environment ({@code
 * TERN_CLIENT_START_TIMEOUT}) and {@code tern.properties}, when the client is built. For one thread.
 */
public final class RpcClientBuilder {
  private static final String OWN_BALANCER = "(own)";

  private static final ClientKeys KEYS = ClientKeys.KEYS;

  private final Supplier<Sources> sources;
  private final Told told = new Told();
  private final RegistrySources registries = new RegistrySources();
  private @Nullable Supplier<LoadBalancer> ownLoadBalancer;
  private @Nullable Router router;
  private final List<Filter> callFilters = new ArrayList<>();
  private final List<Filter> attemptFilters = new ArrayList<>();
  private @Nullable Executor executor;
  private @Nullable TransportFactory transport;

  /** @param sources read when the client is built */
  RpcClientBuilder(Supplier<Sources> sources) {
    this.sources = sources;
  }

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
   * $XDG_CACHE_HOME/tern/providers} or {@code ~/.cache/tern/providers} by default. Made when needed, for its owner
   * only; many processes may share it.
   */
  public RpcClientBuilder snapshotDirectory(Path directory) {
    told.put(KEYS.snapshotDirectory, Optional.of(directory.toAbsolutePath()));
    return this;
  }

  /** Keeps nothing on disk: a client that starts while its registry is away knows no provider. */
  public RpcClientBuilder withoutSnapshot() {
    told.put(KEYS.snapshotDirectory, Optional.empty());
    return this;
  }

  /**
   * How long the last known providers of a service are kept when a registry suddenly names none, until a second reading
   * confirms it; 0 to 10 min, 30 s by default. 0: it is believed at once.
   */
  public RpcClientBuilder emptyProtection(Duration value) {
    told.put(KEYS.emptyProtection, value);
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

  /** As {@link #direct(String...)}, such as {@code direct(server.address())}. */
  public RpcClientBuilder direct(Endpoint first, Endpoint... others) {
    return direct(Stream.concat(Stream.of(first), Stream.of(others)).map(Endpoint::toString).toArray(String[]::new));
  }

  /**
   * Longest time of a call over all its attempts, for methods that name none; &gt; 0, 3 s by default. A stream must
   * have begun within it: its provider answered, or took the streamed request.
   */
  public RpcClientBuilder timeout(Duration value) {
    told.put(KEYS.timeout, value);
    return this;
  }

  /**
   * How long a stream may go on without a message in either direction before it fails with DEADLINE_EXCEEDED; &gt; 0,
   * 60 s by default. Time in which the subscriber asks for no more elements does not count: a slow reader is no hung
   * call. It does count against an {@code Iterator} or {@code Stream} of which nothing is taken, so that one left open
   * is closed in the end.
   */
  public RpcClientBuilder streamIdleTimeout(Duration value) {
    told.put(KEYS.streamIdleTimeout, value);
    return this;
  }

  /**
   * How long {@link RpcClient#create} waits for the registry's first answer before it fails; &gt;= 0, 3 s by default.
   * 0: it neither waits nor fails, and the first calls wait instead, within their own deadlines and 3 s at most.
   */
  public RpcClientBuilder startTimeout(Duration value) {
    told.put(KEYS.startTimeout, value);
    return this;
  }

  /** Codec by name, for methods that name none; {@code protobuf} by default. */
  public RpcClientBuilder codec(String name) {
    told.put(KEYS.codec, name);
    return this;
  }

  /** Cluster mode by name and options, for methods that name none; {@code failover} by default. */
  public RpcClientBuilder cluster(String name) {
    told.put(KEYS.cluster, name);
    return this;
  }

  /** Load balancer by name and options, for methods that name none; {@code round_robin} by default. */
  public RpcClientBuilder loadBalancer(String name) {
    told.put(KEYS.loadBalancer, name);
    ownLoadBalancer = null;
    return this;
  }

  /**
   * A file of rules that say which providers calls may go to, see {@code docs/routing.md}; read again when it changes.
   * It has to exist, and may be empty.
   */
  public RpcClientBuilder routingRules(Path file) {
    told.put(KEYS.routingRules, Optional.of(file.toAbsolutePath()));
    return this;
  }

  /** A router of your own, in place of rules. */
  public RpcClientBuilder router(Router value) {
    router = requireNonNull(value, "router");
    return this;
  }

  /** Where this consumer stands, such as a data centre: providers of the same zone are asked first. */
  public RpcClientBuilder zone(String zone) {
    told.put(KEYS.zone, zone);
    return this;
  }

  /** How long a provider that has just started gets less than its share; 30 s by default, zero for never. */
  public RpcClientBuilder warmUp(Duration length) {
    told.put(KEYS.warmUp, length);
    return this;
  }

  /** A load balancer of your own, for methods that name none; asked for one per consumed service. */
  public RpcClientBuilder loadBalancer(Supplier<LoadBalancer> balancer) {
    ownLoadBalancer = requireNonNull(balancer, "loadBalancer");
    told.put(KEYS.loadBalancer, OWN_BALANCER);
    return this;
  }

  /**
   * Whether calls of a method that mostly fail at one provider are kept from it, and fail at once where that is so at
   * all providers: {@code off}, which is the default, {@code on}, or with options {@code
   * on?share=0.5&calls=20&window=10s&pause=5s}: more than this share of at least so many calls within that time, and
   * how long until one call is let through to find out. A service's own failures never count.
   */
  public RpcClientBuilder circuitBreaker(String text) {
    told.put(KEYS.circuitBreaker, text);
    return this;
  }

  /**
   * Adds a filter around each call, inside those added before and outside those found on the class path, unless it is a
   * {@link NamedFilter} that says otherwise.
   */
  public RpcClientBuilder filter(Filter filter) {
    callFilters.add(requireNonNull(filter, "filter"));
    return this;
  }

  /** As {@link #filter(Filter)}, under a name beside which others can ask for a place. */
  public RpcClientBuilder filter(String name, Filter filter) {
    return filter(NamedFilter.of(name, filter));
  }

  /** Writes a line for each call that ends, with the logger {@code tern.access}: see {@link AccessLog}. */
  public RpcClientBuilder accessLog() {
    told.put(KEYS.accessLog, true);
    return this;
  }

  /** As {@link #attemptFilter(Filter)}, under a name beside which others can ask for a place. */
  public RpcClientBuilder attemptFilter(String name, Filter filter) {
    return attemptFilter(NamedFilter.of(name, filter));
  }

  /** Adds a filter around each attempt of a call, in the same order. */
  public RpcClientBuilder attemptFilter(Filter filter) {
    attemptFilters.add(requireNonNull(filter, "filter"));
    return this;
  }

  /** Leaves out a filter that is found on the class path. */
  public RpcClientBuilder withoutFilter(String name) {
    Set<String> names = new LinkedHashSet<>(told.get(KEYS.withoutFilters, Set.of()));
    names.add(requireNonNull(name, "filter"));
    told.put(KEYS.withoutFilters, Collections.unmodifiableSet(names));
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
    told.put(KEYS.completeOnEventLoop, true);
    return this;
  }

  /**
   * How long continuations may keep an event loop, under {@link #completeOnEventLoop()}, before a warning with the
   * method and the stack of the thread is logged, once per method and minute; &gt;= 0, 100 ms by default. 0: never.
   */
  public RpcClientBuilder eventLoopWarning(Duration value) {
    told.put(KEYS.eventLoopWarning, value);
    return this;
  }

  /** Another wire than gRPC over HTTP/2, for tests inside one JVM for one. Both sides need the same. */
  public RpcClientBuilder transport(TransportFactory value) {
    transport = requireNonNull(value, "transport");
    return this;
  }

  /** Allows unencrypted connections beyond this machine's loopback interface. */
  public RpcClientBuilder usePlaintext() {
    told.put(KEYS.usePlaintext, true);
    return this;
  }

  /** Longest message either way, in bytes, 1 KiB to 2 GiB - 1; 4 MiB by default. */
  public RpcClientBuilder maxMessageBytes(int value) {
    told.put(KEYS.maxMessageBytes, value);
    return this;
  }

  /**
   * Compresses requests longer than this many bytes with gzip, 0 or more; none by default. Every gRPC provider in Java
   * takes that; one that does not answers UNIMPLEMENTED.
   */
  public RpcClientBuilder compressAbove(int bytes) {
    told.put(KEYS.compressAbove, bytes);
    return this;
  }

  /**
   * Connections to each provider, 1 to 64; 1 by default, which carries thousands of calls at once. More of them for
   * more calls at once than a provider takes from one connection, or for large messages over a network with losses,
   * where one TCP connection holds up all its calls.
   */
  public RpcClientBuilder connections(int value) {
    told.put(KEYS.connections, value);
    return this;
  }

  /**
   * How long a connection may be silent before its provider is asked whether it is still there, 1 s to 1 h; 10 s by
   * default, 0: never asked. One that has not answered 3 s later is given up. Never more often than every gRPC server
   * permits.
   */
  public RpcClientBuilder keepAlive(Duration value) {
    told.put(KEYS.keepAlive, value);
    return this;
  }

  /**
   * How many calls of one method may be under way at once, 1 to 1,000,000; as many as there are by default. Others fail
   * at once with RESOURCE_EXHAUSTED, and nothing is sent: so that a provider that has become slow does not take all of
   * this process's threads and memory. Streams count until they end.
   */
  public RpcClientBuilder maxActive(int value) {
    told.put(KEYS.maxActive, value);
    return this;
  }

  /**
   * Opens the client.
   *
   * @throws IllegalArgumentException for a setting that cannot work: no registry, a name that nothing on the class path
   *     has, or a key that is unknown or has a bad value
   */
  public RpcClient build() {
    TransportFactory chosen = Plugins.chosen(PluginKind.TRANSPORT, transport, "grpc");
    chosen.preloadClient(); // while settings and contracts are read
    Configuration configuration = Configuration.read(sources.get());
    Told spoken = told.copy();
    registries.tell(spoken, KEYS.registry, KEYS.registryUser, KEYS.registryPassword);
    Settings values = new Settings(KEYS, spoken, configuration);
    RegistrySources all = registries.or(values, KEYS.registry, KEYS.registryUser, KEYS.registryPassword);
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "registry: not given (expected: registry(url), such as static:127.0.0.1:9000, or direct(\"host:port\"))");
    }
    List<Filter> aroundCalls = new ArrayList<>(callFilters);
    List<Filter> aroundAttempts = new ArrayList<>(attemptFilters);
    if (values.get(KEYS.accessLog)) {
      AccessLog log = new AccessLog();
      aroundCalls.add(0, log.ofCalls());
      aroundAttempts.add(0, log.ofAttempts());
    }
    return new RpcClient(new ClientSettings(values, configuration.ofServices(), all, ownLoadBalancer, router, aroundCalls,
        aroundAttempts, executor, chosen));
  }
}
