package dev.tern.core.registry;

import dev.tern.api.spi.RegistryDriver;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One record of ours: put, put again whenever it is missing, and removed in the end. */
final class KeptRegistration extends LoopTask implements Registration {
  private final ServiceInstance instance;
  private final byte[] record;
  private final RegistryDriver driver;
  private final RegistryLoop loop;
  private final TaskRunner runner;
  private final RegistryLoopSettings settings;
  private final CountDownLatch stood = new CountDownLatch(1);
  private final CountDownLatch removed = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private boolean removing;
  private boolean put;
  private int missedInARow;
  private volatile boolean standing;

  KeptRegistration(ServiceInstance instance, RegistryDriver driver, RegistryLoop loop, TaskRunner runner,
      RegistryLoopSettings settings) {
    this.instance = instance;
    this.record = instance.toJson();
    this.driver = driver;
    this.loop = loop;
    this.runner = runner;
    this.settings = settings;
  }

  @Override
  void run() throws Exception {
    if (removing) {
      remove(settings.timeout());
      loop.removed(this);
      return;
    }
    put = false;
    driver.put(instance.service(), instance.id(), record, settings.timeout());
    put = true;
    standing = true;
    stood.countDown();
  }

  /** Loop's thread: removes the record now, within that time. */
  void remove(Duration timeout) throws Exception {
    removing = true;
    driver.remove(instance.service(), instance.id(), timeout);
    removed.countDown();
  }

  /** Loop's thread: nobody will remove it any more. */
  void giveUp() {
    standing = false;
    stood.countDown();
    removed.countDown();
  }

  /**
   * Loop's thread: a listing has shown this under our id.
   *
   * @param shown null if nothing
   * @param otherStore true if the registry was replaced or restored: our lease is gone, even if the record is not
   * @return true if the record must be put again, which is then under way
   */
  boolean verify(byte @Nullable [] shown, boolean otherStore) {
    if (!put || removing) {
      return false; // already to be put, or to be removed
    }
    if (Arrays.equals(record, shown) && !otherStore) {
      missedInARow = 0;
      return false;
    }
    put = false;
    standing = otherStore && shown != null;
    // At once the first time; a registry that never shows what it took is not asked without pause.
    runner.schedule(this, missedInARow == 0 ? runner.now() : runner.backoff(missedInARow));
    return missedInARow++ == 0;
  }

  @Override
  String purpose() {
    return (removing ? "remove the record of " : "register ") + instance.serviceId() + " at " + instance.endpoint();
  }

  @Override
  public ServiceInstance instance() {
    return instance;
  }

  @Override
  public boolean standing() {
    return standing;
  }

  @Override
  public boolean awaitStanding(Duration timeout) throws InterruptedException {
    return stood.await(timeout.toNanos(), TimeUnit.NANOSECONDS) && standing;
  }

  @Override
  public String problem() {
    Failure failure = failure();
    if (failure != null) {
      return loop.describe(failure);
    }
    if (removed.getCount() == 0) {
      return "not registered any more";
    }
    return standing ? "" : closed.get() ? "not removed yet" : "not registered yet";
  }

  @Override
  public RegistrationStatus status() {
    return new RegistrationStatus(loop.toString(), instance.serviceId(), instance.endpoint(), standing, problem());
  }

  @Override
  public void close() {
    withdraw();
    if (loop.isOwnThread()) {
      return;
    }
    try {
      if (!awaitWithdrawn(settings.timeout())) {
        loop.log().warn("Registry {}: {} at {} is not removed yet; still trying", loop, instance.serviceId(),
            instance.endpoint());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the removal goes on without us
    }
  }

  @Override
  public boolean awaitWithdrawn(Duration timeout) throws InterruptedException {
    return removed.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void withdraw() {
    if (closed.compareAndSet(false, true)) {
      runner.post(() -> {
        removing = true;
        standing = false;
        runner.schedule(this, runner.now());
      });
    }
  }
}
