package dev.tern.core.directory;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Connection;
import dev.tern.core.registry.ServiceInstance;
import java.util.Map;

/** One provider instance, with its connection and its figures. Lives as long as the directory knows the instance. */
public final class LiveCandidate implements Candidate {
  /** A whole share of its weight. */
  static final int WHOLE = 1_000;

  private final Connection connection;
  private final Figures figures = new Figures();
  private volatile ServiceInstance instance;
  private volatile boolean reachable = true;
  private volatile int warmth = WHOLE;
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

  /** @param share of its weight that it takes now, of {@link #WHOLE} */
  void warmth(int share) {
    warmth = share;
  }

  ServiceInstance instance() {
    return instance;
  }

  /** Carries its calls. */
  public Connection connection() {
    return connection;
  }

  void close() {
    stopWatching.run();
    connection.close();
  }

  /** What was learnt of it; told by every attempt. */
  public Figures figures() {
    return figures;
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
    int full = instance.weight();
    int share = warmth;
    return share == WHOLE || full == 0 ? full : Math.max(1, full * share / WHOLE);
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
  public Map<String, String> metadata() {
    return instance.metadata();
  }

  @Override
  public int active() {
    return figures.active();
  }

  @Override
  public long latencyEwmaNanos() {
    return figures.latencyNanos();
  }

  @Override
  public double failureShare() {
    return figures.failureShare();
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
