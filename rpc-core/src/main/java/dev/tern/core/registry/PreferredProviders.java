package dev.tern.core.registry;

import dev.tern.api.NanoClock;
import dev.tern.api.ServiceId;
import dev.tern.api.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The providers of one service as the preferred of several registries names them. A registry serves once it has been
 * read and names a provider; it stops serving when it says that none is left, or cannot be read for 10 s.
 *
 * <p>Calls go to the first that serves. When that one stops, the next takes over at once; when it serves again, for 10
 * s without a break, calls go back to it: a registry that comes and goes does not make the list flap. While none
 * serves, the last known providers stand. At the start a preferred registry that is merely slower is given half a
 * second.
 *
 * <p>Safe for many threads.
 */
public final class PreferredProviders implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PreferredProviders.class);
  private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();
  private static final long HEAD_START_NANOS = Duration.ofMillis(500).toNanos();
  private static final long AWAY_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long RETURN_NANOS = Duration.ofSeconds(10).toNanos();

  private final ServiceId service;
  private final Consumer<List<ServiceInstance>> listener;
  private final NanoClock clock;
  private final Scheduler scheduler;
  private final List<Source> sources;
  private final CountDownLatch first = new CountDownLatch(1);
  private final long begunNanos;
  private final Object lock = new Object();
  // lock
  private @Nullable Source chosen;
  private @Nullable List<ServiceInstance> told;
  private boolean closed;

  /** What one registry says. Guarded by the lock, except the subscription. */
  private final class Source implements Consumer<List<ServiceInstance>> {
    private final String registry;
    private volatile @Nullable LiveSubscription subscription;
    private List<ServiceInstance> instances = List.of();
    private boolean heard;
    private boolean serving;
    private boolean sound;
    private long soundSinceNanos;

    Source(String registry) {
      this.registry = registry;
    }

    @Override
    public void accept(List<ServiceInstance> providers) {
      synchronized (lock) {
        instances = providers;
        heard = true;
        choose();
      }
    }

    private void look(long now) {
      LiveSubscription following = subscription;
      if (following == null) {
        return;
      }
      SubscriptionStatus status = following.status();
      Long away = following.awaySinceNanos();
      boolean names = status.known() && !instances.isEmpty() && !status.emptiedUnconfirmed();
      serving = names && (away == null || now - away < AWAY_NANOS);
      if (names && away == null) {
        soundSinceNanos = sound ? soundSinceNanos : now;
        sound = true;
      } else {
        sound = false;
      }
    }

    /** True if it has been in order for so long that it will probably stay so. */
    private boolean isTrusted(long now) {
      return sound && now - soundSinceNanos >= RETURN_NANOS;
    }

    /** True once it was read, and what was read has arrived here: the one comes a moment before the other. */
    private boolean known() {
      LiveSubscription following = subscription;
      return heard && following != null && following.status().known();
    }

    /** True once nothing more is to be expected of it soon. */
    private boolean hasSpoken() {
      LiveSubscription following = subscription;
      return known() || following != null && following.awaySinceNanos() != null;
    }
  }

  private PreferredProviders(List<RegistryLoop> loops, ServiceId service, Consumer<List<ServiceInstance>> listener,
      NanoClock clock, Scheduler scheduler) {
    this.service = service;
    this.listener = listener;
    this.clock = clock;
    this.scheduler = scheduler;
    this.begunNanos = clock.nanoTime();
    this.sources = loops.stream().map(loop -> new Source(loop.toString())).toList();
  }

  static PreferredProviders follow(List<RegistryLoop> loops, ServiceId service,
      Consumer<List<ServiceInstance>> listener, NanoClock clock, Scheduler scheduler) {
    PreferredProviders followed = new PreferredProviders(loops, service, listener, clock, scheduler);
    for (int i = 0; i < loops.size(); i++) { // not under the lock, which a loop takes under its own
      Source source = followed.sources.get(i);
      source.subscription = (LiveSubscription) loops.get(i).subscribe(service, source);
    }
    synchronized (followed.lock) {
      followed.choose(); // what was known at once
    }
    if (loops.size() > 1) {
      followed.lookAgain();
    }
    return followed;
  }

  private void lookAgain() {
    scheduler.schedule(LOOK_NANOS, () -> {
      synchronized (lock) {
        if (closed) {
          return;
        }
      }
      lookAgain(); // first, so that it goes on whatever a listener does
      synchronized (lock) {
        choose();
      }
    });
  }

  /** Under the lock. */
  private void choose() {
    if (closed) {
      return;
    }
    Source before = chosen;
    Source next = sources.size() == 1 ? sources.get(0) : best(clock.nanoTime());
    if (next == null || next.instances.isEmpty() && !next.known()) {
      return; // nobody has said anything yet
    }
    chosen = next;
    if (before != next && (before != null || next != sources.get(0))) {
      LOG.info("{}: its {} providers come from registry {} now, not from {}", service, next.instances.size(),
          next.registry, before == null ? sources.get(0).registry : before.registry);
    }
    if (!next.instances.equals(told)) {
      told = next.instances;
      listener.accept(next.instances);
      first.countDown();
    }
  }

  private @Nullable Source best(long now) {
    sources.forEach(source -> source.look(now));
    Source present = chosen;
    Source serving = firstServing(now, present);
    if (serving != null) {
      return serving;
    }
    if (present != null && !present.instances.isEmpty()) {
      return present; // none can be read: the last known stand
    }
    if (sources.stream().anyMatch(source -> !source.hasSpoken()) && now - begunNanos < HEAD_START_NANOS) {
      return present;
    }
    for (Source source : sources) {
      if (!source.instances.isEmpty()) {
        return source;
      }
    }
    return sources.stream().filter(Source::known).findFirst().orElse(present);
  }

  private @Nullable Source firstServing(long now, @Nullable Source present) {
    for (Source source : sources) {
      if (source == present && source.serving) {
        return source;
      }
      if (source.serving) {
        boolean nobodyServes = present == null || !present.serving;
        if (nobodyServes || source.isTrusted(now)) {
          return source;
        }
      } else if (told == null && !source.hasSpoken() && now - begunNanos < HEAD_START_NANOS) {
        return null;
      }
    }
    return null;
  }

  /**
   * Waits until the listener was told of providers, or that there are none.
   *
   * @return false if that took longer; it goes on trying
   */
  public boolean awaitFirst(Duration timeout) throws InterruptedException {
    return first.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What each registry says, in order of preference. */
  public List<SubscriptionStatus> statuses() {
    Source used;
    synchronized (lock) {
      used = chosen;
    }
    List<SubscriptionStatus> all = new ArrayList<>();
    for (Source source : sources) {
      LiveSubscription following = source.subscription;
      if (following != null) {
        all.add(following.status().withInUse(source == used));
      }
    }
    return all;
  }

  /** What to tell the user of a service without providers, one line per registry; empty if nothing is worth telling. */
  public String hint() {
    StringBuilder text = new StringBuilder();
    for (SubscriptionStatus status : statuses()) {
      String hint = status.hint();
      if (!hint.isEmpty()) {
        text.append(text.isEmpty() ? "" : "\n  ").append(sources.size() > 1 ? status.registry() + ": " : "")
            .append(hint);
      }
    }
    return text.toString();
  }

  /** Ends it. The listener may still be told about a change that is under way. Idempotent. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    for (Source source : sources) {
      LiveSubscription following = source.subscription;
      if (following != null) {
        following.close();
      }
    }
    first.countDown();
  }
}
