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
 * <p>A task that fails alone waits alone. While nothing succeeds, one task is tried per backoff step, whichever has
 * waited longest, and steps begin at least {@link RegistryLoopSettings#retryGap} apart: a dead registry is not asked
 * more often because a process uses many services. The first success ends the outage, and everything that began to fail
 * during it is tried again at once. What failed before that fails for a reason of its own, and keeps its own backoff.
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
  private @Nullable LoopTask onlyFailing; // as long as no other failed too, others are not held back
  private long failingSinceNanos;
  private long triedNanos;
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

  /** Takes a task in and runs it soon, even in the middle of a backoff: somebody has just asked for it. */
  void add(LoopTask task) {
    tasks.add(task);
    task.scheduleAt(now());
    long soonest = triedNanos + settings.retryGap().toNanos();
    if (failuresInARow > 0 && soonest - notBeforeNanos < 0) {
      notBeforeNanos = soonest;
    }
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
    return now() + random.nextLong(backoffLimit(failures) + 1);
  }

  private long backoffLimit(int failures) {
    int doublings = Math.min(Math.max(failures - 1, 0), 30);
    return Math.min(settings.backoffMax().toNanos(), settings.backoffMin().toNanos() << doublings);
  }

  /** From the beginning of one try to that of the next: a try that waits for its timeout must not make it longer. */
  private long stepNanos() {
    long least = failuresInARow > 1 ? settings.retryGap().toNanos() : 0;
    long room = Math.min(backoffLimit(failuresInARow), settings.backoffMax().toNanos() - least);
    return least + random.nextLong(room + 1);
  }

  /**
   * Runs all that is due.
   *
   * @return nanoseconds until the next is, or {@link #NOTHING}
   */
  long runDue() {
    while (true) {
      for (Runnable message = inbox.poll(); message != null; message = inbox.poll()) {
        runGuarded(message);
      }
      long now = now();
      LoopTask task = earliest(now);
      if (task == null) {
        return NOTHING;
      }
      long wait = waitNanos(task, now);
      if (wait > 0) {
        return wait;
      }
      attempt(task);
    }
  }

  /** Without this a mistake in one message would end the thread, and with it every registration for good. */
  private void runGuarded(Runnable message) {
    try {
      message.run();
    } catch (RuntimeException | Error e) {
      log.error("Registry {}: going on after an unexpected failure", registry, e);
    }
  }

  private @Nullable LoopTask earliest(long now) {
    LoopTask earliest = null;
    for (LoopTask task : tasks) {
      if (task.isWaiting() && (earliest == null || isBefore(task, earliest, now))) {
        earliest = task;
      }
    }
    return earliest;
  }

  /** Among those that an outage holds back alike, whichever has waited longest. */
  private boolean isBefore(LoopTask one, LoopTask other, long now) {
    long difference = waitNanos(one, now) - waitNanos(other, now);
    return difference < 0 || difference == 0 && one.dueNanos() - other.dueNanos() < 0;
  }

  private long waitNanos(LoopTask task, long now) {
    long wait = Math.max(0, task.dueNanos() - now);
    boolean heldBack = failuresInARow > 0 && (onlyFailing == null || onlyFailing == task);
    return heldBack ? Math.max(wait, notBeforeNanos - now) : wait;
  }

  private void attempt(LoopTask task) {
    task.started();
    triedNanos = now();
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
    if (failuresInARow++ == 0) {
      failingSinceNanos = now();
      onlyFailing = task;
    } else if (onlyFailing != task) {
      onlyFailing = null;
    }
    notBeforeNanos = triedNanos + stepNanos();
  }

  private void succeeded(LoopTask task) {
    LoopTask.Failure failure = task.failure();
    if (failure != null) {
      log.info("Registry {}: can {} again, after {} attempts in {} s", registry, task.purpose(), task.failures() + 1,
          Duration.ofNanos(now() - failure.sinceNanos()).toSeconds());
    }
    task.succeeded();
    if (failuresInARow > 0) {
      failuresInARow = 0;
      onlyFailing = null;
      retryWhatTheOutageBroke();
    }
  }

  private void retryWhatTheOutageBroke() {
    for (LoopTask other : tasks) {
      LoopTask.Failure failure = other.failure();
      if (failure != null && failure.sinceNanos() - failingSinceNanos >= 0) {
        other.scheduleAt(now());
      }
    }
  }

  static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }
}
