package dev.tern.core.consumer;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Connection;
import dev.tern.core.registry.ServiceInstance;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/** One provider instance, with its connection and its figures. Lives as long as the directory knows the instance. */
final class LiveCandidate implements Candidate {
  private static final AtomicIntegerFieldUpdater<LiveCandidate> ACTIVE =
      AtomicIntegerFieldUpdater.newUpdater(LiveCandidate.class, "active");
  private static final int EWMA_SHIFT = 3; // each attempt moves the average by an eighth of the difference

  private final Connection connection;
  private volatile ServiceInstance instance;
  private volatile boolean reachable = true;
  private volatile int active;
  private volatile long latencyEwmaNanos;
  private Runnable stopWatching = () -> { };

  LiveCandidate(ServiceInstance instance, Connection connection) {
    this.instance = instance;
    this.connection = connection;
  }

  /** Watches the connection; the listener is told after {@link #ejected()} has changed. */
  void watch(Runnable onChange) {
    stopWatching = connection.onReachable(now -> {
      if (reachable != now) {
        reachable = now;
        onChange.run();
      }
    });
  }

  void update(ServiceInstance newer) {
    instance = newer;
  }

  ServiceInstance instance() {
    return instance;
  }

  Connection connection() {
    return connection;
  }

  void close() {
    stopWatching.run();
    connection.close();
  }

  void attemptStarted() {
    ACTIVE.incrementAndGet(this);
  }

  void attemptEnded(long nanos) {
    ACTIVE.decrementAndGet(this);
    long average = latencyEwmaNanos;
    // A lost update between two threads costs one sample of many.
    latencyEwmaNanos = average == 0 ? nanos : average + ((nanos - average) >> EWMA_SHIFT);
  }

  @Override
  public String id() {
    return instance.id();
  }

  @Override
  public Endpoint endpoint() {
    return connection.endpoint();
  }

  @Override
  public int weight() {
    return instance.weight();
  }

  @Override
  public long startedAtMillis() {
    return instance.startedAtMillis();
  }

  @Override
  public String zone() {
    return instance.zone();
  }

  @Override
  public int active() {
    return active;
  }

  @Override
  public long latencyEwmaNanos() {
    return latencyEwmaNanos;
  }

  @Override
  public boolean ejected() {
    return !reachable;
  }

  @Override
  public String toString() {
    return id() + "@" + endpoint();
  }
}
