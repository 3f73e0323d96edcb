package dev.tern.core.registry;

import dev.tern.api.spi.RegistryDriver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Everything the loop knows about one service name: watches and lists it, shares what it read out to the {@link
 * LiveSet}s, and checks that our own records stand. Belongs to the loop's thread; what is volatile may be read by any.
 */
final class WatchedService extends LoopTask {
  private static final int REST_PER_WORK = 19; // of the time goes into listing at most a twentieth
  private static final long LONGEST_REST_NANOS = Duration.ofSeconds(2).toNanos(); // else changes would come too late

  private final String service;
  private final RegistryDriver driver;
  private final RegistryLoop loop;
  private final TaskRunner runner;
  private final RegistryLoopSettings settings;
  private final Logger log;
  private final RecordReader reader;
  private final List<LiveSet> sets = new ArrayList<>();
  private final List<KeptRegistration> registrations = new ArrayList<>();
  private final AtomicBoolean hinted = new AtomicBoolean();
  private @Nullable AutoCloseable watch;
  private @Nullable String store;
  private long version;
  private boolean wentBack;
  private long listedNanos;
  private long restNanos;
  private @Nullable List<ServiceInstance> instances;
  private volatile int ignoredRecords;

  WatchedService(String service, RegistryDriver driver, RegistryLoop loop, TaskRunner runner,
      RegistryLoopSettings settings) {
    this.service = service;
    this.driver = driver;
    this.loop = loop;
    this.runner = runner;
    this.settings = settings;
    this.log = loop.log();
    this.reader = new RecordReader(loop.toString(), service, log);
  }

  void add(LiveSet set) {
    sets.add(set);
    set.attachTo(this);
    if (instances != null) {
      doubt(set.accept(instances, runner.now()));
    }
  }

  void remove(LiveSet set) {
    sets.remove(set);
  }

  void add(KeptRegistration registration) {
    registrations.add(registration);
  }

  void remove(KeptRegistration registration) {
    registrations.remove(registration);
  }

  boolean isUnused() {
    return sets.isEmpty() && registrations.isEmpty();
  }

  @Override
  void run() throws Exception {
    boolean done = false;
    try {
      if (watch == null) {
        watch = driver.watch(service, this::hint, settings.timeout()); // before listing, so that no change falls between the two
      }
      hinted.set(false);
      long begun = runner.now();
      accept(driver.list(service, settings.timeout()));
      restNanos = restAfter(runner.now() - begun);
      done = true;
    } finally {
      if (!done) {
        endWatch(); // whatever broke the listing may have broken the watch, silently
        sets.forEach(set -> set.unconfirmed(runner.now()));
      }
    }
  }

  /** Any thread, at any rate: list again soon. */
  private void hint() {
    if (hinted.compareAndSet(false, true)) {
      runner.post(() -> {
        if (failures() == 0) { // else backoff decides: a registry that fails and calls for attention would be hammered
          runner.schedule(this, listedNanos + restNanos);
        }
      });
    }
  }

  /** A big service that changes all the time must not keep this machine, nor the registry, busy all the time. */
  private long restAfter(long listingNanos) {
    return Math.max(settings.listGap().toNanos(), Math.min(listingNanos * REST_PER_WORK, LONGEST_REST_NANOS));
  }

  private void accept(RegistryDriver.Listing listing) throws IOException {
    boolean otherStore = store != null && !store.equals(listing.store());
    if (store != null && !otherStore && listing.version() < version) {
      if (!wentBack) {
        wentBack = true;
        throw new IOException("the listing is older than the last one (version " + listing.version() + " after "
            + version + ")");
      }
      otherStore = true; // twice in a row is no late answer: the store was restored from a backup
    }
    wentBack = false;
    store = listing.store();
    version = listing.version();
    listedNanos = runner.now();
    runner.schedule(this, runner.between(settings.resyncMin(), settings.resyncMax()));
    if (otherStore) {
      log.warn("Registry {}: it was replaced or restored; registering and watching {} again", loop, service);
      endWatch(); // an old watch may wait in silence for a version that the new store reaches next year
      runner.schedule(this, listedNanos + settings.listGap().toNanos());
    }
    verifyOurs(listing, otherStore);
    List<ServiceInstance> read = reader.read(listing.records());
    instances = read;
    ignoredRecords = reader.ignored();
    loop.countIgnored(ignoredRecords);
    for (LiveSet set : List.copyOf(sets)) { // a listener may close its subscription
      doubt(set.accept(read, listedNanos));
    }
  }

  private void doubt(long secondReading) {
    if (secondReading != LiveSet.NO_DOUBT) {
      runner.schedule(this, secondReading);
    }
  }

  private void verifyOurs(RegistryDriver.Listing listing, boolean otherStore) {
    for (KeptRegistration registration : registrations) {
      if (registration.verify(listing.records().get(registration.instance().id()), otherStore) && !otherStore) {
        log.debug("Registry {}: the record of {} is missing; putting it again", loop, service);
      }
    }
  }

  /** Ends the watch, if there is one; the next listing begins another. */
  void endWatch() {
    AutoCloseable ending = watch;
    watch = null;
    if (ending != null) {
      try {
        ending.close();
      } catch (Throwable e) { // the driver is foreign code
        log.debug("Registry {}: ending the watch of {} failed", loop, service, e);
      }
    }
  }

  String service() {
    return service;
  }

  String problem() {
    Failure failure = failure();
    return failure == null ? "" : loop.describe(failure);
  }

  int ignoredRecords() {
    return ignoredRecords;
  }

  @Override
  String purpose() {
    return "list " + service;
  }
}
