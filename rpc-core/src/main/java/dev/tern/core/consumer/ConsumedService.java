package dev.tern.core.consumer;

import dev.tern.api.FailbackStatus;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.RetryBudget;
import dev.tern.core.directory.CircuitBreaker;
import dev.tern.core.directory.Directory;
import dev.tern.core.directory.HealthRules;
import dev.tern.core.registry.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One service as one client consumes it: its directory, retry budget and balancers, shared by all its proxies. */
public final class ConsumedService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumedService.class);
  private static final Set<String> AT_THE_END = Set.of("close", "closing", "failback"); // of Cluster
  private static final int MOST_BREAKERS = 1_024;
  private static final long AGE_NANOS = Duration.ofSeconds(1).toNanos();

  private final CallContext context;
  private final Directory directory;
  private final RetryBudget budget;
  private final Function<String, LoadBalancer> balancers;
  private final long patientUntilNanos;
  private final AtomicBoolean ageing = new AtomicBoolean();
  private volatile boolean closed;
  private final Map<String, Directory.Balanced> balanced = new HashMap<>(); // guarded by this
  private final Map<String, CircuitBreaker> breakers = new HashMap<>();      // likewise
  private final Map<String, AtomicInteger> active = new HashMap<>();        // likewise
  private final List<Cluster> clusters = new ArrayList<>();                 // likewise: those that hold something
  private boolean finished;                                                 // likewise

  /**
   * @param directory closed with this
   * @param balancers a new balancer by name
   * @param patience how long from now calls may wait for the first providers
   */
  public ConsumedService(Directory directory, CallContext context, Function<String, LoadBalancer> balancers,
      Duration patience) {
    this.context = context;
    this.patientUntilNanos = context.clock().nanoTime() + patience.toNanos();
    this.directory = directory;
    this.budget = new TokenBucketBudget(context.clock());
    this.balancers = balancers;
  }

  /** The registry's present set of providers; called by its thread. */
  public void onInstances(List<ServiceInstance> instances) {
    directory.onInstances(instances);
    if (ageing.compareAndSet(false, true)) {
      ageLater();
    }
  }

  private void ageLater() {
    context.scheduler().schedule(AGE_NANOS, () -> {
      if (!closed) {
        directory.age();
        ageLater();
      }
    });
  }

  /** Waits until the first providers that the registry named can be picked. False if they could not within the limit. */
  public boolean awaitFirst(Duration limit) throws InterruptedException {
    try {
      directory.built().get(Math.max(0, limit.toNanos()), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it never fails
    }
  }

  /** For how many more nanoseconds a call may wait for the first providers; 0 or less: no longer. */
  long patienceNanos() {
    return patientUntilNanos - context.clock().nanoTime();
  }

  synchronized Directory.Balanced balanced(String balancer) {
    return balanced.computeIfAbsent(balancer, name -> directory.balance(balancers.apply(name)));
  }

  /**
   * One for each method, however many proxies there are. Null beyond a number that no service has: names of methods
   * without an interface may come from afar, and what is called once needs none.
   */
  synchronized @Nullable CircuitBreaker breaker(MethodContract method, HealthRules rules) {
    CircuitBreaker known = breakers.get(method.name());
    if (known == null && (method.method() != null || breakers.size() < MOST_BREAKERS)) {
      known = directory.breaker(method.fullName(), rules);
      breakers.put(method.name(), known);
    }
    return known;
  }

  /** Calls of a method under way, counted over all its proxies; within the same bounds as {@link #breaker}. */
  synchronized AtomicInteger active(MethodContract method) {
    return active.size() < MOST_BREAKERS || method.method() != null
        ? active.computeIfAbsent(method.name(), name -> new AtomicInteger())
        : active.getOrDefault(method.name(), new AtomicInteger());
  }

  /**
   * Carries out calls in this way, until it is told to {@link #finish}.
   *
   * @throws IllegalStateException if it has been
   */
  Invoker invoker(Cluster cluster, ServiceAttempts attempts) {
    synchronized (this) {
      if (!finished) {
        Invoker invoker = cluster.over(attempts);
        if (holdsSomething(cluster)) { // others go with their proxies, of which there may be any number
          clusters.add(cluster);
        }
        return invoker;
      }
    }
    close(cluster);
    throw new IllegalStateException("the client is closed");
  }

  /** Whoever holds something beyond single calls has its own say of how it ends, or tells of it. */
  private static boolean holdsSomething(Cluster cluster) {
    return Arrays.stream(cluster.getClass().getMethods()).anyMatch(method -> method.getParameterCount() == 0
        && AT_THE_END.contains(method.getName()) && method.getDeclaringClass() != Cluster.class);
  }

  private static void close(Cluster cluster) {
    try {
      cluster.close();
    } catch (RuntimeException e) {
      LOG.error("A cluster mode failed to close", e);
    }
  }

  /** Of each method whose calls may be made later than their callers think. */
  public synchronized List<FailbackStatus> failbacks() {
    return clusters.stream().flatMap(cluster -> cluster.failback().stream()).toList();
  }

  /** Lets clusters begin to end what they have promised; {@link #finish} follows. */
  public void finishing() {
    List<Cluster> all;
    synchronized (this) {
      all = List.copyOf(clusters);
    }
    for (Cluster cluster : all) {
      try {
        cluster.closing();
      } catch (RuntimeException e) {
        LOG.error("A cluster mode failed to begin its end", e);
      }
    }
  }

  /** Which routing rule decides about a call, and why each provider is kept or left out. */
  public String explain(Invocation invocation) {
    return directory.explain(invocation);
  }

  /** Lets clusters end what they have promised, while calls can still be made. */
  public void finish() {
    List<Cluster> all;
    synchronized (this) {
      finished = true;
      all = List.copyOf(clusters);
      clusters.clear();
    }
    all.forEach(ConsumedService::close);
  }

  Directory directory() {
    return directory;
  }

  RetryBudget budget() {
    return budget;
  }

  CallContext context() {
    return context;
  }

  @Override
  public void close() {
    closed = true;
    directory.close();
  }
}
