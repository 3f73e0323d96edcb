package dev.tern.core;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Attachments;
import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.Deadline;
import dev.tern.api.FailbackStatus;
import dev.tern.api.NanoClock;
import dev.tern.api.RpcException;
import dev.tern.api.ServiceId;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.CodecFactory;
import dev.tern.api.spi.FilterFactory;
import dev.tern.api.spi.FilterFactory.Place;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.Router;
import dev.tern.api.spi.Transport;
import dev.tern.api.spi.UntypedCodec;
import dev.tern.core.call.Durations;
import dev.tern.core.consumer.CallContext;
import dev.tern.core.consumer.ConsumedService;
import dev.tern.core.consumer.Fallbacks;
import dev.tern.core.consumer.ProxyAssembly;
import dev.tern.core.consumer.UntypedMethods;
import dev.tern.core.directory.Directory;
import dev.tern.core.directory.HealthRules;
import dev.tern.core.filter.Filters;
import dev.tern.core.plugin.PluginKind;
import dev.tern.core.plugin.Plugins;
import dev.tern.core.registry.PreferredProviders;
import dev.tern.core.registry.Registries;
import dev.tern.core.registry.SubscriptionStatus;
import dev.tern.core.registry.snapshot.Snapshots;
import dev.tern.core.routing.RuleFile;
import dev.tern.core.routing.RuleRouter;
import dev.tern.core.schedule.Watchdog;
import dev.tern.core.schedule.WheelScheduler;
import dev.tern.core.settings.ClientKeys;
import dev.tern.core.settings.ServiceSettings;
import dev.tern.core.settings.Sources;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls services. Makes proxies of annotated interfaces; all of them share this client's connections, registry and
 * threads, and nothing is shared between clients. Safe for many threads; close it when done.
 */
public final class RpcClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RpcClient.class);
  private static final ClientKeys KEYS = ClientKeys.KEYS;
  private static final Duration FIRST_CALLS_WAIT = Duration.ofSeconds(3);

  private final ClientSettings settings;
  private final NanoClock clock = NanoClock.system();
  private final Plugins<ClusterFactory> clusters;
  private final Plugins<LoadBalancerFactory> balancers;
  private final Map<String, Codec> codecs = new ConcurrentHashMap<>();
  private final Plugins<CodecFactory> codecFactories;
  private final Filters callFilters;
  private final Filters attemptFilters;
  private final Transport transport;
  private final WheelScheduler scheduler;
  private final @Nullable Snapshots snapshots;
  private final Registries registries;
  private final CompletionPool pool = new CompletionPool();
  private final ThreadPoolExecutor rebuilder = DirectoryThread.open();
  private final Watchdog watchdog;
  private final Router router;
  private final @Nullable RuleFile rules;
  private final CallContext context;
  private final Object lock = new Object();
  // lock
  private final Map<ServiceId, Consumed> services = new HashMap<>();
  private volatile boolean closed;

  RpcClient(ClientSettings settings) {
    this.settings = settings;
    this.clusters = Plugins.load(PluginKind.CLUSTER);
    this.balancers = Plugins.load(PluginKind.LOAD_BALANCER);
    this.codecFactories = Plugins.load(PluginKind.CODEC);
    settings.values().check(KEYS.cluster, this::cluster); // what is wrong with a default is told now, not at
    settings.values().check(KEYS.codec, codecFactories::getOrSuggest); // the first proxy
    if (settings.ownLoadBalancer() == null) {
      settings.values().check(KEYS.loadBalancer, this::balancer);
    }
    List<FilterFactory> filters = Plugins.load(PluginKind.FILTER).all().stream()
        .filter(factory -> !settings.withoutFilters().contains(factory.name())).toList();
    this.callFilters = Filters.of(Place.CONSUMER_CALL, filters, settings.callFilters());
    this.attemptFilters = Filters.of(Place.CONSUMER_ATTEMPT, filters, settings.attemptFilters());
    RuleRouter ruled = new RuleRouter();
    this.router = settings.router() != null ? settings.router() : ruled;
    try (Undo undo = new Undo()) {
      this.scheduler = undo.add(new WheelScheduler("tern-client-timer"));
      Path directory = settings.snapshotDirectory();
      this.snapshots = directory == null || !settings.registries().canBeAway() ? null
          : undo.add(new Snapshots(directory, scheduler, Clock.systemUTC()));
      this.registries = undo.add(settings.openRegistries(snapshots, clock));
      Path file = settings.routingRules();
      this.rules = file == null ? null : undo.add(RuleFile.follow(file, ruled, scheduler));
      this.transport = settings.transport().client(settings.transportSettings());
      undo.forget();
    }
    this.watchdog = new Watchdog("tern-client-watchdog", settings.eventLoopWarning());
    Executor given = settings.executor();
    this.context = new CallContext(transport, clock, scheduler,
        settings.completeOnEventLoop() ? null : given != null ? given : pool, watchdog,
        settings.streamIdleTimeout().toNanos());
    if (LOG.isDebugEnabled()) {
      LOG.debug("Settings of {}:\n{}", this, settings.values().describe());
    }
  }

  /** Begins a client. Nothing is opened before {@link RpcClientBuilder#build()}. */
  public static RpcClientBuilder builder() {
    return new RpcClientBuilder(Sources::ofThisProcess);
  }

  /**
   * Makes a proxy of an annotated interface, in the group and version that its annotation names. Everything that can
   * be wrong with the interface is told here; a provider need not be there yet. Waits for the registry's first answer,
   * at most the start timeout (3 s by default), so that the first call finds what there is.
   *
   * @throws dev.tern.api.contract.ContractException for an interface that cannot work, naming the method and what to do
   * @throws IllegalArgumentException for a codec, cluster or load balancer that is not on the class path, listing those
   *     that are
   * @throws RpcException UNAVAILABLE, if no registry has answered by then and no snapshot says who there was. Try
   *     again: the client goes on asking meanwhile
   */
  public <T> T create(Class<T> service) {
    return create(service, ServiceContract.of(service), null);
  }

  /**
   * As {@link #create(Class)}, with an object that stands in for calls that fail by the wire or by a provider's state,
   * and not for what its code answered; see {@link dev.tern.api.Fallback}.
   *
   * @param fallback goes before the one that the interface's annotation names
   */
  public <T> T create(Class<T> service, T fallback) {
    return create(service, ServiceContract.of(service), requireNonNull(fallback, "fallback"));
  }

  /** As {@link #create(Class)}, in a group and version; empty for the default. */
  public <T> T create(Class<T> service, String group, String version) {
    return create(service, in(service, group, version), null);
  }

  /** As {@link #create(Class, Object)}, in a group and version; empty for the default. */
  public <T> T create(Class<T> service, String group, String version, T fallback) {
    return create(service, in(service, group, version), requireNonNull(fallback, "fallback"));
  }

  private static ServiceContract in(Class<?> service, String group, String version) {
    return ServiceContract.of(service, new ServiceId(ServiceContract.idOf(service).name(), group, version));
  }

  private <T> T create(Class<T> type, ServiceContract contract, @Nullable Object fallback) {
    ServiceId id = contract.id();
    ServiceSettings known = settings.services();
    known.check(contract);
    known.checkNames(id, this::cluster, this::balancer, codecFactories::getOrSuggest);
    Fallbacks fallbacks = Fallbacks.of(contract, fallback, known::fallback);
    Consumed consumed = consume(id, () -> known.doubts(contract));
    T proxy = assembly(id, consumed).create(type, known.over(contract), consumed.service(), fallbacks);
    awaitFirst(id, consumed);
    return proxy;
  }

  /**
   * A service to be called without its interface, by the names of its methods and in JSON, in the default group and
   * version. Waits for the registry as {@link #create(Class)} does.
   *
   * @param service name on the wire, such as {@code demo.Greeting}
   * @throws IllegalArgumentException for what cannot be a service, or if the JSON codec is not on the class path,
   *     naming the artifact to add
   * @throws RpcException as {@link #create(Class)}
   */
  public DynamicService dynamic(String service) {
    return dynamic(ServiceId.of(service), "json");
  }

  /** As {@link #dynamic(String)}, in a group and version; empty for the default. */
  public DynamicService dynamic(String service, String group, String version) {
    return dynamic(new ServiceId(service, group, version), "json");
  }

  /** As {@link #dynamic(String)}, with a codec by name, which must know messages without a contract. */
  public DynamicService dynamic(ServiceId service, String codecName) {
    Codec codec = codec(codecName);
    UntypedCodec untyped = codec.untyped().orElseThrow(() -> new IllegalArgumentException("codec \"" + codecName
        + "\": its messages cannot be read without the interface (expected: json, or another that can)"));
    Consumed consumed = consume(service, List::of);
    UntypedMethods methods =
        new UntypedMethods(service, assembly(service, consumed), consumed.service(), codec, untyped);
    awaitFirst(service, consumed);
    return new DynamicService(service, methods, untyped, false, null);
  }

  private ProxyAssembly assembly(ServiceId id, Consumed consumed) {
    return new ProxyAssembly(
        name -> codec(name.isEmpty() ? settings.codec() : name),
        name -> cluster(name.isEmpty() ? settings.cluster() : name),
        settings.loadBalancer(),
        method -> HealthRules.breaker(settings.services().circuitBreaker(method, settings.circuitBreaker())),
        callFilters, attemptFilters, settings.services().timeout(id, settings.timeout()),
        registries.toString(),
        () -> noEndpoint(id, consumed.providers()), method -> settings.maxActive(id, method).orElse(null));
  }

  private void awaitFirst(ServiceId id, Consumed consumed) {
    if (settings.startTimeout().isZero()) {
      return;
    }
    Duration limit = settings.startTimeout();
    long begun = System.nanoTime();
    try {
      if (!consumed.providers().awaitFirst(limit)
          && consumed.providers().statuses().stream().noneMatch(SubscriptionStatus::known)) {
        throw RpcException.notExecuted(Code.UNAVAILABLE, id + " cannot be found: " + registries
            + " has not answered in " + Durations.text(limit) + ", and no snapshot of its providers was kept\n  "
            + consumed.providers().hint() + "\n  Start the registry and create it again, or set startTimeout to zero to"
            + " go on without.");
      }
      consumed.service().awaitFirst(limit.minusNanos(System.nanoTime() - begun));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the proxy works all the same, once the registry has answered
    }
  }

  /** @param doubts about settings by key, told once per service */
  private Consumed consume(ServiceId id, Supplier<List<String>> doubts) {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the client is closed");
      }
      return services.computeIfAbsent(id, wanted -> {
        doubts.get().forEach(LOG::warn);
        Duration patience = settings.startTimeout().isZero() ? FIRST_CALLS_WAIT : settings.startTimeout();
        Directory directory =
            new Directory(wanted, settings.directory(), transport::connect, rebuilder, scheduler,
            Clock.systemUTC(), clock, router);
        ConsumedService service = new ConsumedService(directory, context, this::balancer, patience);
        return new Consumed(service, registries.follow(wanted, service::onInstances, clock, scheduler));
      });
    }
  }

  private Codec codec(String name) {
    return codecs.computeIfAbsent(name, wanted -> codecFactories.getOrSuggest(wanted).create());
  }

  private LoadBalancer balancer(String name) {
    if (settings.ownLoadBalancer() != null && name.equals(settings.loadBalancer())) {
      return settings.ownLoadBalancer().get();
    }
    return balancers.make(name, (factory, options) -> factory.create(options, clock, ThreadLocalRandom::current));
  }

  private Cluster cluster(String name) {
    return clusters.make(name, ClusterFactory::create);
  }

  private String noEndpoint(ServiceId id, PreferredProviders providers) {
    if (closed) {
      return id + ": the client is closed";
    }
    String hint = providers.hint();
    return "no endpoint for " + id + " in " + registries
        + "\n  Start a provider, or compare group and version: they must match exactly."
        + (hint.isEmpty() ? "" : "\n  " + hint);
  }

  /**
   * Replaces the rules that say which providers calls may go to, for calls from now on; a file of rules that changes
   * later replaces them again.
   *
   * @param rules one in a line, see {@code docs/routing.md}; empty for none
   * @throws IllegalArgumentException naming the line that is wrong; the rules before stand
   * @throws IllegalStateException if the client has a router of its own
   */
  public void routingRules(String rules) {
    if (!(router instanceof RuleRouter ruled)) {
      throw new IllegalStateException("routingRules: this client routes by " + router + ", which has no rules");
    }
    ruled.rules(rules);
  }

  /**
   * Says which routing rule decides about a call, and why each provider is kept or left out: for people. Nothing is
   * sent.
   *
   * @param service one that a proxy was made of, in the group and version that its annotation names
   * @param method name on the wire
   * @param attachments of the call
   * @param arguments of the call; those left out at the end are absent
   * @throws IllegalArgumentException if no proxy was made of it, or it has no such method
   */
  public String explainRoute(Class<?> service, String method, Attachments attachments, @Nullable Object... arguments) {
    ServiceContract contract = ServiceContract.of(service);
    Consumed consumed;
    synchronized (lock) {
      consumed = services.get(contract.id());
    }
    if (consumed == null) {
      throw new IllegalArgumentException("explainRoute: this client has made no proxy of " + contract.id());
    }
    MethodContract called = contract.methods().stream().filter(known -> known.name().equals(method)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("explainRoute: " + contract.id() + " has no method \"" + method + '"'));
    return consumed.service().explain(new Invocation(called, Arrays.asList(arguments),
        Deadline.after(settings.timeout(), clock), attachments, new Cancellation()));
  }

  /** What each registry says of each service that this client consumes: how many providers, and why perhaps none. */
  public List<SubscriptionStatus> subscriptions() {
    synchronized (lock) {
      return services.values().stream().flatMap(consumed -> consumed.providers().statuses().stream()).toList();
    }
  }

  /** What has become of calls that {@code failback} tries again later, by method of each proxy. Empty once this is closed. */
  public List<FailbackStatus> failbacks() {
    synchronized (lock) {
      return services.values().stream().flatMap(consumed -> consumed.service().failbacks().stream()).toList();
    }
  }

  /**
   * Every setting with its value and where that comes from, a line each, such as {@code tern.client.timeout = 1s
   * (system property)}; then the keys of services and methods. Without the values of secrets.
   */
  public String describeSettings() {
    synchronized (lock) {
      return settings.values().describe() + settings.services().describe(services.keySet());
    }
  }

  /** Where it looks for providers. */
  @Override
  public String toString() {
    return "RpcClient[" + registries + "]";
  }

  /**
   * Ends every call under way with CANCELLED or UNAVAILABLE, then closes connections, registry and threads. Waits a
   * short, bounded time. Idempotent.
   */
  @Override
  public void close() {
    List<Consumed> all;
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      all = List.copyOf(services.values());
    }
    all.forEach(consumed -> consumed.service().finishing()); // side by side, then one after the other
    all.forEach(consumed -> consumed.service().finish());
    all.forEach(Consumed::close);
    transport.close();
    registries.close();
    if (snapshots != null) {
      snapshots.close();
    }
    if (rules != null) {
      rules.close();
    }
    scheduler.close();
    pool.close();
    watchdog.close();
    rebuilder.shutdown();
  }
}
