package dev.tern.core.directory;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Code;
import dev.tern.api.NanoClock;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Snapshot;
import dev.tern.core.call.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the calls of one method from providers where that method fails. Open at some of them, it has the others picked,
 * as long as those are at least half. Open at all, it fails calls at once, which spares callers the wait and providers
 * the load. Half open, after a pause, one call finds out; what it means to fail is the same as for a provider's health.
 *
 * <p>Safe for many threads. While it is open nowhere, a pick costs one read, and an attempt's end a look into a map and
 * one addition.
 */
public final class CircuitBreaker {
  private static final int MOST_TOLD = 5;
  private static final int MOST_VIEWS = 64; // old ones are of no use any more
  private static final long SHORTEST_HOLD_NANOS = Duration.ofSeconds(1).toNanos();

  private final String method;
  private final Directory directory;
  private final HealthRules rules;
  private final NanoClock clock;
  private final HealthLog log;
  private final Map<LiveCandidate, Health> nodes = new ConcurrentHashMap<>();
  private volatile @Nullable Map<Snapshot, View> views; // by identity; null while it is open nowhere

  /**
   * Where it is open, among those whom a call may go to.
   *
   * @param avoided the open ones, at most half of all
   */
  private record View(int all, List<LiveCandidate> open, Set<Candidate> avoided) {
    boolean isEverywhere() {
      return open.size() == all && all > 0;
    }
  }

  /**
   * Made by {@link Directory#breaker}, which tells it who has left.
   *
   * @param clock of every attempt
   */
  CircuitBreaker(String method, Directory directory, HealthRules rules, NanoClock clock) {
    this.method = requireNonNull(method, "method");
    this.directory = requireNonNull(directory, "directory");
    this.rules = requireNonNull(rules, "rules");
    this.clock = requireNonNull(clock, "clock");
    this.log = new HealthLog(method, clock);
  }

  /**
   * Where an attempt goes; null while there is no candidate.
   *
   * @param tried candidates this call already failed on
   * @throws RpcException UNAVAILABLE, not executed, while it is open at all of them; its text says where what failed,
   *     and when the next try is
   */
  public @Nullable Candidate pick(Directory.Balanced balanced, Invocation invocation, Set<Candidate> tried) {
    Map<Snapshot, View> known = views;
    if (known == null) {
      return balanced.pick(invocation, tried);
    }
    Snapshot snapshot = directory.snapshot(invocation);
    View present = known.get(snapshot);
    if (present == null) {
      present = look(snapshot);
    }
    long now = clock.nanoTime();
    long left = invocation.deadline().atNanos() - now;
    long held = Math.max(SHORTEST_HOLD_NANOS, Math.min(rules.absence().toNanos(), left));
    for (LiveCandidate candidate : present.open) {
      Health health = nodes.get(candidate);
      if (health != null && !tried.contains(candidate) && health.tryProbe(now, 0, held)) {
        return candidate;
      }
    }
    if (present.isEverywhere()) {
      throw RpcException.notExecuted(Code.UNAVAILABLE, text(present, now));
    }
    return balanced.pick(invocation, tried, union(tried, present.avoided));
  }

  private static Set<Candidate> union(Set<Candidate> tried, Set<Candidate> avoided) {
    if (tried.isEmpty()) {
      return avoided;
    }
    Set<Candidate> both = new HashSet<>(tried);
    both.addAll(avoided);
    return both;
  }

  /** An attempt of this method has ended; see {@link LiveCandidate#ended}. */
  public void ended(LiveCandidate candidate, long startedNanos, long nowNanos, Outcome outcome, String text) {
    Health health = nodes.get(candidate);
    if (health == null) {
      health = nodes.computeIfAbsent(candidate, first ->
          new Health(rules, () -> ThreadLocalRandom.current().nextDouble(), startedNanos));
      if (candidate.isClosed()) { // after: whoever is closed later is forgotten after that
        nodes.remove(candidate);
        return;
      }
    }
    Health.Change change = health.ended(startedNanos, nowNanos, outcome, text);
    if (change != Health.Change.NONE) {
      log.breaker(candidate, health, change, nowNanos);
      if (change != Health.Change.STILL_OUT) {
        changed();
      }
    }
  }

  private synchronized View look(Snapshot snapshot) {
    List<LiveCandidate> open = new ArrayList<>();
    for (Candidate candidate : snapshot.candidates()) {
      Health health = nodes.get((LiveCandidate) candidate);
      if (health != null && health.isOut()) {
        open.add((LiveCandidate) candidate);
      }
    }
    Set<Candidate> avoided = new LinkedHashSet<>(open.subList(0, Math.min(open.size(), snapshot.size() / 2)));
    View found = new View(snapshot.size(), List.copyOf(open), avoided);
    Map<Snapshot, View> known = views;
    if (known != null) {
      Map<Snapshot, View> more = new IdentityHashMap<>(known.size() < MOST_VIEWS ? known : Map.of());
      more.put(snapshot, found);
      views = more;
    }
    return found;
  }

  /** It has opened or closed somewhere. */
  private synchronized void changed() {
    views = nodes.values().stream().anyMatch(Health::isOut) ? new IdentityHashMap<>() : null;
  }

  /** Forgets all providers but those that there are now. On the thread that makes pickers, once it has made them. */
  synchronized void retain(Set<LiveCandidate> present) {
    nodes.keySet().retainAll(present);
    if (views != null) {
      changed();
    }
  }

  /** For how many providers it remembers something. */
  int remembered() {
    return nodes.size();
  }

  /** True while calls pay for nothing but one read. */
  boolean isClosedEverywhere() {
    return views == null;
  }

  private String text(View everywhere, long nowNanos) {
    int all = everywhere.open.size();
    long soonest = Long.MAX_VALUE;
    Map<LiveCandidate, Long> waits = new HashMap<>();
    for (LiveCandidate candidate : everywhere.open) {
      Health health = nodes.get(candidate);
      long wait = health == null ? 0 : Math.max(0, health.freeNanos(nowNanos) - nowNanos);
      waits.put(candidate, wait);
      soonest = Math.min(soonest, wait);
    }
    StringBuilder text = new StringBuilder(method).append(" was not sent: its circuit breaker is open at ")
        .append(all == 1 ? "the only provider" : "all " + all + " providers").append("; next try in ")
        .append(length(soonest));
    everywhere.open.stream().limit(MOST_TOLD).forEach(candidate -> {
      Health health = nodes.get(candidate);
      text.append("\n  ").append(candidate.endpoint()).append("  next try in ").append(length(waits.get(candidate)))
          .append(": ").append(health == null ? "" : HealthLog.oneLine(health.why()));
    });
    if (all > MOST_TOLD) {
      text.append("\n  and ").append(all - MOST_TOLD).append(" more");
    }
    return text.toString();
  }

  private static String length(long nanos) {
    return Durations.text(Duration.ofMillis(Duration.ofNanos(nanos).toMillis()));
  }
}
