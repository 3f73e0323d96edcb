package dev.tern.core.consumer;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Endpoint;
import dev.tern.api.ServiceId;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Connection;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.Scheduler;
import dev.tern.api.spi.Snapshot;
import dev.tern.core.registry.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The live local picture of one service's providers: the registry says who there is, their connections say who can be
 * reached. Calls read an immutable snapshot and the pickers made from it; both are swapped whole, off the path of calls.
 */
final class Directory implements AutoCloseable {
  private static final long FIRST_RETRY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_RETRY_NANOS = Duration.ofSeconds(5).toNanos();

  private final ServiceId service;
  private final Function<Endpoint, Connection> connector;
  private final Executor executor;
  private final Scheduler scheduler;
  private final CountDownLatch built = new CountDownLatch(1);
  private final AtomicBoolean rebuildPending = new AtomicBoolean();
  private final AtomicBoolean retryPending = new AtomicBoolean();
  private final Object lock = new Object();
  // lock
  private final Map<String, LiveCandidate> candidates = new TreeMap<>();
  private final List<Balanced> balanced = new ArrayList<>();
  private final List<LiveCandidate> gone = new ArrayList<>();
  private boolean listed;
  private long retryNanos = FIRST_RETRY_NANOS;
  private boolean closed;

  private volatile Snapshot snapshot = Snapshot.empty();

  /**
   * @param executor rebuilds pickers: a balancer may be the user's, and big
   * @param scheduler tells connections that failed to try again
   */
  Directory(ServiceId service, Function<Endpoint, Connection> connector, Executor executor, Scheduler scheduler) {
    this.service = service;
    this.connector = connector;
    this.executor = executor;
    this.scheduler = scheduler;
  }

  ServiceId service() {
    return service;
  }

  /** Those that can be picked now: the reachable ones, or all if none is. */
  Snapshot snapshot() {
    return snapshot;
  }

  /** A picker by this balancer, made anew whenever the providers change. */
  Balanced balance(LoadBalancer balancer) {
    synchronized (lock) {
      Balanced view = new Balanced(balancer);
      balanced.add(view);
      view.rebuild(snapshot);
      return view;
    }
  }

  /** Waits until the first providers that the registry named can be picked. False if they could not within the limit. */
  boolean awaitFirst(Duration limit) throws InterruptedException {
    return built.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The registry's present set. On its thread, one call at a time, which is soon let go: others rebuild the pickers. */
  void onInstances(List<ServiceInstance> instances) {
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
        LiveCandidate added = new LiveCandidate(instance, connector.apply(instance.endpoint()));
        candidates.put(instance.id(), added);
        added.watch(this::rebuildSoon);
        added.connection().retryNow(); // its address may have been refused a moment ago, before it listened there
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

  private void rebuildNow() {
    rebuildPending.set(false);
    synchronized (lock) {
      if (!closed) {
        rebuild();
      }
    }
  }

  /** Under the lock. */
  private void rebuild() {
    List<Candidate> all = new ArrayList<>(candidates.values());
    List<Candidate> reachable = all.stream().filter(candidate -> !candidate.ejected()).toList();
    snapshot = new Snapshot(reachable.isEmpty() ? all : reachable);
    balanced.forEach(view -> view.rebuild(snapshot));
    gone.forEach(LiveCandidate::close); // after the swap: no new call picks one, calls under way go on
    gone.clear();
    if (listed) {
      built.countDown();
    }
    if (reachable.size() < all.size()) {
      retryLater();
    } else {
      retryNanos = FIRST_RETRY_NANOS;
    }
  }

  /** Under the lock. A connection waits up to two minutes between tries by itself, too long for a restarted provider. */
  private void retryLater() {
    if (!retryPending.compareAndSet(false, true)) {
      return;
    }
    long jittered = (long) (retryNanos * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
    retryNanos = Math.min(2 * retryNanos, LONGEST_RETRY_NANOS);
    scheduler.schedule(jittered, () -> {
      retryPending.set(false);
      synchronized (lock) {
        boolean any = false;
        for (LiveCandidate candidate : candidates.values()) {
          if (candidate.ejected() && !closed) {
            candidate.connection().retryNow();
            any = true;
          }
        }
        if (any) {
          retryLater();
        }
      }
    });
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      snapshot = Snapshot.empty();
      balanced.forEach(view -> view.rebuild(snapshot));
      candidates.values().forEach(LiveCandidate::close);
      candidates.clear();
      gone.forEach(LiveCandidate::close);
      gone.clear();
    }
    built.countDown();
  }

  /** The picker of one balancer over the present snapshot. */
  static final class Balanced {
    private final LoadBalancer balancer;
    private volatile LoadBalancer.@Nullable Picker picker;

    Balanced(LoadBalancer balancer) {
      this.balancer = requireNonNull(balancer, "balancer");
    }

    /** Null while there is no candidate. */
    LoadBalancer.@Nullable Picker picker() {
      return picker;
    }

    private void rebuild(Snapshot snapshot) {
      picker = snapshot.isEmpty() ? null : balancer.over(snapshot);
    }
  }
}
