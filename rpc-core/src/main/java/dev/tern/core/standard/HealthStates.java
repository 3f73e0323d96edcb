package dev.tern.core.standard;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is told of each name. Whoever is given as the watcher hears of every change, after it was made. */
final class HealthStates implements Health {
  /** Longest name that may be set or asked for: names are kept for as long as somebody watches them. */
  static final int MAX_NAME_BYTES = 1024;

  private final Set<String> own;
  private final Runnable changed;
  private final AtomicReference<State> state = new AtomicReference<>(new State(Phase.AWAY, Map.of()));

  /**
   * @param own names that follow the server's life
   * @param changed runs after each change, on the thread that made it
   */
  HealthStates(Collection<String> own, Runnable changed) {
    this.own = Set.copyOf(own);
    this.changed = changed;
  }

  @Override
  public void set(String name, HealthStatus status) {
    requireNonNull(status, "status");
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      throw new IllegalArgumentException("health: a name of " + name.length() + " characters (expected: at most "
          + MAX_NAME_BYTES + " bytes)");
    }
    change(state -> state.with(name, status));
  }

  @Override
  public void clear(String name) {
    change(state -> state.with(name, null));
  }

  /** The server takes calls, or does not. Without effect once it is closing. */
  void taking(boolean calls) {
    change(state -> state.phase() == Phase.CLOSING ? state
        : new State(calls ? Phase.TAKING_CALLS : Phase.AWAY, state.byHand()));
  }

  /** The beginning of the end: nothing is SERVING any more. */
  void closing() {
    change(state -> new State(Phase.CLOSING, state.byHand()));
  }

  private void change(UnaryOperator<State> change) {
    state.updateAndGet(change);
    changed.run();
  }

  @Override
  public Optional<HealthStatus> get(String name) {
    return Optional.ofNullable(told(name, state.get()));
  }

  @Override
  public SortedMap<String, HealthStatus> all() {
    State now = state.get();
    SortedMap<String, HealthStatus> all = new TreeMap<>();
    own.forEach(name -> all.put(name, requireNonNull(told(name, now))));
    now.byHand().keySet().forEach(name -> all.put(name, requireNonNull(told(name, now))));
    return all;
  }

  private @Nullable HealthStatus told(String name, State now) {
    HealthStatus byHand = now.byHand().get(name);
    if (!own.contains(name)) {
      return byHand == null || now.phase() != Phase.CLOSING ? byHand : HealthStatus.NOT_SERVING;
    }
    if (now.phase() != Phase.TAKING_CALLS) {
      return HealthStatus.NOT_SERVING;
    }
    return byHand == null ? HealthStatus.SERVING : byHand;
  }

  private enum Phase { AWAY, TAKING_CALLS, CLOSING }

  private record State(Phase phase, Map<String, HealthStatus> byHand) {
    State {
      byHand = Map.copyOf(byHand);
    }

    State with(String name, @Nullable HealthStatus status) {
      Map<String, HealthStatus> changed = new HashMap<>(byHand);
      if (status == null) {
        changed.remove(name);
      } else {
        changed.put(name, status);
      }
      return new State(phase, changed);
    }
  }
}
