package dev.tern.core.provider;

import dev.tern.api.contract.MethodContract;
import dev.tern.core.schedule.Watchdog;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Which threads run one server's handlers. Owns its pool, but not an executor of the user's. */
public final class HandlerThreads implements AutoCloseable {
  private final Executor executor;
  private final @Nullable HandlerPool pool;
  private final Watchdog watchdog;

  private HandlerThreads(Executor executor, @Nullable HandlerPool pool, Watchdog watchdog) {
    this.executor = executor;
    this.pool = pool;
    this.watchdog = watchdog;
  }

  /** @param watchdog closed with this */
  public static HandlerThreads of(HandlerPool own, Watchdog watchdog) {
    return new HandlerThreads(own, own, watchdog);
  }

  /** As {@link #of}, on an executor of the user's. */
  public static HandlerThreads given(Executor executor, Watchdog watchdog) {
    return new HandlerThreads(executor, null, watchdog);
  }

  /** Runs a method's handlers; null: the event loop itself, for methods marked so. */
  @Nullable Executor of(MethodContract method) {
    return method.nonBlocking() ? null : executor;
  }

  /** True if a handler waits for a thread, as far as that is known: of an executor of the user's it is not. */
  public boolean someMayWait() {
    return pool == null || pool.someWait();
  }

  /** Runs handlers, whatever their method. */
  Executor executor() {
    return executor;
  }

  /** Runs a method's handlers at once and where it is asked, under the eyes of the watchdog. */
  Executor inPlace(MethodContract method) {
    return watchdog.inPlace(method.fullName());
  }

  /** Interrupts handlers that still run, and waits a short time for them. */
  @Override
  public void close() {
    if (pool != null) {
      pool.close();
    }
    watchdog.close();
  }
}
