/**
 * Threads: when something runs, on which, and who notices when it takes too long.
 *
 * <p>Start at {@link dev.tern.core.schedule.WheelScheduler} for what runs later, at {@link
 * dev.tern.core.schedule.Watchdog} for what runs on event loops, and at {@link dev.tern.core.schedule.WorkerThreads}
 * for what may block.
 */
@NullMarked
package dev.tern.core.schedule;

import org.jspecify.annotations.NullMarked;
