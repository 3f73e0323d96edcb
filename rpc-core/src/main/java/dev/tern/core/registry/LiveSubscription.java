package dev.tern.core.registry;

import dev.tern.api.ServiceId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** One listener's view of a {@link LiveSet}. */
final class LiveSubscription implements Subscription {
  private final LiveSet set;
  private final Consumer<List<ServiceInstance>> listener;
  private final RegistryLoop loop;
  private final Logger log;
  private final CountDownLatch first = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile List<ServiceInstance> current = List.of();
  private volatile boolean told;

  LiveSubscription(LiveSet set, Consumer<List<ServiceInstance>> listener, RegistryLoop loop, Logger log) {
    this.set = set;
    this.listener = listener;
    this.loop = loop;
    this.log = log;
  }

  /** Under the set's lock: the providers are these. */
  void tell(List<ServiceInstance> instances) {
    if (closed.get()) {
      return;
    }
    current = instances;
    try {
      listener.accept(instances);
    } catch (Throwable e) { // a listener's mistake must not end the registry's thread
      log.error("Registry {}: the listener for {} failed", loop, service(), e);
    }
    told = true;
    first.countDown();
  }

  /** No first listing will come any more. */
  void giveUp() {
    first.countDown();
  }

  LiveSet set() {
    return set;
  }

  @Override
  public ServiceId service() {
    return set.service();
  }

  @Override
  public List<ServiceInstance> current() {
    return current;
  }

  @Override
  public boolean awaitFirst(Duration timeout) throws InterruptedException {
    return first.await(timeout.toNanos(), TimeUnit.NANOSECONDS) && told;
  }

  @Override
  public SubscriptionStatus status() {
    return set.status();
  }

  /** Since when the registry cannot be read, by the loop's clock; null while it can. */
  @Nullable Long awaySinceNanos() {
    LoopTask.Failure failure = set.failure();
    return failure == null ? null : failure.sinceNanos();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      giveUp();
      loop.forget(this);
    }
  }
}
