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

  /** Runs a method's handlers: the event loop itself, for methods marked so. */
  Executor of(MethodContract method) {
    return method.nonBlocking() ? watchdog.inPlace(method.fullName()) : executor;
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
