package dev.tern.core;

import dev.tern.api.Code;
import dev.tern.api.NanoClock;
import dev.tern.api.RpcException;
import dev.tern.api.ServiceId;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.CodecFactory;
import dev.tern.api.spi.FilterFactory;
import dev.tern.api.spi.FilterFactory.Place;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.Transport;
import dev.tern.core.call.Durations;
import dev.tern.core.consumer.CallContext;
import dev.tern.core.consumer.ConsumedService;
import dev.tern.core.consumer.ProxyAssembly;
import dev.tern.core.filter.Filters;
import dev.tern.core.plugin.PluginKind;
import dev.tern.core.plugin.Plugins;
import dev.tern.core.registry.PreferredProviders;
import dev.tern.core.registry.Registries;
import dev.tern.core.registry.RegistryLoopSettings;
import dev.tern.core.registry.SubscriptionStatus;
import dev.tern.core.registry.snapshot.Snapshots;
import dev.tern.core.schedule.WheelScheduler;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls services. Makes proxies of annotated interfaces; all of them share this client's connections, registry and
 * threads, and nothing is shared between clients. Safe for many threads; close it when done.
 */
public final class RpcClient implements AutoCloseable {
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
  private final ThreadPoolExecutor rebuilder = rebuilder();
  private final CallContext context;
  private final Object lock = new Object();
  // lock
  private final Map<ServiceId, Consumed> services = new HashMap<>();
  private volatile boolean closed;

  private record Consumed(ConsumedService service, PreferredProviders providers) {}

  RpcClient(ClientSettings settings) {
    this.settings = settings;
    this.clusters = Plugins.load(PluginKind.CLUSTER);
    this.balancers = Plugins.load(PluginKind.LOAD_BALANCER);
    this.codecFactories = Plugins.load(PluginKind.CODEC);
    clusters.getOrSuggest(settings.cluster()); // what is wrong with a default is told now, not at the first proxy
    codecFactories.getOrSuggest(settings.codec());
    if (settings.ownLoadBalancer() == null) {
      balancers.getOrSuggest(settings.loadBalancer());
    }
    List<FilterFactory> filters = Plugins.load(PluginKind.FILTER).all().stream()
        .filter(factory -> !settings.withoutFilters().contains(factory.name())).toList();
    this.callFilters = Filters.of(Place.CONSUMER_CALL, filters, settings.callFilters());
    this.attemptFilters = Filters.of(Place.CONSUMER_ATTEMPT, filters, settings.attemptFilters());
    try (Undo undo = new Undo()) {
      this.scheduler = undo.add(new WheelScheduler("tern-client-timer"));
      Path directory = settings.snapshotDirectory();
      this.snapshots = directory == null || !settings.registries().canBeAway() ? null
          : undo.add(new Snapshots(directory, scheduler, Clock.systemUTC()));
      this.registries = undo.add(settings.registries().open(
          RegistryLoopSettings.defaults().withEmptyProtection(settings.emptyProtection()), snapshots, clock));
      this.transport = settings.transport().client(settings.transportSettings());
      undo.forget();
    }
    Executor given = settings.executor();
    this.context = new CallContext(transport, clock, scheduler,
        settings.completeOnEventLoop() ? null : given != null ? given : pool, settings.streamIdleTimeout().toNanos());
  }

  /** A thread that comes when pickers have to be made, and leaves again: continuations that block cannot keep it. */
  private static ThreadPoolExecutor rebuilder() {
    return new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
      Thread thread = new Thread(task, "tern-client-directory");
      thread.setDaemon(true);
      return thread;
    });
  }

  /** Begins a client. Nothing is opened before {@link RpcClientBuilder#build()}. */
  public static RpcClientBuilder builder() {
    return new RpcClientBuilder();
  }

  /**
   * Makes a proxy of an annotated interface, in the group and version that its annotation names. Everything that can
   * be wrong with the interface is told here; a provider need not be there yet. Waits for the registry's first answer,
   * at most the start timeout (3 s by default), so that the first call finds what there is.
   *
   * @throws dev.tern.api.contract.ContractException for an interface that cannot work, naming the method and what to do
   * @throws IllegalArgumentException for a codec, cluster or load balancer that is not on the class path, listing those
   *     that are
   * @throws RpcException UNAVAILABLE, if no registry has answered by then and no snapshot says who there was. Try again:
   *     the client goes on asking meanwhile
   */
  public <T> T create(Class<T> service) {
    return create(service, ServiceContract.of(service));
  }

  /** As {@link #create(Class)}, in a group and version; empty for the default. */
  public <T> T create(Class<T> service, String group, String version) {
    return create(service,
        ServiceContract.of(service, new ServiceId(ServiceContract.idOf(service).name(), group, version)));
  }

  private <T> T create(Class<T> type, ServiceContract contract) {
    ServiceId id = contract.id();
    Consumed consumed = consume(id);
    ProxyAssembly assembly = new ProxyAssembly(
        name -> codec(name.isEmpty() ? settings.codec() : name),
        name -> clusters.getOrSuggest(name.isEmpty() ? settings.cluster() : name).create(),
        settings.loadBalancer(), callFilters, attemptFilters, settings.timeout(), registries.toString(),
        () -> noEndpoint(id, consumed.providers()));
    T proxy = assembly.create(type, contract, consumed.service());
    if (!settings.startTimeout().isZero()) {
      awaitFirst(id, consumed);
    }
    return proxy;
  }

  private void awaitFirst(ServiceId id, Consumed consumed) {
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

  private Consumed consume(ServiceId id) {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the client is closed");
      }
      return services.computeIfAbsent(id, wanted -> {
        Duration patience = settings.startTimeout().isZero() ? FIRST_CALLS_WAIT : settings.startTimeout();
        ConsumedService service = new ConsumedService(wanted, context, rebuilder, this::balancer, patience);
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
    return balancers.getOrSuggest(name).create(clock, ThreadLocalRandom::current);
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

  /** What each registry says of each service that this client consumes: how many providers, and why perhaps none. */
  public List<SubscriptionStatus> subscriptions() {
    synchronized (lock) {
      return services.values().stream().flatMap(consumed -> consumed.providers().statuses().stream()).toList();
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
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      services.values().forEach(consumed -> {
        consumed.providers().close();
        consumed.service().close();
      });
    }
    transport.close();
    registries.close();
    if (snapshots != null) {
      snapshots.close();
    }
    scheduler.close();
    pool.close();
    rebuilder.shutdown();
  }
}
