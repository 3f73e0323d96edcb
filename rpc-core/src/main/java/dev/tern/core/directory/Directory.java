package dev.tern.core.directory;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Endpoint;
import dev.tern.api.NanoClock;
import dev.tern.api.ServiceId;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Connection;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.Router;
import dev.tern.api.spi.Scheduler;
import dev.tern.api.spi.Snapshot;
import dev.tern.core.registry.ServiceInstance;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live local picture of one service's providers: the registry says who there is, their connections say who can be
 * reached. Calls read an immutable snapshot and the pickers made from it; both are swapped whole, off the path of
 * calls.
 */
public final class Directory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Directory.class);
  private static final long FIRST_RETRY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_RETRY_NANOS = Duration.ofSeconds(5).toNanos();

  private final ServiceId service;
  private final Function<Endpoint, Connection> connector;
  private final Executor executor;
  private final Scheduler scheduler;
  private final NanoClock ticks;
  private final HealthLog healthLog;
  private final List<Narrowing> narrowings = List.of(new Healthy());
  private final CompletableFuture<@Nullable Void> built = new CompletableFuture<>();
  private final AtomicBoolean rebuildPending = new AtomicBoolean();
  private final AtomicBoolean retryPending = new AtomicBoolean();
  private final Object rebuilding = new Object(); // taken before lock, never after
  private final Object lock = new Object();
  // lock
  private final Map<String, LiveCandidate> candidates = new TreeMap<>();
  private final List<Balanced> balanced = new ArrayList<>();
  private final List<CircuitBreaker> breakers = new ArrayList<>();
  private final List<LiveCandidate> gone = new ArrayList<>();
  private boolean listed;
  private long retryNanos = FIRST_RETRY_NANOS;
  private boolean closed;

  private final Zones zones;
  private final WarmUp warmUp;
  private volatile boolean warming;
  private final Router router;
  private final Runnable stopRouting;
  private volatile Selection selection = Selection.NONE;

  /**
   * @param executor rebuilds pickers: a balancer may be the user's, and big
   * @param scheduler tells connections that failed to try again
   * @param clock compared with the start times of providers
   * @param ticks the clock of every attempt
   * @param router says which of the providers a call may go to
   */
  public Directory(ServiceId service, DirectorySettings settings, Function<Endpoint, Connection> connector,
      Executor executor, Scheduler scheduler, Clock clock, NanoClock ticks, Router router) {
    this.service = service;
    this.connector = connector;
    this.executor = executor;
    this.scheduler = scheduler;
    this.ticks = ticks;
    this.healthLog = new HealthLog(service.toString(), ticks);
    this.zones = new Zones(settings.zone());
    this.warmUp = new WarmUp(settings.warmUp(), clock);
    this.router = router;
    this.stopRouting = router.onChange(this::rebuildSoon);
  }

  /** Those that can be picked now: the healthy ones, or all that can be reached if most are not, or all. */
  public Snapshot snapshot() {
    return selection.any().all();
  }

  /** Those of them that this call may go to. */
  public Snapshot snapshot(Invocation invocation) {
    return selection.of(invocation).all();
  }

  /** Which rule decides about this call, and why each provider is kept or left out. */
  public String explain(Invocation invocation) {
    try {
      return selection.routing().explain(invocation);
    } catch (RuntimeException e) { // the user's own, and asked where a call has failed already
      LOG.error("{}: the router failed to explain itself", service, e);
      return "the router does not say why: it failed with " + e.getClass().getName();
    }
  }

  /**
   * A circuit breaker over these providers, for as long as this is open.
   *
   * @param method for people, such as {@code demo.Users/find}
   */
  public CircuitBreaker breaker(String method, HealthRules rules) {
    CircuitBreaker made = new CircuitBreaker(method, this, rules, ticks);
    synchronized (lock) {
      breakers.add(made);
    }
    return made;
  }

  /** A picker by this balancer, made anew whenever the providers change. */
  public Balanced balance(LoadBalancer balancer) {
    synchronized (rebuilding) {
      Balanced view = new Balanced(balancer);
      view.rebuild(selection);
      synchronized (lock) {
        balanced.add(view);
      }
      return view;
    }
  }

  /** Done once the first providers that the registry named can be picked. Completed on a thread that may be kept. */
  public CompletableFuture<@Nullable Void> built() {
    return built;
  }

  /** The registry's present set. On its thread, one call at a time, which is soon let go: others rebuild the pickers. */
  public void onInstances(List<ServiceInstance> instances) {
    synchronized (lock) {
      if (closed) {
        return;
      }
      Set<String> present = new HashSet<>();
      for (ServiceInstance instance : instances) {
        present.add(instance.id());
        LiveCandidate known = candidates.get(instance.id());
        if (known != null && known.endpoint().equals(instance.endpoint())) {
          known.update(instance);
          continue;
        }
        if (known != null) {
          gone.add(known);
        }
        candidates.remove(instance.id());
        add(instance);
      }
      candidates.values().removeIf(candidate -> {
        boolean absent = !present.contains(candidate.id());
        if (absent) {
          gone.add(candidate);
        }
        return absent;
      });
      listed = true;
    }
    rebuildSoon();
  }

  /** Under the lock. Somebody may have registered an address that no connection can be made for: others go on. */
  private void add(ServiceInstance instance) {
    Connection connection;
    try {
      connection = connector.apply(instance.endpoint());
    } catch (RuntimeException e) {
      LOG.warn("{}: provider {} is left out, no connection can be made to {}: {}", service, instance.id(),
          instance.endpoint(), e.getMessage());
      return;
    }
    LiveCandidate added = new LiveCandidate(instance, connection, ticks, healthLog);
    candidates.put(instance.id(), added);
    added.watch(this::rebuildSoon);
    connection.retryNow(); // its address may have been refused a moment ago, before it listened there
  }

  /** A second has passed: what was learnt of a provider that is not asked any more loses its weight. */
  public void age() {
    synchronized (lock) {
      candidates.values().forEach(candidate -> candidate.figures().age());
    }
    if (warming) {
      rebuildSoon();
    }
  }

  /** On threads that must not block, a connection's or the registry's: many changes at once make one rebuild elsewhere. */
  private void rebuildSoon() {
    if (rebuildPending.compareAndSet(false, true)) {
      try {
        executor.execute(this::rebuildNow);
      } catch (RejectedExecutionException e) {
        rebuildPending.set(false); // the client is closing, and needs no picker any more
      }
    }
  }

  /** On the executor. Balancers run under no lock that a registry, a connection or a timer waits for. */
  private void rebuildNow() {
    rebuildPending.set(false);
    synchronized (rebuilding) {
      List<LiveCandidate> all;
      List<LiveCandidate> leaving;
      List<Balanced> views;
      List<CircuitBreaker> told;
      synchronized (lock) {
        if (closed) {
          return;
        }
        all = new ArrayList<>(candidates.values());
        leaving = List.copyOf(gone);
        gone.clear();
        views = List.copyOf(balanced);
        told = List.copyOf(breakers);
      }
      warming = warmUp.apply(all);
      boolean someUnreachable = all.stream().anyMatch(candidate -> !candidate.reachable());
      Selection next;
      try {
        next = select(all);
      } catch (RuntimeException | Error e) {
        LOG.error("{}: the router failed; calls go on to the providers that were chosen before", service, e);
        keepForNow(leaving);
        publish(selection, views, someUnreachable);
        return;
      }
      views.forEach(view -> rebuild(view, next));
      publish(next, views, someUnreachable);
      leaving.forEach(LiveCandidate::close); // after the swap: no new call picks one, calls under way go on
      Set<LiveCandidate> present = Set.copyOf(all);
      told.forEach(breaker -> breaker.retain(present));
    }
  }

  /** Those who have left are picked until a rebuild succeeds. */
  private void keepForNow(List<LiveCandidate> leaving) {
    synchronized (lock) {
      if (!closed) {
        gone.addAll(leaving);
        return;
      }
    }
    leaving.forEach(LiveCandidate::close);
  }

  private Selection select(List<LiveCandidate> all) {
    Router.Routing routing = router.over(service, new Snapshot(List.copyOf(all)));
    return new Selection(routing, part(all),
        routing.groups().stream().map(group -> part(live(group))).toList());
  }

  private Selection.Part part(List<LiveCandidate> listed) {
    List<LiveCandidate> left = listed;
    for (Narrowing narrowing : narrowings) {
      left = narrowing.of(left);
    }
    List<LiveCandidate> near = zones.preferred(listed, left);
    Snapshot usable = new Snapshot(List.copyOf(left));
    return new Selection.Part(near.size() == left.size() ? usable : new Snapshot(List.copyOf(near)), usable,
        Probes.of(listed, ticks));
  }

  private static List<LiveCandidate> live(Snapshot group) {
    return group.candidates().stream().map(LiveCandidate.class::cast).toList();
  }

  private void rebuild(Balanced view, Selection next) {
    try {
      view.rebuild(next);
    } catch (RuntimeException | Error e) {
      LOG.error("{}: a load balancer failed; its calls go on as it spread them before", service, e);
    }
  }

  private void publish(Selection next, List<Balanced> views, boolean someUnreachable) {
    boolean first;
    synchronized (lock) {
      if (closed) {
        views.forEach(Balanced::clear);
        return;
      }
      selection = next;
      first = listed;
      if (someUnreachable) {
        retryLater();
      } else {
        retryNanos = FIRST_RETRY_NANOS;
      }
    }
    if (first) {
      built.complete(null);
    }
  }

  /** Under the lock. A connection waits up to two minutes between tries by itself, too long for a restarted provider. */
  private void retryLater() {
    if (!retryPending.compareAndSet(false, true)) {
      return;
    }
    long jittered = (long) (retryNanos * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
    retryNanos = Math.min(2 * retryNanos, LONGEST_RETRY_NANOS);
    scheduler.schedule(jittered, this::retryUnreachable);
  }

  /** On the scheduler's thread. */
  private void retryUnreachable() {
    retryPending.set(false);
    List<LiveCandidate> unreachable;
    synchronized (lock) {
      unreachable = closed ? List.of() : candidates.values().stream()
          .filter(candidate -> !candidate.reachable()).toList();
      if (!unreachable.isEmpty()) {
        retryLater();
      }
    }
    unreachable.forEach(candidate -> candidate.connection().retryNow());
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      selection = Selection.NONE;
      balanced.forEach(Balanced::clear);
      breakers.clear();
      candidates.values().forEach(LiveCandidate::close);
      candidates.clear();
      gone.forEach(LiveCandidate::close);
      gone.clear();
    }
    stopRouting.run();
    built.complete(null);
  }

  /** The picker of one balancer over the present snapshot. */
  public static final class Balanced {
    private final LoadBalancer balancer;
    private volatile Pickers pickers = Pickers.NONE;

    Balanced(LoadBalancer balancer) {
      this.balancer = requireNonNull(balancer, "balancer");
    }

    /**
     * Refuses a method that the balancer cannot spread.
     *
     * @throws IllegalArgumentException saying why
     */
    public void check(MethodContract method) {
      balancer.check(method);
    }

    /** Where an attempt goes; null while there is no candidate that it may go to. */
    public @Nullable Candidate pick(Invocation invocation, Set<Candidate> tried) {
      return pickers.pick(invocation, tried, tried);
    }

    /** @param avoided those tried, and others that had better be left alone */
    @Nullable Candidate pick(Invocation invocation, Set<Candidate> tried, Set<Candidate> avoided) {
      return pickers.pick(invocation, tried, avoided);
    }

    private void rebuild(Selection selection) {
      pickers = pickers.next(selection, balancer);
    }

    private void clear() {
      pickers = Pickers.NONE;
    }
  }
}
