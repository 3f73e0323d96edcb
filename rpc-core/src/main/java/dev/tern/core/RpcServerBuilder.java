package dev.tern.core;

import static dev.tern.core.RpcClientBuilder.positive;
import static java.util.Objects.requireNonNull;

import dev.tern.api.Endpoint;
import dev.tern.api.RpcService;
import dev.tern.api.ServiceId;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Filter;
import dev.tern.api.spi.TransportFactory;
import dev.tern.api.spi.TransportSettings;
import dev.tern.api.spi.TransportSettings.Security;
import dev.tern.core.plugin.PluginKind;
import dev.tern.core.plugin.Plugins;
import dev.tern.core.registry.MemoryRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link RpcServer}. Only a service must be given. For one thread. */
public final class RpcServerBuilder {
  private final List<OfferedService> services = new ArrayList<>();
  private Endpoint address = new Endpoint("127.0.0.1", 0);
  private @Nullable String advertisedHost;
  private final RegistrySources registries = new RegistrySources();
  private final List<ReadyHook> readyHooks = new ArrayList<>();
  private List<String> codecs = List.of();
  private final List<Filter> filters = new ArrayList<>();
  private final Set<String> withoutFilters = new HashSet<>();
  private @Nullable Executor executor;
  private int handlerThreads = 200;
  private int handlerQueue = 1_000;
  private int weight = 100;
  private String zone = "";
  private final Duration registerTimeout = Duration.ofSeconds(3);
  private Duration spreadDelay = Duration.ofMillis(600);
  private Duration drainLimit = Duration.ofSeconds(10);
  private Duration streamIdleTimeout = Duration.ofSeconds(60);
  private boolean shutdownHook = true;
  private @Nullable TransportFactory transport;
  private TransportSettings transportSettings = TransportSettings.DEFAULT;

  RpcServerBuilder() {}

  /**
   * Offers every interface with {@code @RpcService} that the object implements, in the group and version that its
   * annotation names.
   *
   * @throws IllegalArgumentException if it implements none
   * @throws dev.tern.api.contract.ContractException for an interface that cannot work, naming the method and what to do
   */
  public RpcServerBuilder service(Object target) {
    Set<Class<?>> contracts = new LinkedHashSet<>();
    for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
      collect(type.getInterfaces(), contracts);
    }
    if (contracts.isEmpty()) {
      throw new IllegalArgumentException("service: " + target.getClass().getName()
          + " implements no interface with @RpcService. Annotate the interface that consumers call.");
    }
    contracts.forEach(type -> services.add(new OfferedService(ServiceContract.of(type), target)));
    return this;
  }

  private static void collect(Class<?>[] interfaces, Set<Class<?>> found) {
    for (Class<?> type : interfaces) {
      if (type.isAnnotationPresent(RpcService.class)) {
        found.add(type);
      }
      collect(type.getInterfaces(), found);
    }
  }

  /** Offers one interface, in a group and version; empty for the default. */
  public <T> RpcServerBuilder service(Class<T> type, T target, String group, String version) {
    ServiceId id = new ServiceId(ServiceContract.idOf(type).name(), group, version);
    services.add(new OfferedService(ServiceContract.of(type, id), requireNonNull(target, "target")));
    return this;
  }

  /** Port to listen on, 0 to 65,535; 0, the default: any free one. */
  public RpcServerBuilder port(int value) {
    address = new Endpoint(address.host(), value);
    return this;
  }

  /** Host name or address of this machine to listen on; 127.0.0.1 by default, 0.0.0.0 for all. */
  public RpcServerBuilder host(String value) {
    address = new Endpoint(value, address.port());
    return this;
  }

  /** Host that consumers are told, where it differs from the one listened on: behind NAT, or in a container. */
  public RpcServerBuilder advertisedHost(String value) {
    advertisedHost = new Endpoint(value, 0).host();
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

  /** Codecs that consumers may choose, by name; all on the class path by default. */
  public RpcServerBuilder codecs(String... names) {
    codecs = List.of(names);
    return this;
  }

  /** Adds a filter around every handler, inside those added before and outside those found on the class path. */
  public RpcServerBuilder filter(Filter filter) {
    filters.add(requireNonNull(filter, "filter"));
    return this;
  }

  /** Leaves out a filter that is found on the class path. */
  public RpcServerBuilder withoutFilter(String name) {
    withoutFilters.add(requireNonNull(name, "filter"));
    return this;
  }

  /** Runs handlers; yours to close. Work that it rejects is refused with RESOURCE_EXHAUSTED. */
  public RpcServerBuilder executor(Executor value) {
    executor = requireNonNull(value, "executor");
    return this;
  }

  /** How many handlers run at once, 1 to 10,000; 200 by default. Without effect on an executor of your own. */
  public RpcServerBuilder handlerThreads(int value) {
    handlerThreads = inRange("handlerThreads", value, 1, 10_000);
    return this;
  }

  /** How many more calls may wait for a thread, 0 to 1,000,000; 1,000 by default. Others are refused at once. */
  public RpcServerBuilder handlerQueue(int value) {
    handlerQueue = inRange("handlerQueue", value, 0, 1_000_000);
    return this;
  }

  /** Share of the calls relative to other providers, 0 to 10,000; 100 by default. */
  public RpcServerBuilder weight(int value) {
    weight = inRange("weight", value, 0, 10_000);
    return this;
  }

  /** Where it stands, such as a data centre. */
  public RpcServerBuilder zone(String value) {
    zone = requireNonNull(value, "zone");
    return this;
  }

  /**
   * How long {@link RpcServer#close()} goes on serving after it left the registry, so that consumers have heard of it;
   * &gt;= 0, 600 ms by default.
   */
  public RpcServerBuilder spreadDelay(Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException("spreadDelay: " + value + " (expected: >= 0)");
    }
    spreadDelay = value;
    return this;
  }

  /** How long {@link RpcServer#close()} waits for calls under way; &gt; 0, 10 s by default. */
  public RpcServerBuilder drainLimit(Duration value) {
    drainLimit = positive("drainLimit", value);
    return this;
  }

  /**
   * How long a stream may stand still before it ends with DEADLINE_EXCEEDED, so that neither a consumer that has died nor
   * a handler that has forgotten it holds it for ever; &gt; 0, 60 s by default. Progress is a message that was received,
   * that a subscriber in a handler took, or that was given to the transport, the end of the requests, and the consumer
   * making room for more. Asking for messages is none. It holds from the moment the handler returned its replies, or
   * began to take requests; not while the only reply to a stream of requests that has ended is being made, which is as
   * with a unary call. For streams that may be silent for longer, raise it on both sides.
   */
  public RpcServerBuilder streamIdleTimeout(Duration value) {
    streamIdleTimeout = positive("streamIdleTimeout", value);
    return this;
  }

  /** False: does not close by itself when the JVM is asked to end. */
  public RpcServerBuilder shutdownHook(boolean value) {
    shutdownHook = value;
    return this;
  }

  /** Another wire than gRPC over HTTP/2, for tests inside one JVM for one. Both sides need the same. */
  public RpcServerBuilder transport(TransportFactory value) {
    transport = requireNonNull(value, "transport");
    return this;
  }

  /** Allows unencrypted connections beyond this machine's loopback interface. */
  public RpcServerBuilder usePlaintext() {
    transportSettings = transportSettings.withSecurity(Security.PLAINTEXT_EVERYWHERE);
    return this;
  }

  /** Longest message either way, in bytes, 1 KiB to 2 GiB - 1; 4 MiB by default. */
  public RpcServerBuilder maxMessageBytes(int value) {
    transportSettings = transportSettings.withMaxMessageBytes(value);
    return this;
  }

  /**
   * Compresses replies longer than this many bytes with gzip, 0 or more; none by default. A consumer that does not take
   * that gets them as they are.
   */
  public RpcServerBuilder compressAbove(int bytes) {
    transportSettings = transportSettings.withCompressAboveBytes(bytes);
    return this;
  }

  /**
   * Starts the server: when this returns it answers calls, and stands in every registry that could be reached within
   * 3 s. {@link RpcServer#registrations()} tells about the others.
   *
   * @throws IOException naming address and reason, if it cannot listen there
   * @throws IllegalArgumentException for a setting that cannot work
   * @throws IllegalStateException if a {@link #ready} hook failed; nothing is left open then
   */
  public RpcServer start() throws IOException {
    if (services.isEmpty()) {
      throw new IllegalArgumentException("service: not given (expected: service(object), at least one)");
    }
    return RpcServer.start(new ServerSettings(services, address, advertisedHost, registries.copy(), readyHooks,
        codecs, filters, withoutFilters, executor, handlerThreads, handlerQueue, weight, zone, registerTimeout,
        spreadDelay, drainLimit, streamIdleTimeout, shutdownHook, Plugins.chosen(PluginKind.TRANSPORT, transport, "grpc"),
        transportSettings));
  }

  private static int inRange(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
    return value;
  }
}
