package dev.tern.core;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Endpoint;
import dev.tern.api.RpcService;
import dev.tern.api.spi.Filter;
import dev.tern.api.spi.NamedFilter;
import dev.tern.api.spi.TransportFactory;
import dev.tern.core.filter.AccessLog;
import dev.tern.core.filter.DevelopmentMode;
import dev.tern.core.plugin.PluginKind;
import dev.tern.core.plugin.Plugins;
import dev.tern.core.provider.HandlerPool;
import dev.tern.core.registry.MemoryRegistry;
import dev.tern.core.settings.Configuration;
import dev.tern.core.settings.ServerKeys;
import dev.tern.core.settings.Settings;
import dev.tern.core.settings.Sources;
import dev.tern.core.settings.Told;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link RpcServer}. Only a service must be given: what no method says is looked for in system properties
 * ({@code handlerThreads} as {@code tern.server.handler-threads}), the environment ({@code
 * TERN_SERVER_HANDLER_THREADS}) and {@code tern.properties}, when the server is started. For one thread.
 */
public final class RpcServerBuilder {
  private static final ServerKeys KEYS = ServerKeys.KEYS;

  private final Supplier<Sources> sources;
  private final Told told = new Told();
  private final List<OfferedService> services = new ArrayList<>();
  private final RegistrySources registries = new RegistrySources();
  private final List<ReadyHook> readyHooks = new ArrayList<>();
  private final List<AutoCloseable> closedAfterDrain = new ArrayList<>();
  private final List<Filter> filters = new ArrayList<>();
  private Development development = Development.OFF;
  private @Nullable Executor executor;
  private @Nullable TransportFactory transport;

  /** @param sources read when the server is started */
  RpcServerBuilder(Supplier<Sources> sources) {
    this.sources = sources;
  }

  /**
   * Offers every interface with {@code @RpcService} that the object implements, in the group and version that its
   * annotation names.
   *
   * @throws IllegalArgumentException if it implements none
   * @throws dev.tern.api.contract.ContractException for an interface that cannot work, naming the method and what to do
   */
  public RpcServerBuilder service(Object target) {
    transport().preloadServer(); // while contracts are read
    services.addAll(OfferedService.allOf(target));
    return this;
  }

  /** Offers one interface, in a group and version; empty for the default. */
  public <T> RpcServerBuilder service(Class<T> type, T target, String group, String version) {
    transport().preloadServer();
    services.add(OfferedService.of(type, target, group, version));
    return this;
  }

  /** Port to listen on, 0 to 65,535; 0, the default: any free one. */
  public RpcServerBuilder port(int value) {
    told.put(KEYS.port, value);
    return this;
  }

  /** Host name or address of this machine to listen on; 127.0.0.1 by default, 0.0.0.0 for all. */
  public RpcServerBuilder host(String value) {
    told.put(KEYS.host, new Endpoint(value, 0).host());
    return this;
  }

  /** Host that consumers are told, where it differs from the one listened on: behind NAT, or in a container. */
  public RpcServerBuilder advertisedHost(String value) {
    told.put(KEYS.advertisedHost, Optional.of(new Endpoint(value, 0).host()));
    return this;
  }

  /**
   * Where consumers find this provider, as one URL: the same that they use. With several, here or in several calls, it
   * registers in every one. Without a registry, consumers name the address.
   *
   * @throws IllegalArgumentException for a text that is no such URL, or one that was given before
   */
  public RpcServerBuilder registry(String url, String... others) {
    registries.add(url, others);
    return this;
  }

  /** A registry inside this JVM, shared with the clients that look there. */
  public RpcServerBuilder registry(MemoryRegistry shared) {
    registries.add(shared);
    return this;
  }

  /**
   * Who this server is to the registries named in the {@code registry} call before. Neither is ever logged.
   *
   * @throws IllegalArgumentException if there was no such call
   */
  public RpcServerBuilder registryCredentials(String user, String password) {
    registries.credentials(user, password);
    return this;
  }

  /**
   * Adds something that has to be done before consumers are sent here, such as filling a cache: it runs when the port
   * answers already, and nothing is registered before it has returned. Several run in the order they were given.
   */
  public RpcServerBuilder ready(ReadyHook hook) {
    readyHooks.add(requireNonNull(hook, "ready"));
    return this;
  }

  /**
   * Hands over what handlers work with until the last of them has ended, such as the {@link RpcClient} by which they
   * call others. {@link RpcServer#close()} closes it once calls under way have ended, or were ended at the drain limit;
   * in the order given here, each whatever became of those before, and waits 5 s for all of them together. What a start
   * that failed was given stays open.
   */
  public RpcServerBuilder closeAfterDrain(AutoCloseable... resources) {
    for (AutoCloseable resource : resources) {
      closedAfterDrain.add(requireNonNull(resource, "closeAfterDrain"));
    }
    return this;
  }

  /** Codecs that consumers may choose, by name; all on the class path by default. */
  public RpcServerBuilder codecs(String... names) {
    told.put(KEYS.codecs, List.of(names));
    return this;
  }

  /**
   * Adds a filter around every handler, inside those added before and outside those found on the class path, unless it
   * is a {@link NamedFilter} that says otherwise.
   */
  public RpcServerBuilder filter(Filter filter) {
    filters.add(requireNonNull(filter, "filter"));
    return this;
  }

  /** As {@link #filter(Filter)}, under a name beside which others can ask for a place. */
  public RpcServerBuilder filter(String name, Filter filter) {
    return filter(NamedFilter.of(name, filter));
  }

  /** Writes a line for each call that ends, with the logger {@code tern.access}: see {@link AccessLog}. */
  public RpcServerBuilder accessLog() {
    told.put(KEYS.accessLog, true);
    return this;
  }

  /**
   * Tells consumers class, text and stack of every exception that otherwise stays in the log. Only for a server on this
   * machine's loopback interface.
   */
  public RpcServerBuilder developmentMode() {
    development = Development.ON_LOOPBACK;
    return this;
  }

  /** As {@link #developmentMode()}, also where other machines can read it, such as from inside of a container. */
  public RpcServerBuilder developmentModeBeyondLoopback() {
    development = Development.EVERYWHERE;
    return this;
  }

  /** Leaves out a filter that is found on the class path. */
  public RpcServerBuilder withoutFilter(String name) {
    Set<String> names = new LinkedHashSet<>(told.get(KEYS.withoutFilters, Set.of()));
    names.add(requireNonNull(name, "filter"));
    told.put(KEYS.withoutFilters, Collections.unmodifiableSet(names));
    return this;
  }

  /** Runs handlers; yours to close. Work that it rejects is refused with RESOURCE_EXHAUSTED. */
  public RpcServerBuilder executor(Executor value) {
    executor = requireNonNull(value, "executor");
    return this;
  }

  /** How many handlers run at once, 1 to 10,000; 200 by default. Without effect on an executor of your own. */
  public RpcServerBuilder handlerThreads(int value) {
    told.put(KEYS.handlerThreads, value);
    return this;
  }

  /** How many more calls may wait for a thread, 0 to 1,000,000; 1,000 by default. Others are refused at once. */
  public RpcServerBuilder handlerQueue(int value) {
    told.put(KEYS.handlerQueue, value);
    return this;
  }

  /**
   * Runs each handler on a virtual thread of its own, on Java 21 and newer. None waits for another: at most {@link
   * #handlerThreads} and {@link #handlerQueue} together run at once, and others are refused.
   *
   * @throws IllegalArgumentException on a JVM that has none
   */
  public RpcServerBuilder virtualThreads() {
    HandlerPool.virtual(1).close(); // tells at once, here, where this JVM has none
    told.put(KEYS.virtualThreads, true);
    return this;
  }

  /**
   * How long a {@code nonBlocking} method may keep an event loop before a warning with the method and the stack of the
   * thread is logged, once per method and minute; &gt;= 0, 100 ms by default. 0: never.
   */
  public RpcServerBuilder eventLoopWarning(Duration value) {
    told.put(KEYS.eventLoopWarning, value);
    return this;
  }

  /** Share of the calls relative to other providers, 0 to 10,000; 100 by default. */
  public RpcServerBuilder weight(int value) {
    told.put(KEYS.weight, value);
    return this;
  }

  /** Where it stands, such as a data centre. */
  public RpcServerBuilder zone(String value) {
    told.put(KEYS.zone, value);
    return this;
  }

  /** What else it says about itself, such as {@code tag} and {@code grey}, for routing rules of consumers. */
  public RpcServerBuilder metadata(String key, String value) {
    Map<String, String> all = new TreeMap<>(told.get(KEYS.metadata, Map.of()));
    all.put(key, value);
    told.put(KEYS.metadata, Collections.unmodifiableMap(all));
    return this;
  }

  /**
   * How long {@link RpcServer#close()} goes on serving after it left the registry, so that consumers have heard of it;
   * &gt;= 0, 600 ms by default.
   */
  public RpcServerBuilder spreadDelay(Duration value) {
    told.put(KEYS.spreadDelay, value);
    return this;
  }

  /** How long {@link RpcServer#close()} waits for calls under way; &gt; 0, 10 s by default. */
  public RpcServerBuilder drainLimit(Duration value) {
    told.put(KEYS.drainLimit, value);
    return this;
  }

  /**
   * How long a stream may stand still before it ends with DEADLINE_EXCEEDED, so that neither a consumer that has died
   * nor a handler that has forgotten it holds it for ever; &gt; 0, 60 s by default. Progress is a message that was
   * received, that a subscriber in a handler took, or that was given to the transport, the end of the requests, and the
   * consumer making room for more. Asking for messages is none. It holds from the moment the handler returned its
   * replies, or began to take requests; not while the only reply to a stream of requests that has ended is being made,
   * which is as with a unary call. For streams that may be silent for longer, raise it on both sides.
   */
  public RpcServerBuilder streamIdleTimeout(Duration value) {
    told.put(KEYS.streamIdleTimeout, value);
    return this;
  }

  /** False: does not close by itself when the JVM is asked to end. */
  public RpcServerBuilder shutdownHook(boolean value) {
    told.put(KEYS.shutdownHook, value);
    return this;
  }

  /**
   * False: does not answer {@code grpc.health.v1.Health}, by which load balancers and orchestrators ask whether to send
   * calls here. On by default. It answers beside filters and handler threads, to whoever can connect; {@link
   * RpcServer#health()} says more of it.
   */
  public RpcServerBuilder health(boolean value) {
    told.put(KEYS.health, value);
    return this;
  }

  /** As {@link #reflection(boolean) reflection(true)}. */
  public RpcServerBuilder reflection() {
    return reflection(true);
  }

  /**
   * True: answers {@code grpc.reflection.v1.ServerReflection} and its {@code v1alpha}, by which tools such as grpcurl
   * see every service here with all methods and messages. Off by default: it answers beside filters and handler
   * threads, and tells all of that to whoever can connect. Needs a codec that describes its messages, such as protobuf.
   */
  public RpcServerBuilder reflection(boolean value) {
    told.put(KEYS.reflection, value);
    return this;
  }

  /** Another wire than gRPC over HTTP/2, for tests inside one JVM for one. Both sides need the same. */
  public RpcServerBuilder transport(TransportFactory value) {
    transport = requireNonNull(value, "transport");
    return this;
  }

  /** Allows unencrypted connections beyond this machine's loopback interface. */
  public RpcServerBuilder usePlaintext() {
    told.put(KEYS.usePlaintext, true);
    return this;
  }

  /** Longest message either way, in bytes, 1 KiB to 2 GiB - 1; 4 MiB by default. */
  public RpcServerBuilder maxMessageBytes(int value) {
    told.put(KEYS.maxMessageBytes, value);
    return this;
  }

  /**
   * Compresses replies longer than this many bytes with gzip, 0 or more; none by default. A consumer that does not take
   * that gets them as they are.
   */
  public RpcServerBuilder compressAbove(int bytes) {
    told.put(KEYS.compressAbove, bytes);
    return this;
  }

  /** Calls at once that it takes from one connection, &gt; 0; 1,000 by default. Consumers keep the others back. */
  public RpcServerBuilder maxStreamsPerConnection(int value) {
    told.put(KEYS.maxStreamsPerConnection, value);
    return this;
  }

  /**
   * How long a connection may be silent before its consumer is asked whether it is still there, 10 s to 1 h; 10 s by
   * default, 0: never asked. One that has not answered 3 s later is given up, and its calls are cancelled.
   */
  public RpcServerBuilder keepAlive(Duration value) {
    told.put(KEYS.keepAlive, value);
    return this;
  }

  /**
   * True: while more unary calls come than can be served, only so many are taken at once as keep it busy, 16 at least, and
   * others are refused unread. False, the default: they wait in the queue, where their deadlines pass. Not for services
   * whose calls take seconds on machines whose processors others take away: those calls look like ones that wait.
   */
  public RpcServerBuilder adaptiveLimit(boolean value) {
    told.put(KEYS.adaptiveLimit, value);
    return this;
  }

  /**
   * Starts the server: when this returns it answers calls, and stands in every registry that could be reached within
   * 3 s. {@link RpcServer#registrations()} tells about the others.
   *
   * @throws IOException naming address and reason, if it cannot listen there
   * @throws IllegalArgumentException for a setting that cannot work, also a key that is unknown or has a bad value
   * @throws IllegalStateException if a {@link #ready} hook failed; nothing is left open then
   */
  public RpcServer start() throws IOException {
    if (services.isEmpty()) {
      throw new IllegalArgumentException("service: not given (expected: service(object), at least one)");
    }
    Configuration configuration = Configuration.read(sources.get());
    Told spoken = told.copy();
    registries.tell(spoken, KEYS.registry, KEYS.registryUser, KEYS.registryPassword);
    Settings values = new Settings(KEYS, spoken, configuration);
    return RpcServer.start(new ServerSettings(values, configuration.ofServices(), services,
        registries.or(values, KEYS.registry, KEYS.registryUser, KEYS.registryPassword), readyHooks, closedAfterDrain,
        allFilters(values), executor, transport()));
  }

  private TransportFactory transport() {
    transport = Plugins.chosen(PluginKind.TRANSPORT, transport, "grpc");
    return transport;
  }

  private List<Filter> allFilters(Settings values) throws IOException {
    List<Filter> all = new ArrayList<>();
    if (values.get(KEYS.accessLog)) {
      all.add(new AccessLog().ofProvider());
    }
    if (development.isOn(values.get(KEYS.host))) {
      all.add(DevelopmentMode.filter());
    }
    all.addAll(filters);
    return all;
  }
}
