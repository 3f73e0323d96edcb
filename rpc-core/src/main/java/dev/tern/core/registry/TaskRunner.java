package dev.tern.core.registry;

import dev.tern.api.NanoClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Decides what a registry's thread does next. Everything but {@link #post} belongs to that thread.
 *
 * <p>While nothing succeeds, one task is tried per backoff step, whichever has waited longest: a dead registry is not
 * asked more often because a process uses many services. The first success lets the others go ahead, each when its own
 * backoff ends.
 */
final class TaskRunner {
  /** From {@link #runDue}: nothing to do until something is posted. */
  static final long NOTHING = Long.MAX_VALUE;

  private final RegistryLoopSettings settings;
  private final NanoClock clock;
  private final RandomGenerator random;
  private final Runnable wakeUp;
  private final Logger log;
  private final String registry;
  private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
  private final List<LoopTask> tasks = new ArrayList<>();
  private int failuresInARow;
  private long notBeforeNanos;

  TaskRunner(String registry, RegistryLoopSettings settings, NanoClock clock, RandomGenerator random, Runnable wakeUp,
      Logger log) {
    this.registry = registry;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.wakeUp = wakeUp;
    this.log = log;
  }

  /** Runs something on the registry's thread, soon. Any thread may ask. */
  void post(Runnable message) {
    inbox.add(message);
    wakeUp.run();
  }

  /** Takes a task in and runs it at once, even in the middle of a backoff: somebody has just asked for it. */
  void add(LoopTask task) {
    tasks.add(task);
    task.scheduleAt(clock.nanoTime());
    notBeforeNanos = clock.nanoTime();
  }

  void remove(LoopTask task) {
    tasks.remove(task);
  }

  /** Forgets every task. */
  void clear() {
    tasks.clear();
  }

  /** Runs a task at that time, or earlier if an earlier time was asked for. */
  void schedule(LoopTask task, long nanos) {
    task.scheduleAt(nanos);
  }

  long now() {
    return clock.nanoTime();
  }

  long after(Duration delay) {
    return now() + delay.toNanos();
  }

  /** A point in time drawn between the two. */
  long between(Duration least, Duration most) {
    return now() + least.toNanos() + random.nextLong(most.toNanos() - least.toNanos() + 1);
  }

  /** When to repeat what has failed that often: full jitter under a limit that doubles up to a cap. */
  long backoff(int failures) {
    int doublings = Math.min(Math.max(failures - 1, 0), 30);
    long limit = Math.min(settings.backoffMax().toNanos(), settings.backoffMin().toNanos() << doublings);
    return now() + random.nextLong(limit + 1);
  }

  /**
   * Runs all that is due.
   *
   * @return nanoseconds until the next is, or {@link #NOTHING}
   */
  long runDue() {
    while (true) {
      for (Runnable message = inbox.poll(); message != null; message = inbox.poll()) {
        message.run();
      }
      LoopTask task = earliest();
      if (task == null) {
        return NOTHING;
      }
      long wait = task.dueNanos() - now();
      if (failuresInARow > 0) {
        wait = Math.max(wait, notBeforeNanos - now());
      }
      if (wait > 0) {
        return wait;
      }
      attempt(task);
    }
  }

  private @Nullable LoopTask earliest() {
    LoopTask earliest = null;
    for (LoopTask task : tasks) {
      if (task.isWaiting() && (earliest == null || task.dueNanos() - earliest.dueNanos() < 0)) {
        earliest = task;
      }
    }
    return earliest;
  }

  private void attempt(LoopTask task) {
    task.started();
    try {
      task.run();
    } catch (Throwable e) { // a driver is foreign code: whatever it throws, this thread lives on
      failed(task, e);
      return;
    }
    succeeded(task);
  }

  private void failed(LoopTask task, Throwable cause) {
    if (task.failures() == 0) {
      log.warn("Registry {}: cannot {}: {}. What is known stands; trying again.", registry, task.purpose(),
          reason(cause));
      log.debug("Registry {}: cause", registry, cause);
    }
    task.failed(now(), reason(cause));
    task.scheduleAt(backoff(task.failures()));
    failuresInARow++;
    notBeforeNanos = backoff(failuresInARow);
  }

  private void succeeded(LoopTask task) {
    LoopTask.Failure failure = task.failure();
    if (failure != null) {
      log.info("Registry {}: can {} again, after {} attempts in {} s", registry, task.purpose(), task.failures() + 1,
          Duration.ofNanos(now() - failure.sinceNanos()).toSeconds());
    }
    task.succeeded();
    failuresInARow = 0;
  }

  static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }
}
