package dev.tern.core.directory;

import dev.tern.api.Endpoint;
import dev.tern.api.NanoClock;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Connection;
import dev.tern.core.registry.ServiceInstance;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One provider instance, with its connection, its figures and its health. Lives as long as the directory knows the
 * instance.
 */
public final class LiveCandidate implements Candidate {
  /** A whole share of its weight. */
  static final int WHOLE = 1_000;

  private final Connection connection;
  private final NanoClock clock;
  private final HealthLog log;
  private final Figures figures = new Figures();
  private final Health health;
  private volatile ServiceInstance instance;
  private volatile boolean reachable = true;
  private volatile Runnable onChange = () -> { };
  private volatile int warmth = WHOLE;
  private volatile boolean closed;
  private Runnable stopWatching = () -> { };

  LiveCandidate(ServiceInstance instance, Connection connection, NanoClock clock, HealthLog log) {
    this.instance = instance;
    this.connection = connection;
    this.clock = clock;
    this.log = log;
    this.health = new Health(HealthRules.EJECTION, () -> ThreadLocalRandom.current().nextDouble(), clock.nanoTime());
  }

  /** Watches connection and health; the listener is told after {@link #ejected()} may have changed. */
  void watch(Runnable listener) {
    onChange = listener;
    stopWatching = connection.onReachable(now -> {
      boolean changed = reachable != now;
      reachable = now;
      if (now && health.isOut()) {
        health.hope(clock.nanoTime()); // there is a new connection: what was learnt on the old one may be over
        changed = true;
      }
      if (changed) {
        listener.run();
      }
    });
  }

  /** What the registry says of it now. */
  void update(ServiceInstance newer) {
    if (newer.equals(instance)) {
      return;
    }
    instance = newer;
    health.hope(clock.nanoTime()); // it may have been started anew
    connection.retryNow();
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
    closed = true;
    stopWatching.run();
    connection.close();
  }

  /** True once the registry does not name it any more, though calls may still be under way. */
  boolean isClosed() {
    return closed;
  }

  /** An attempt begins. */
  public void started() {
    figures.started();
  }

  /** An attempt that was about to begin did not: nothing was asked of it. */
  public void notStarted() {
    figures.abandoned(0);
  }

  /**
   * The provider has begun to answer an attempt that may go on for long.
   *
   * @param nowNanos on the clock of the directory
   */
  public void answered(long startedNanos, long nowNanos) {
    if (health.isOut()) {
      changed(health.ended(startedNanos, nowNanos, Outcome.WELL, ""), nowNanos);
    }
  }

  /**
   * An attempt has ended.
   *
   * @param latencyNanos how long the provider took
   * @param nowNanos on the clock of the directory
   * @param text of a failure
   */
  public void ended(long latencyNanos, long startedNanos, long nowNanos, Outcome outcome, String text) {
    if (outcome == Outcome.UNKNOWN) {
      figures.abandoned(latencyNanos); // it was at least so slow, not so quick
    } else {
      figures.ended(latencyNanos, outcome.isFailure());
    }
    changed(health.ended(startedNanos, nowNanos, outcome, text), nowNanos);
  }

  private void changed(Health.Change change, long nowNanos) {
    if (change == Health.Change.NONE) {
      return;
    }
    log.provider(this, health, change, nowNanos);
    if (change != Health.Change.STILL_OUT) { // nobody is to be picked otherwise
      onChange.run();
    }
  }

  /** How long it has been taking for its answers of late, in nanoseconds; 0 if it has given none. */
  public long answerNanos() {
    return figures.answerNanos();
  }

  Figures figures() {
    return figures;
  }

  Health health() {
    return health;
  }

  /** False while no connection to it can be made. */
  boolean reachable() {
    return reachable;
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
  public int fullWeight() {
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
    return !reachable || health.isOut();
  }

  @Override
  public String toString() {
    return id() + "@" + endpoint();
  }
}
