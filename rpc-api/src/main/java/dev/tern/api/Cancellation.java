package dev.tern.api;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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

  /** null, one action, a {@link Link} of several, or {@link Fired}. */
  private volatile @Nullable Object state;

  /**
   * Fires: runs every registered action on this thread, latest first.
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

  /** Registers an action, which must not block or throw; runs it at once if already fired. */
  public void onCancel(Runnable action) {
    while (true) {
      Object seen = state;
      if (seen instanceof Fired) {
        action.run();
        return;
      }
      Object next = seen == null ? action : new Link(action, seen);
      if (STATE.compareAndSet(this, seen, next)) {
        return;
      }
    }
  }

  /** Forgets an action registered before; without effect if it has run or was never registered. */
  public void remove(Runnable action) {
    while (true) {
      Object seen = state;
      if (seen == null || seen instanceof Fired) {
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
      return rest == null ? link.action : new Link(link.action, rest);
    }
    return chain;
  }

  private static void run(@Nullable Object chain) {
    while (chain instanceof Link link) {
      link.action.run();
      chain = link.rest;
    }
    if (chain instanceof Runnable action) {
      action.run();
    }
  }

  private record Link(Runnable action, Object rest) {}

  private record Fired(RpcException cause) {}
}
