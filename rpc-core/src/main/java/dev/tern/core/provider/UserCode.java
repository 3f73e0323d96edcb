package dev.tern.core.provider;

import dev.tern.api.RpcContext;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Where a streaming call enters its user's code: the handler itself, the subscriber of its requests, the publisher of
 * its replies. Whatever has to surround user code has one place, {@link #enter}.
 */
final class UserCode {
  private final @Nullable Executor executor;
  private final Executor inPlace;
  private volatile @Nullable RpcContext context;

  /**
   * @param executor of the method; null: user code runs where its cause was noticed, on the event loop as a rule
   * @param inPlace runs it there
   */
  UserCode(@Nullable Executor executor, Executor inPlace) {
    this.executor = executor;
    this.inPlace = inPlace;
  }

  /** The context of the call, from here on. */
  UserCode in(RpcContext given) {
    context = given;
    return this;
  }

  /** True if user code may hold its thread for a while. */
  boolean mayBlock() {
    return executor != null;
  }

  /** @throws RejectedExecutionException if there is too much to do already: the call is turned away */
  void begin(Runnable task) {
    if (executor == null) {
      inPlace.execute(() -> enter(task));
    } else {
      executor.execute(() -> enter(task));
    }
  }

  /**
   * Goes on with a call that was let in.
   *
   * @return false if the executor takes no more: the task did not run
   */
  boolean resume(Runnable task) {
    if (executor == null) {
      inPlace.execute(() -> enter(task));
      return true;
    }
    try {
      if (executor instanceof HandlerPool pool) {
        pool.executeAdmitted(() -> enter(task));
      } else {
        executor.execute(() -> enter(task));
      }
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Tells user code that its call is over, even if the executor takes no more: what it holds has to be let go. */
  void release(Runnable task) {
    if (!resume(task)) {
      ForkJoinPool.commonPool().execute(() -> enter(task));
    }
  }

  /** Here and now. */
  void enter(Runnable task) {
    RpcContext entered = context;
    if (entered == null || entered == RpcContext.current()) {
      task.run();
    } else {
      entered.run(task);
    }
  }
}
