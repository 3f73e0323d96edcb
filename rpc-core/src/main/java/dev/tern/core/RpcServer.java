package dev.tern.core;

import dev.tern.api.Endpoint;
import dev.tern.api.NanoClock;
import dev.tern.api.ServiceId;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.CodecFactory;
import dev.tern.api.spi.FilterFactory;
import dev.tern.api.spi.FilterFactory.Place;
import dev.tern.api.spi.ServerTransport;
import dev.tern.core.call.Durations;
import dev.tern.core.filter.Filters;
import dev.tern.core.plugin.PluginKind;
import dev.tern.core.plugin.Plugins;
import dev.tern.core.provider.Dispatcher;
import dev.tern.core.provider.HandlerPool;
import dev.tern.core.provider.ServiceBinding;
import dev.tern.core.registry.Registration;
import dev.tern.core.registry.RegistryLoop;
import dev.tern.core.registry.ServiceInstance;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final @Nullable HandlerPool ownExecutor;
  private final @Nullable RegistryLoop registry;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final @Nullable Thread shutdownHook;

  private RpcServer(ServerSettings settings, ServerTransport transport, @Nullable HandlerPool ownExecutor,
      @Nullable RegistryLoop registry) {
    this.settings = settings;
    this.transport = transport;
    this.ownExecutor = ownExecutor;
    this.registry = registry;
    this.shutdownHook = settings.shutdownHook() ? new Thread(this::close, "tern-server-shutdown") : null;
  }

  /** Begins a server. Nothing is opened before {@link RpcServerBuilder#start()}. */
  public static RpcServerBuilder builder() {
    return new RpcServerBuilder();
  }

  /** Prepares everything, listens, and only then tells the registry. What fails leaves nothing open behind. */
  static RpcServer start(ServerSettings settings) throws IOException {
    NanoClock clock = NanoClock.system();
    List<FilterFactory> factories = Plugins.load(PluginKind.FILTER).all().stream()
        .filter(factory -> !settings.withoutFilters().contains(factory.name())).toList();
    Filters filters = Filters.of(Place.PROVIDER, factories, settings.filters());
    List<Codec> codecs = codecs(settings);
    try (Undo undo = new Undo()) {
      Executor given = settings.executor();
      HandlerPool own = given == null ? undo.add(new HandlerPool(settings.handlerThreads(), settings.handlerQueue())) : null;
      Executor executor = given != null ? given : own;
      List<ServiceBinding> bindings = new ArrayList<>();
      for (OfferedService offered : settings.services()) {
        bindings.add(ServiceBinding.of(offered.contract(), offered.target(),
            new ServiceBinding.Codecs(codecs, !settings.codecs().isEmpty()), filters, executor));
      }
      Dispatcher dispatcher = new Dispatcher(bindings, clock);
      RegistryLoop registry = settings.registry() == null ? null
          : undo.add(settings.registry().open(Plugins.load(PluginKind.REGISTRY), clock));
      ServerTransport transport = undo.add(Plugins.load(PluginKind.TRANSPORT).getOrSuggest(settings.transport())
          .listen(settings.address(), settings.transportSettings(), dispatcher));
      if (registry != null) {
        register(settings, registry, settings.advertised(transport.address()), codecs);
      }
      undo.forget();
      RpcServer server = new RpcServer(settings, transport, own, registry);
      if (server.shutdownHook != null) {
        Runtime.getRuntime().addShutdownHook(server.shutdownHook);
      }
      LOG.info("Listening on {}, offering {}{}", transport.address(),
          bindings.stream().map(binding -> binding.contract().id().toString()).sorted().toList(),
          registry == null ? "" : ", registered in " + settings.registry());
      return server;
    }
  }

  private static List<Codec> codecs(ServerSettings settings) {
    Plugins<CodecFactory> found = Plugins.load(PluginKind.CODEC);
    List<String> names = settings.codecs().isEmpty() ? found.names() : settings.codecs();
    if (names.isEmpty()) {
      found.getOrSuggest("protobuf"); // none at all: says which artifact brings one
    }
    return names.stream().map(name -> found.getOrSuggest(name).create()).toList();
  }

  private static void register(ServerSettings settings, RegistryLoop registry, Endpoint advertised,
      List<Codec> codecs) throws IOException {
    List<Registration> registrations = new ArrayList<>();
    for (OfferedService offered : settings.services()) {
      ServiceId id = offered.contract().id();
      registrations.add(registry.register(new ServiceInstance(UUID.randomUUID().toString(), id.name(), id.group(),
          id.version(), advertised, settings.weight(), System.currentTimeMillis(), settings.zone(),
          codecs.stream().map(Codec::name).toList(), Map.of())));
    }
    awaitStanding(settings, registrations);
  }

  /** A provider whose registry is away serves all the same, and registers once it is back: this only says so aloud. */
  private static void awaitStanding(ServerSettings settings, List<Registration> registrations) {
    long until = System.nanoTime() + settings.registerTimeout().toNanos();
    try {
      for (Registration registration : registrations) {
        if (!registration.awaitStanding(Duration.ofNanos(Math.max(1, until - System.nanoTime())))) {
          LOG.warn("Not registered in {} yet: {}. Serving without; will go on trying.", settings.registry(),
              registration.problem());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // started all the same
    }
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

  /** Waits until it is closed, by another thread or by the end of the JVM. */
  public void awaitClosed() throws InterruptedException {
    closed.await();
  }

  /**
   * Leaves the registry, goes on serving while that spreads, sends consumers elsewhere, and waits for calls under way,
   * up to the drain limit (10 s by default); then ends what is left. Idempotent; a second caller waits for the first.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      awaitOther();
      return;
    }
    try {
      shutDown();
    } finally {
      closed.countDown();
      removeHook();
    }
  }

  private void shutDown() {
    LOG.info("Closing {}{}", address(), registry == null ? "" : ": leaving " + settings.registry());
    try {
      if (registry != null) {
        registry.withdraw(settings.registerTimeout());
        Thread.sleep(settings.spreadDelay().toMillis());
      }
      transport.drain();
      if (!transport.awaitDrained(settings.drainLimit())) {
        LOG.warn("Closing {}: calls still under way after {} are ended", address(),
            Durations.text(settings.drainLimit()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever is in such a hurry gets no drain
    }
    transport.close();
    if (ownExecutor != null) {
      ownExecutor.close();
    }
    if (registry != null) {
      registry.close();
    }
    LOG.info("Closed {}", address());
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
