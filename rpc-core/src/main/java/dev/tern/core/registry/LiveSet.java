package dev.tern.core.registry;

import dev.tern.api.ServiceId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;

/**
 * The providers of one service, group and version, and those who want to know. Changed by the loop's thread only;
 * what is volatile may be read by any.
 */
final class LiveSet {
  /** From {@link #accept}: nothing waits for a second reading. */
  static final long NO_DOUBT = Long.MIN_VALUE;

  private final ServiceId service;
  private final String registry;
  private final RegistryLoopSettings settings;
  private final Logger log;
  private final List<LiveSubscription> subscriptions = new CopyOnWriteArrayList<>();
  private long emptySinceNanos;
  private volatile boolean emptiedUnconfirmed;
  private volatile boolean known;
  private volatile List<ServiceInstance> current = List.of();
  private volatile List<ServiceId> others = List.of();

  LiveSet(ServiceId service, String registry, RegistryLoopSettings settings, Logger log) {
    this.service = service;
    this.registry = registry;
    this.settings = settings;
    this.log = log;
  }

  /**
   * Takes what a listing says.
   *
   * @param all every readable instance of the service's name, by id
   * @return when a second reading is needed to believe that none is left, or {@link #NO_DOUBT}
   */
  long accept(List<ServiceInstance> all, long nowNanos) {
    others = all.stream().filter(instance -> !instance.serves(service)).map(ServiceInstance::serviceId).distinct()
        .toList();
    List<ServiceInstance> matching = all.stream().filter(instance -> instance.serves(service)).toList();
    if (matching.isEmpty() && !current.isEmpty() && !isEmptinessConfirmed(nowNanos)) {
      return emptySinceNanos + settings.emptyProtection().toNanos();
    }
    if (emptiedUnconfirmed) {
      emptiedUnconfirmed = false;
      log.info("Registry {}: {} has {} providers after an empty listing", registry, service, matching.size());
    }
    boolean changed = !known || !matching.equals(current);
    known = true;
    if (changed) {
      current = matching;
      subscriptions.forEach(subscription -> subscription.tell(matching));
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

  void add(LiveSubscription subscription) {
    subscriptions.add(subscription);
    if (known) {
      subscription.tell(current);
    }
  }

  void remove(LiveSubscription subscription) {
    subscriptions.remove(subscription);
  }

  boolean isUnused() {
    return subscriptions.isEmpty();
  }

  boolean isKnown() {
    return known;
  }

  boolean isEmptiedUnconfirmed() {
    return emptiedUnconfirmed;
  }

  List<ServiceId> others() {
    return others;
  }
}
