package dev.tern.core.registry;

import dev.tern.api.NanoClock;
import dev.tern.api.ServiceId;
import dev.tern.api.spi.RegistryDriver;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps our records in a registry and the picture of everybody else's up to date, whatever the registry does. This is
 * the hard part of every registry, written once: a {@link RegistryDriver} only carries out single operations.
 *
 * <ul>
 *   <li>A record is put until it stands, and put again when a listing misses it or the store was replaced.
 *   <li>A service is watched and listed; listed again after every hint, every error, and every 30 to 60 s anyway.
 *   <li>While the registry fails, the last known providers stand. When its last provider vanishes they stand until a
 *       second listing confirms it.
 *   <li>Records that cannot be read are left out, counted and logged once.
 * </ul>
 *
 * <p>Safe for many threads. One daemon thread per loop makes every call to the driver and tells listeners what it says;
 * no user code may run there. Owns the driver. To be closed by whoever started it.
 */
public final class RegistryLoop implements AutoCloseable {
  /** A driver's own close may take this long, after all records are gone or given up. */
  private static final Duration GOODBYE = Duration.ofSeconds(3);
  /** What the loop's thread needs to end in good order when nothing holds it up. */
  private static final Duration MOMENT = Duration.ofMillis(200);

  private final String name;
  private final RegistryDriver driver;
  private final RegistryLoopSettings settings;
  private final NanoClock clock;
  private final Logger log;
  private final TaskRunner runner;
  private final Map<String, WatchedService> services = new HashMap<>(); // loop's thread only
  private final Set<KeptRegistration> registrations = new HashSet<>(); // loop's thread only
  private final LastKnown lastKnown;
  private final LongAdder ignoredRecords = new LongAdder();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicInteger records = new AtomicInteger(); // of ours that are not known to be gone
  private final Object lock = new Object();
  // lock
  private final Map<ServiceId, LiveSet> sets = new HashMap<>();
  private final Set<LiveSubscription> subscriptions = new HashSet<>();

  private boolean stopped; // loop's thread only
  private volatile @Nullable Thread thread;

  RegistryLoop(String name, RegistryDriver driver, RegistryLoopSettings settings, LastKnown lastKnown,
      NanoClock clock, RandomGenerator random, Logger log) {
    this.name = name;
    this.lastKnown = lastKnown;
    this.driver = driver;
    this.settings = settings;
    this.clock = clock;
    this.log = log;
    this.runner = new TaskRunner(name, settings, clock, random, this::wakeUp, log);
  }

  /**
   * Starts the loop of one registry.
   *
   * @param name how texts name the registry, without secrets: its URL such as {@code file:/var/run/tern}
   * @param driver owned by the loop from here on
   * @param lastKnown what to start with if the registry stays silent
   * @param random for jitter; used by the loop's thread only
   */
  public static RegistryLoop start(String name, RegistryDriver driver, RegistryLoopSettings settings,
      LastKnown lastKnown, NanoClock clock, RandomGenerator random) {
    RegistryLoop loop = new RegistryLoop(name, driver, settings, lastKnown, clock, random,
        LoggerFactory.getLogger(RegistryLoop.class));
    int colon = name.indexOf(':');
    Thread thread = new Thread(loop::runUntilStopped, "tern-registry-" + (colon < 0 ? name : name.substring(0, colon)));
    thread.setDaemon(true);
    loop.thread = thread;
    thread.start();
    return loop;
  }

  private void runUntilStopped() {
    while (!stopped) {
      long wait = runDue();
      if (!stopped) {
        LockSupport.parkNanos(this, wait);
        Thread.interrupted(); // a driver may have left it set, and then nothing parks any more
      }
    }
  }

  private void wakeUp() {
    LockSupport.unpark(thread);
  }

  /** Loop's thread, or a test in its place: runs all that is due and says how many nanoseconds remain to the next. */
  long runDue() {
    return runner.runDue();
  }

  /**
   * Puts a record and keeps it there. Returns at once.
   *
   * @throws IllegalArgumentException if the record is longer than a registry carries
   */
  public Registration register(ServiceInstance instance) {
    refuseIfClosed();
    KeptRegistration registration = new KeptRegistration(instance, driver, this, runner, settings);
    records.incrementAndGet();
    runner.post(() -> {
      if (stopped) {
        registration.giveUp();
        return;
      }
      registrations.add(registration);
      runner.add(registration);
      watched(instance.service()).add(registration);
    });
    return registration;
  }

  /**
   * Follows the providers of a service. Returns at once; the first listing comes soon after.
   *
   * @param listener told by one thread at a time, mostly the loop's, first of what the first listing says, then of
   *     changes only: by id, never null. Must not block
   */
  public Subscription subscribe(ServiceId service, Consumer<List<ServiceInstance>> listener) {
    refuseIfClosed();
    synchronized (lock) {
      LiveSet known = sets.get(service);
      LiveSet set = known != null ? known
          : new LiveSet(service, name, settings, lastKnown, log, lock);
      LiveSubscription subscription = new LiveSubscription(set, listener, this, log);
      subscriptions.add(subscription);
      set.add(subscription);
      if (known == null) {
        sets.put(service, set);
        runner.post(() -> follow(set));
        set.recall();
      }
      return subscription;
    }
  }

  private void follow(LiveSet set) {
    if (stopped) {
      giveUp();
    } else {
      watched(set.service().name()).add(set);
    }
  }

  private void refuseIfClosed() {
    if (closing.get()) {
      throw new IllegalStateException("registry " + name + " is closed");
    }
  }

  private WatchedService watched(String service) {
    WatchedService watched = services.get(service);
    if (watched == null) {
      watched = new WatchedService(service, driver, this, runner, settings);
      services.put(service, watched);
      runner.add(watched);
    }
    return watched;
  }

  /** Any thread: this subscription was closed. */
  void forget(LiveSubscription subscription) {
    synchronized (lock) {
      LiveSet set = subscription.set();
      subscriptions.remove(subscription);
      set.remove(subscription);
      if (set.isUnused() && sets.remove(set.service(), set)) {
        runner.post(() -> unfollow(set));
      }
    }
  }

  private void unfollow(LiveSet set) {
    WatchedService watched = services.get(set.service().name());
    if (watched != null) {
      watched.remove(set);
      dropIfUnused(watched);
    }
  }

  /** Loop's thread: this record is gone. */
  void removed(KeptRegistration registration) {
    runner.remove(registration);
    if (registrations.remove(registration)) {
      records.decrementAndGet();
    }
    WatchedService watched = services.get(registration.instance().service());
    if (watched != null) {
      watched.remove(registration);
      dropIfUnused(watched);
    }
  }

  private void dropIfUnused(WatchedService watched) {
    if (watched.isUnused()) {
      watched.endWatch();
      runner.remove(watched);
      services.remove(watched.service());
    }
  }

  /**
   * Removes every record of ours, closes the driver and ends the thread, in this order and within the close timeout. A
   * record that cannot be removed in time ends with its lease. Idempotent.
   */
  @Override
  public void close() {
    close(settings.closeTimeout());
  }

  /**
   * As {@link #close()}, with another limit for removing records: zero if that has been tried long enough. Once it is
   * over, whatever the driver is doing ends by closing it, which may take another {@link #GOODBYE}.
   */
  void close(Duration removing) {
    long deadline = clock.nanoTime() + removing.toNanos();
    if (closing.compareAndSet(false, true)) {
      runner.post(() -> stop(deadline));
    }
    Thread running = thread;
    if (running == null || isOwnThread()) {
      return;
    }
    if (!join(running, records.get() > 0 ? removing.plus(MOMENT) : MOMENT)) {
      endDriver(running);
    }
  }

  /** Ends the operation that holds up the loop's thread, and with it that thread. */
  private void endDriver(Thread running) {
    Thread ending = new Thread(this::closeDriver, "tern-registry-close"); // foreign code, which may not return
    ending.setDaemon(true);
    ending.start();
    long end = System.nanoTime() + GOODBYE.toNanos();
    if (!join(ending, GOODBYE) || !join(running, Duration.ofNanos(end - System.nanoTime()))) {
      log.warn("Registry {}: its driver does not return, and is left alone", name);
      running.interrupt();
    }
  }

  private static boolean join(Thread running, Duration timeout) {
    try {
      running.join(Math.max(1, timeout.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever is in such a hurry does not wait for the registry
    }
    return !running.isAlive();
  }

  private void closeDriver() {
    try {
      driver.close();
    } catch (Throwable e) {
      log.warn("Registry {}: closing its driver failed", name, e);
    }
  }

  private void stop(long deadline) {
    if (stopped) {
      return;
    }
    stopped = true;
    for (KeptRegistration registration : registrations) {
      removeBefore(deadline, registration);
      registration.giveUp();
    }
    services.values().forEach(WatchedService::endWatch);
    closeDriver();
    giveUp();
    runner.clear();
  }

  private void giveUp() {
    synchronized (lock) {
      subscriptions.forEach(LiveSubscription::giveUp);
    }
  }

  private void removeBefore(long deadline, KeptRegistration registration) {
    long left = Math.min(deadline - clock.nanoTime(), settings.timeout().toNanos());
    if (left <= 0) {
      log.info("Registry {}: no time to {}. It ends with its driver, or with its lease.", name, registration.purpose());
      return;
    }
    try {
      registration.remove(Duration.ofNanos(left));
    } catch (Throwable e) { // as everywhere: the driver is foreign code
      log.warn("Registry {}: cannot {}: {}. It ends with its lease.", name, registration.purpose(),
          TaskRunner.reason(e));
    }
  }

  /** How many records were left out of listings because they cannot be read, counted in every listing anew. */
  public long ignoredRecords() {
    return ignoredRecords.sum();
  }

  /** Loop's thread: so many were left out of one listing. */
  void countIgnored(int records) {
    ignoredRecords.add(records);
  }

  boolean isOwnThread() {
    return Thread.currentThread() == thread;
  }

  String describe(LoopTask.Failure failure) {
    long seconds = Duration.ofNanos(clock.nanoTime() - failure.sinceNanos()).toSeconds();
    return "registry not reachable" + (seconds > 0 ? " for " + seconds + " s" : "") + ": " + failure.reason();
  }

  Logger log() {
    return log;
  }

  /** The registry's name, as texts show it. */
  @Override
  public String toString() {
    return name;
  }
}
