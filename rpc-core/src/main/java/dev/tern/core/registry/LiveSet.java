package dev.tern.core.registry;

import dev.tern.api.ServiceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The providers of one service, group and version, and those who want to know. What the registry says comes from the
 * loop's thread; what is volatile may be read by any.
 */
final class LiveSet {
  /** From {@link #accept}: nothing waits for a second reading. */
  static final long NO_DOUBT = Long.MIN_VALUE;

  private static final long KEEP_AGAIN_NANOS = Duration.ofHours(1).toNanos();

  private final ServiceId service;
  private final String registry;
  private final RegistryLoopSettings settings;
  private final LastKnown lastKnown;
  private final Logger log;
  private final Object lock;
  // lock
  private final List<LiveSubscription> subscriptions = new ArrayList<>();
  private boolean told;
  private long emptySinceNanos;
  private long keptNanos;

  private volatile boolean emptiedUnconfirmed;
  private volatile boolean fromSnapshot;
  private volatile boolean known;
  private volatile List<ServiceInstance> current = List.of();
  private volatile List<ServiceId> others = List.of();
  private volatile @Nullable WatchedService watched;

  /** @param lock of the loop, held while listeners are told, so that they hear of changes in their order */
  LiveSet(ServiceId service, String registry, RegistryLoopSettings settings, LastKnown lastKnown, Logger log,
      Object lock) {
    this.service = service;
    this.registry = registry;
    this.settings = settings;
    this.lastKnown = lastKnown;
    this.log = log;
    this.lock = lock;
  }

  /** Loop's thread: from now on this one says how the registry does. */
  void attachTo(WatchedService watchedService) {
    watched = watchedService;
  }

  /** Should the registry stay silent, begins with what an earlier process knew. */
  void recall() {
    lastKnown.recall(service, () -> !known, this::startFrom);
  }

  /** Any thread. */
  private void startFrom(List<ServiceInstance> kept) {
    synchronized (lock) {
      if (known || told || kept.isEmpty() || subscriptions.isEmpty()) {
        return;
      }
      fromSnapshot = true;
      log.warn("Registry {}: it does not answer; {} starts with the {} providers of its snapshot", registry, service,
          kept.size());
      tell(kept);
    }
  }

  /**
   * Loop's thread: takes what a listing says.
   *
   * @param all every readable instance of the service's name, by id
   * @return when a second reading is needed to believe that none is left, or {@link #NO_DOUBT}
   */
  long accept(List<ServiceInstance> all, long nowNanos) {
    List<ServiceId> elsewhere = all.stream().filter(instance -> !instance.serves(service))
        .map(ServiceInstance::serviceId).distinct().toList();
    List<ServiceInstance> matching = all.stream().filter(instance -> instance.serves(service)).toList();
    synchronized (lock) {
      others = elsewhere;
      known = true;
      if (matching.isEmpty() && !current.isEmpty() && !isEmptinessConfirmed(nowNanos)) {
        return emptySinceNanos + settings.emptyProtection().toNanos();
      }
      believe(matching, nowNanos);
    }
    return NO_DOUBT;
  }

  private boolean isEmptinessConfirmed(long nowNanos) {
    long protection = settings.emptyProtection().toNanos();
    if (protection > 0 && !emptiedUnconfirmed) {
      emptiedUnconfirmed = true;
      emptySinceNanos = nowNanos;
      log.warn("Registry {}: {} has no provider left; the last {} are kept until a listing in {} s confirms it",
          registry, service, current.size(), settings.emptyProtection().toSeconds());
    }
    return protection == 0 || nowNanos - emptySinceNanos >= protection;
  }

  /** Loop's thread: the registry cannot be read. The last it said was perhaps that none is left. */
  void unconfirmed(long nowNanos) {
    synchronized (lock) {
      if (emptiedUnconfirmed
          && nowNanos - emptySinceNanos >= RegistryLoopSettings.LONGEST_EMPTY_PROTECTION.toNanos()) {
        believe(List.of(), nowNanos);
      }
    }
  }

  /** Under the lock. */
  private void believe(List<ServiceInstance> providers, long nowNanos) {
    if (emptiedUnconfirmed) {
      emptiedUnconfirmed = false;
      log.info("Registry {}: {} has {} providers after an empty listing", registry, service, providers.size());
    }
    boolean emptied = providers.isEmpty() && !current.isEmpty();
    boolean changed = !providers.equals(current);
    fromSnapshot = false;
    if (emptied || !providers.isEmpty() && (changed || nowNanos - keptNanos >= KEEP_AGAIN_NANOS)) {
      keptNanos = nowNanos;
      lastKnown.keep(service, providers);
    }
    if (changed || !told) {
      tell(providers);
    }
  }

  /** Under the lock. */
  private void tell(List<ServiceInstance> providers) {
    told = true;
    current = providers;
    List.copyOf(subscriptions).forEach(subscription -> subscription.tell(providers)); // one of them may close another
  }

  void add(LiveSubscription subscription) {
    subscriptions.add(subscription);
    if (told) {
      subscription.tell(current);
    }
  }

  void remove(LiveSubscription subscription) {
    subscriptions.remove(subscription);
  }

  boolean isUnused() {
    return subscriptions.isEmpty();
  }

  ServiceId service() {
    return service;
  }

  /** Any thread: how things stand. */
  SubscriptionStatus status() {
    WatchedService reading = watched;
    return new SubscriptionStatus(registry, service, true, current.size(), known, fromSnapshot,
        reading == null ? "" : reading.problem(), others, reading == null ? 0 : reading.ignoredRecords(),
        emptiedUnconfirmed);
  }

  /** Any thread: since when it cannot be read, or null while it can. */
  LoopTask.@Nullable Failure failure() {
    WatchedService reading = watched;
    return reading == null ? null : reading.failure();
  }
}
