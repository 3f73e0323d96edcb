package dev.tern.core.provider;

import dev.tern.core.schedule.Watchdog;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How one server runs its handlers.
 *
 * @param executor of the user's; null: a pool of the server's own
 * @param virtualThreads that pool gives each handler a virtual thread
 * @param threads handlers at once in that pool, &gt; 0
 * @param queue this many more may wait, or run on virtual threads; &gt;= 0
 * @param eventLoopWarning how long a {@code nonBlocking} handler may keep an event loop before it is logged; zero: as
 *     long as it likes
 */
public record HandlerSettings(@Nullable Executor executor, boolean virtualThreads, int threads, int queue,
    Duration eventLoopWarning) {
  public HandlerSettings {
    if (virtualThreads && executor != null) {
      throw new IllegalArgumentException("virtualThreads: given beside an executor of your own (expected: one of them)");
    }
  }

  /** Makes the threads. To be closed by whoever asked. */
  public HandlerThreads open() {
    Watchdog watchdog = new Watchdog("tern-server-watchdog", eventLoopWarning);
    if (executor != null) {
      return HandlerThreads.given(executor, watchdog);
    }
    return HandlerThreads.of(virtualThreads ? HandlerPool.virtual(Math.addExact(threads, queue))
        : HandlerPool.platform(threads, queue), watchdog);
  }
}
