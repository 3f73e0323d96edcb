package dev.tern.api;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends one call early: fired by its caller, by its deadline, or by the peer. Fires once; what is registered
 * afterwards runs at once. Safe for many threads. One per call, shared by all its attempts.
 */
public final class Cancellation {
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Cancellation.class, "state", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Up to here a short chain serves best; beyond, one handler has begun very many calls at once. */
  private static final int LONGEST_CHAIN = 4;

  /** null, one action, a {@link Link} of a few, {@link Many}, or {@link Fired}. */
  private volatile @Nullable Object state;

  /**
   * Fires: runs every registered action on this thread, latest first. What an action throws is thrown from here, once
   * all have run.
   *
   * @return false if it had fired before; {@code cause} is then ignored
   */
  public boolean cancel(RpcException cause) {
    requireNonNull(cause, "cause");
    Fired fired = new Fired(cause);
    while (true) {
      Object seen = state;
      if (seen instanceof Fired) {
        return false;
      }
      if (STATE.compareAndSet(this, seen, fired)) {
        run(seen);
        return true;
      }
    }
  }

  /** Why it fired, or null if it has not. */
  public @Nullable RpcException cause() {
    return state instanceof Fired fired ? fired.cause : null;
  }

  /** True once fired. */
  public boolean isCancelled() {
    return state instanceof Fired;
  }

  /**
   * Registers an action, which must not block or throw; runs it at once if already fired. Costs the same however many
   * there are, and so does {@link #remove}.
   *
   * @param action told apart by identity; one that is registered twice counts once
   */
  public void onCancel(Runnable action) {
    requireNonNull(action, "action");
    while (true) {
      Object seen = state;
      if (seen instanceof Fired) {
        action.run();
        return;
      }
      if (seen instanceof Many many) {
        if (many.add(action)) {
          return;
        }
        continue; // it has just fired
      }
      Object next = with(seen, action);
      if (next == seen || STATE.compareAndSet(this, seen, next)) {
        return;
      }
    }
  }

  private static Object with(@Nullable Object chain, Runnable action) {
    if (chain == null) {
      return action;
    }
    int length = 1;
    Object rest = chain;
    while (rest instanceof Link link) {
      if (link.action == action) {
        return chain;
      }
      length++;
      rest = link.rest;
    }
    if (rest == action) {
      return chain;
    }
    return length < LONGEST_CHAIN ? new Link(action, chain) : new Many(chain, action);
  }

  /** Forgets an action registered before; without effect if it has run or was never registered. */
  public void remove(Runnable action) {
    while (true) {
      Object seen = state;
      if (seen == null || seen instanceof Fired) {
        return;
      }
      if (seen instanceof Many many) {
        many.remove(action);
        return;
      }
      if (STATE.compareAndSet(this, seen, without(seen, action))) {
        return;
      }
    }
  }

  private static @Nullable Object without(Object chain, Runnable action) {
    if (chain == action) {
      return null;
    }
    if (chain instanceof Link link) {
      if (link.action == action) {
        return link.rest;
      }
      Object rest = without(link.rest, action);
      return rest == null ? link.action : rest == link.rest ? link : new Link(link.action, rest);
    }
    return chain;
  }

  /** Runs all, whatever one of them throws, which is the user's: the others have done nothing wrong. */
  private static void run(@Nullable Object chain) {
    Throwable thrown = null;
    for (Runnable action : chain instanceof Many many ? many.take() : latestFirst(chain)) {
      try {
        action.run();
      } catch (RuntimeException | Error e) {
        if (thrown == null) {
          thrown = e;
        } else if (thrown != e) {
          thrown.addSuppressed(e);
        }
      }
    }
    if (thrown instanceof Error error) {
      throw error;
    } else if (thrown != null) {
      throw (RuntimeException) thrown;
    }
  }

  private static Deque<Runnable> latestFirst(@Nullable Object chain) {
    Deque<Runnable> actions = new ArrayDeque<>();
    Object rest = chain;
    while (rest instanceof Link link) {
      actions.add(link.action);
      rest = link.rest;
    }
    if (rest instanceof Runnable action) {
      actions.add(action);
    }
    return actions;
  }

  /** How many actions wait: what must not grow with the number of calls that have ended. */
  public int waiting() {
    Object seen = state;
    if (seen instanceof Many many) {
      return many.size();
    }
    int count = 0;
    while (seen instanceof Link link) {
      count++;
      seen = link.rest;
    }
    return seen instanceof Runnable ? count + 1 : count;
  }

  private record Link(Runnable action, Object rest) {}

  private record Fired(RpcException cause) {}

  /** Told apart by identity, whatever the action thinks of itself. */
  private record Same(Runnable action) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Same same && same.action == action;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(action);
    }
  }

  /** Actions of one that has had more than a few. */
  private static final class Many {
    private @Nullable Set<Same> actions = new LinkedHashSet<>(); // guarded by this; null once fired

    Many(Object chain, Runnable latest) {
      latestFirst(chain).descendingIterator().forEachRemaining(this::add);
      add(latest);
    }

    /** False if it has fired. */
    synchronized boolean add(Runnable action) {
      if (actions == null) {
        return false;
      }
      actions.add(new Same(action));
      return true;
    }

    synchronized void remove(Runnable action) {
      if (actions != null) {
        actions.remove(new Same(action));
      }
    }

    synchronized int size() {
      return actions == null ? 0 : actions.size();
    }

    /** What is to be run, latest first; from here on nothing is kept any more. */
    synchronized Deque<Runnable> take() {
      Deque<Runnable> all = new ArrayDeque<>();
      if (actions != null) {
        actions.forEach(same -> all.addFirst(same.action));
        actions = null;
      }
      return all;
    }
  }
}
