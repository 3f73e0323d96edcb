package dev.tern.core;

import dev.tern.core.registry.Registration;
import dev.tern.core.registry.RegistrationStatus;
import dev.tern.core.registry.Registries;
import dev.tern.core.registry.ServiceInstance;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's records in its registries: all there, or none. What was asked last holds, whatever the registries do:
 * their loops go on trying until it is so. Safe for many threads.
 */
final class Presence implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

  private final Registries registries;
  private final List<ServiceInstance> offers;
  private final Duration patience;
  private final Watcher watcher;
  private final Object lock = new Object();
  // lock
  private List<Registration> standing = List.of();
  private List<Registration> leaving = List.of();
  private boolean online;
  private boolean closed;

  /**
   * @param registries owned by this from here on
   * @param offers one per service; their ids are replaced
   * @param patience how long each change waits for the registries
   * @param watcher told of each change before the registries are, in their order
   */
  Presence(Registries registries, List<ServiceInstance> offers, Duration patience, Watcher watcher) {
    this.registries = registries;
    this.offers = List.copyOf(offers);
    this.patience = patience;
    this.watcher = watcher;
  }

  /** Told whether consumers are to be sent here. Must not block. */
  interface Watcher {
    void online(boolean online);
  }

  /**
   * Registers everything, and waits a limited time until all of it stands. A provider whose registry is away serves all
   * the same and registers once it is back: this only says so aloud.
   */
  void enter() {
    List<Registration> entering;
    synchronized (lock) {
      if (online || closed) {
        return;
      }
      online = true;
      watcher.online(true);
      entering = offers.stream().map(Presence::withNewId).flatMap(offer -> registries.register(offer).stream())
          .toList();
      standing = entering;
    }
    Deadline deadline = new Deadline(patience);
    try {
      for (Registration registration : entering) {
        if (!registration.awaitStanding(deadline.left()) && isStanding(registration)) {
          RegistrationStatus status = registration.status();
          LOG.warn("{} is not registered in {} yet: {}. Serving without; will go on trying.", status.service(),
              status.registry(), status.problem());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the registries go on without us
    }
  }

  /** True if everything stood everywhere when it was last asked for. */
  boolean stands() {
    return statuses().stream().allMatch(RegistrationStatus::standing);
  }

  /** New for every appearance: removing a former one, perhaps late, must never take this one away. */
  private static ServiceInstance withNewId(ServiceInstance offer) {
    return new ServiceInstance(UUID.randomUUID().toString(), offer.service(), offer.group(), offer.version(),
        offer.endpoint(), offer.weight(), offer.startedAtMillis(), offer.zone(), offer.codecs(), offer.metadata());
  }

  private boolean isStanding(Registration registration) {
    synchronized (lock) {
      return standing.contains(registration);
    }
  }

  /** As {@link #leave()}, and never enters again. */
  boolean leaveForGood() {
    synchronized (lock) {
      closed = true;
    }
    return leave();
  }

  /**
   * Removes everything, and waits a limited time until it is gone everywhere.
   *
   * @return false if a registry has not confirmed it by then
   */
  boolean leave() {
    List<Registration> going;
    synchronized (lock) {
      if (!online) {
        return leaving.stream().allMatch(Presence::isGone);
      }
      online = false;
      watcher.online(false);
      going = standing;
      standing = List.of();
      leaving = Stream.concat(stillLeaving(), going.stream()).toList();
      going.forEach(Registration::withdraw);
    }
    Deadline deadline = new Deadline(patience);
    boolean gone = true;
    try {
      for (Registration registration : going) {
        if (!registration.awaitWithdrawn(deadline.left())) {
          gone = false;
          RegistrationStatus status = registration.status();
          LOG.warn("{} still stands in {}: {}. Will go on trying; else its lease ends.", status.service(),
              status.registry(), status.problem());
        }
      }
      return gone;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the registries go on without us
      return false;
    }
  }

  private Stream<Registration> stillLeaving() {
    return leaving.stream().filter(registration -> !isGone(registration));
  }

  private static boolean isGone(Registration registration) {
    try {
      return registration.awaitWithdrawn(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Every record that stands or should, and those that should be gone and perhaps are not. */
  List<RegistrationStatus> statuses() {
    synchronized (lock) {
      leaving = stillLeaving().toList();
      return Stream.concat(standing.stream(), leaving.stream()).map(Registration::status).toList();
    }
  }

  /** After {@link #leaveForGood}: begins to close the registries. Who has not confirmed it by now is not waited for. */
  void beginClose() {
    synchronized (lock) {
      closed = true;
    }
    registries.beginClose(Duration.ZERO);
  }

  /** Leaves if need be, and closes the registries. Idempotent. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    registries.close();
  }

  @Override
  public String toString() {
    return registries.toString();
  }

  /** One limit for waiting several times. */
  private static final class Deadline {
    private final long atNanos;

    Deadline(Duration limit) {
      this.atNanos = System.nanoTime() + limit.toNanos();
    }

    Duration left() {
      return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
    }
  }
}
