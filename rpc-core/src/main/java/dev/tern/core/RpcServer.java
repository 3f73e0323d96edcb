package dev.tern.core;

import dev.tern.api.Endpoint;
import dev.tern.api.NanoClock;
import dev.tern.api.ServiceId;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.CodecFactory;
import dev.tern.api.spi.FilterFactory;
import dev.tern.api.spi.FilterFactory.Place;
import dev.tern.api.spi.ServerTransport;
import dev.tern.core.filter.Filters;
import dev.tern.core.overload.AdaptiveLimit;
import dev.tern.core.overload.Gate;
import dev.tern.core.overload.Saturation;
import dev.tern.core.plugin.PluginKind;
import dev.tern.core.plugin.Plugins;
import dev.tern.core.provider.Dispatcher;
import dev.tern.core.provider.HandlerThreads;
import dev.tern.core.provider.ServiceBinding;
import dev.tern.core.provider.StreamLimits;
import dev.tern.core.registry.Registries;
import dev.tern.core.registry.RegistrationStatus;
import dev.tern.core.registry.RegistryLoopSettings;
import dev.tern.core.registry.ServiceInstance;
import dev.tern.core.schedule.WheelScheduler;
import dev.tern.core.standard.Health;
import dev.tern.core.standard.StandardServices;
import dev.tern.core.settings.ServerKeys;
import dev.tern.core.settings.Sources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers services: listens, answers calls, and stands in the registry for as long as it is open. Safe for many
 * threads. Unless told otherwise it also closes, gracefully, when the JVM is asked to end.
 */
public final class RpcServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);

  private final ServerSettings settings;
  private final ServerTransport transport;
  private final HandlerThreads handlers;
  private final WheelScheduler scheduler;
  private final StandardServices standard;
  private final @Nullable Presence presence;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final @Nullable Thread shutdownHook;

  private RpcServer(ServerSettings settings, ServerTransport transport, HandlerThreads handlers,
      WheelScheduler scheduler, StandardServices standard, @Nullable Presence presence) {
    this.settings = settings;
    this.transport = transport;
    this.handlers = handlers;
    this.scheduler = scheduler;
    this.standard = standard;
    this.presence = presence;
    this.shutdownHook = settings.shutdownHook() ? new Thread(this::close, "tern-server-shutdown") : null;
  }

  /** Begins a server. Nothing is opened before {@link RpcServerBuilder#start()}. */
  public static RpcServerBuilder builder() {
    return new RpcServerBuilder(Sources::ofThisProcess);
  }

  /**
   * Prepares everything, listens, lets the user get ready, and only then tells the registry. What fails leaves nothing
   * open behind.
   */
  static RpcServer start(ServerSettings settings) throws IOException {
    NanoClock clock = NanoClock.system();
    settings.services().forEach(offered -> settings.serviceKeys().check(offered.contract()));
    List<FilterFactory> factories = Plugins.load(PluginKind.FILTER).all().stream()
        .filter(factory -> !settings.withoutFilters().contains(factory.name())).toList();
    Filters filters = Filters.of(Place.PROVIDER, factories, settings.filters());
    List<Codec> codecs = codecs(settings);
    try (Undo undo = new Undo()) {
      HandlerThreads handlers = undo.add(settings.handlers().open());
      Function<MethodContract, Gate> gates = gates(settings, handlers, clock);
      List<ServiceBinding> bindings = new ArrayList<>();
      for (OfferedService offered : settings.services()) {
        bindings.add(ServiceBinding.of(offered.contract(), offered.target(),
            new ServiceBinding.Codecs(codecs, !settings.codecs().isEmpty()), filters, handlers,
            gates));
      }
      WheelScheduler scheduler = undo.add(new WheelScheduler("tern-server-timer")); // without a thread until it is used
      StandardServices standard = StandardServices.of(settings.health(), settings.reflection(),
          bindings.stream().map(ServiceBinding::contract).toList(), codecs);
      Dispatcher dispatcher = new Dispatcher(bindings, standard.routes(), clock,
          new StreamLimits(settings.streamIdleTimeout(), scheduler));
      RegistrySources sources = settings.registries().registrable();
      Registries registries = sources.isEmpty() ? null
          : undo.add(open(sources, settings, clock));
      ServerTransport transport = undo.add(
          settings.transport().listen(settings.address(), settings.transportSettings(), dispatcher));
      beReady(settings, transport.address());
      Presence presence = registries == null ? null
          : new Presence(registries, offers(settings, transport.address(), codecs), settings.registerTimeout(),
              standard::takingCalls);
      RpcServer server = new RpcServer(settings, transport, handlers, scheduler, standard, presence);
      if (server.shutdownHook != null) { // before anybody is told: who was may be calling when the JVM is asked to end
        Runtime.getRuntime().addShutdownHook(server.shutdownHook);
      }
      boolean entered = false;
      try {
        if (presence != null) {
          presence.enter();
        } else {
          standard.takingCalls(true);
        }
        entered = true;
      } finally {
        if (!entered) {
          server.removeHook();
        }
      }
      undo.forget();
      LOG.info("Listening on {}, offering {}{}", transport.address(),
          bindings.stream().map(binding -> binding.contract().id().toString()).sorted().toList(),
          presence == null ? "" : (presence.stands() ? ", registered in " : ", not registered yet in ") + registries);
      if (LOG.isDebugEnabled()) {
        LOG.debug("Settings of {}:\n{}", server, server.describeSettings());
      }
      settings.services().stream().flatMap(offered -> settings.serviceKeys().doubts(offered.contract()).stream())
          .forEach(LOG::warn);
      return server;
    }
  }

  private static Function<MethodContract, Gate> gates(ServerSettings settings, HandlerThreads handlers, NanoClock clock) {
    AdaptiveLimit ofServer = settings.adaptiveLimit()
        ? new AdaptiveLimit(clock, new Saturation(handlers::someMayWait, clock)) : null;
    return method -> new Gate(settings.serviceKeys().limits(method.service(), method.name()),
        method.kind() == MethodKind.UNARY ? ofServer : null, clock);
  }

  private static Registries open(RegistrySources sources, ServerSettings settings, NanoClock clock) {
    try {
      return sources.open(RegistryLoopSettings.defaults(), null, clock);
    } catch (IllegalArgumentException e) {
      throw settings.values().explained(ServerKeys.KEYS.registry, e);
    }
  }

  private static List<Codec> codecs(ServerSettings settings) {
    Plugins<CodecFactory> found = Plugins.load(PluginKind.CODEC);
    settings.values().check(ServerKeys.KEYS.codecs, chosen -> chosen.forEach(found::getOrSuggest));
    List<String> names = settings.codecs().isEmpty() ? found.names() : settings.codecs();
    if (names.isEmpty()) {
      found.getOrSuggest("protobuf"); // none at all: says which artifact brings one
    }
    return names.stream().map(name -> found.getOrSuggest(name).create()).toList();
  }

  private static void beReady(ServerSettings settings, Endpoint address) {
    for (ReadyHook hook : settings.readyHooks()) {
      try {
        hook.run();
      } catch (Exception e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("ready: a hook of the server on " + address + " failed with "
            + e.getClass().getSimpleName() + "; nothing was registered, and the port is closed again", e);
      }
    }
  }

  private static List<ServiceInstance> offers(ServerSettings settings, Endpoint listening, List<Codec> codecs)
      throws IOException {
    Endpoint advertised = settings.advertised(listening);
    List<String> codecNames = codecs.stream().map(Codec::name).toList();
    long startedAtMillis = System.currentTimeMillis();
    List<ServiceInstance> offers = new ArrayList<>();
    for (OfferedService offered : settings.services()) {
      ServiceId id = offered.contract().id();
      offers.add(new ServiceInstance(UUID.randomUUID().toString(), id.name(), id.group(), id.version(), advertised,
          settings.weight(), startedAtMillis, settings.zone(), codecNames, settings.metadata()));
    }
    return offers;
  }

  /**
   * Every setting with its value and where that comes from, a line each, such as {@code tern.server.port = 9000
   * (environment TERN_SERVER_PORT)}; then the keys of services and methods. Without the values of secrets.
   */
  public String describeSettings() {
    List<ServiceId> offered = settings.services().stream().map(service -> service.contract().id()).toList();
    return settings.values().describe() + settings.serviceKeys().describe(offered);
  }

  /** Where it listens, with the port it was given. */
  public Endpoint address() {
    return transport.address();
  }

  /** Where it listens. */
  @Override
  public String toString() {
    return "RpcServer[" + address() + "]";
  }

  /** The port it listens on. */
  public int port() {
    return transport.address().port();
  }

  /**
   * Leaves every registry, tells that it is not serving to who asks for its health, and goes on serving whoever still
   * calls: consumers soon stop, since they are told. Waits until the registries have confirmed it, at most 3 s; one
   * that is away is told when it is back. Stays so until {@link #online()}, whatever the registries do. Without effect
   * if it is offline already.
   *
   * @throws IllegalStateException if it has no registry to leave
   */
  public void offline() {
    LOG.info("{} goes offline: leaving {}", address(), presence("offline"));
    presence("offline").leave();
  }

  /**
   * Comes back into every registry after {@link #offline()}, as when it started. Without effect if it is online
   * already, or closing.
   *
   * @throws IllegalStateException if it has no registry
   */
  public void online() {
    LOG.info("{} goes online: entering {}", address(), presence("online"));
    presence("online").enter();
  }

  private Presence presence(String wish) {
    if (presence == null) {
      throw new IllegalStateException(
          wish + ": the server on " + address() + " has no registry (expected: RpcServer.builder().registry(...))");
    }
    return presence;
  }

  /**
   * How this server stands in each registry, one for each registry and service: also what was to be removed and perhaps
   * is still there. Empty without a registry, and while it is offline.
   */
  public List<RegistrationStatus> registrations() {
    return presence == null ? List.of() : presence.statuses();
  }

  /**
   * What this server tells about its health, to load balancers, orchestrators and whoever else asks {@code
   * grpc.health.v1.Health}: here one may say more than it knows by itself.
   *
   * @throws IllegalStateException if that was switched off
   */
  public Health health() {
    return standard.health().orElseThrow(() -> new IllegalStateException(
        "health: it is switched off for the server on " + address() + " (leave out RpcServer.builder().health(false))"));
  }

  /** Waits until it is closed, by another thread or by the end of the JVM. */
  public void awaitClosed() throws InterruptedException {
    closed.await();
  }

  /**
   * Says that it is not serving, leaves the registry, goes on serving while that spreads, sends consumers elsewhere,
   * and waits for calls under way, up to the drain limit (10 s by default); then ends what is left, closes what was
   * given to {@link RpcServerBuilder#closeAfterDrain} and the registry. Each step is a line in the log. Idempotent; a
   * second caller waits for the first, and hurries nothing.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      awaitOther();
      return;
    }
    try {
      new Drain(settings, transport, handlers, scheduler, standard, presence).run();
    } finally {
      closed.countDown();
      removeHook();
    }
  }

  private void awaitOther() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the other goes on closing
    }
  }

  private void removeHook() {
    if (shutdownHook != null && Thread.currentThread() != shutdownHook) {
      try {
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
      } catch (IllegalStateException e) {
        LOG.debug("The JVM is ending already", e);
      }
    }
  }
}
