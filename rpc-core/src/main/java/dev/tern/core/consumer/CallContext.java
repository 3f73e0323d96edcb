package dev.tern.core.consumer;

import dev.tern.api.NanoClock;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Scheduler;
import dev.tern.api.spi.Transport;
import dev.tern.core.schedule.Watchdog;
import dev.tern.core.schedule.WheelScheduler;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What every call of one client needs.
 *
 * @param completions runs the completion of futures and the subscribers of streams; null: where the reply arrives, on
 *     an event loop
 * @param watchdog looks after continuations there
 * @param streamIdleNanos how long a stream may go on without a message either way
 */
public record CallContext(Transport transport, NanoClock clock, Scheduler scheduler, @Nullable Executor completions,
    Watchdog watchdog, long streamIdleNanos) {
  /** Runs the user's continuations of one method. */
  Executor completionsOf(MethodContract method) {
    return completions != null ? completions : watchdog.inPlace(method.fullName());
  }

  /** True on a thread that must not wait for a call: where replies arrive, and where timers end calls. */
  boolean mustNotBlock(Thread thread) {
    return transport.isEventLoop(thread) || WheelScheduler.isTimer(thread);
  }
}
