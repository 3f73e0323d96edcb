package dev.tern.tck;

import dev.tern.api.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler whose time passes when a test says so, on the test's thread. A test makes its tasks late by moving the
 * clock alone. Safe for many threads.
 */
public final class ManualScheduler implements Scheduler {
  private final ManualClock clock;
  private final List<Task> tasks = new ArrayList<>();
  private final List<Duration> delays = new ArrayList<>();
  private boolean closed;

  /** @param clock moved along with this scheduler */
  public ManualScheduler(ManualClock clock) {
    this.clock = clock;
  }

  @Override
  public Timer schedule(long delayNanos, Runnable action) {
    if (delayNanos < 0) {
      throw new IllegalArgumentException("delay: " + delayNanos + " ns (expected: >= 0)");
    }
    Task task = new Task(clock.nanoTime() + delayNanos, action);
    synchronized (tasks) {
      if (closed) {
        throw new RejectedExecutionException("closed");
      }
      tasks.add(task);
      delays.add(Duration.ofNanos(delayNanos));
    }
    return () -> {
      synchronized (tasks) {
        tasks.remove(task);
      }
    };
  }

  /** Moves the clock on, and runs each task when its time comes, those that they schedule included. */
  public void advance(Duration by) {
    long until = clock.nanoTime() + by.toNanos();
    for (Task due = takeDue(until); due != null; due = takeDue(until)) {
      moveTo(due.atNanos());
      due.action().run();
    }
    moveTo(until);
  }

  /** Refuses every task from now on. */
  public void close() {
    synchronized (tasks) {
      closed = true;
    }
  }

  /** Tasks that wait. */
  public int waiting() {
    synchronized (tasks) {
      return tasks.size();
    }
  }

  /** Every delay asked for so far, in order. */
  public List<Duration> delays() {
    synchronized (tasks) {
      return List.copyOf(delays);
    }
  }

  private @Nullable Task takeDue(long untilNanos) {
    synchronized (tasks) {
      Task first = null;
      for (Task task : tasks) {
        if (task.atNanos() - untilNanos <= 0 && (first == null || task.atNanos() - first.atNanos() < 0)) {
          first = task;
        }
      }
      if (first != null) {
        tasks.remove(first);
      }
      return first;
    }
  }

  private void moveTo(long atNanos) {
    long ahead = atNanos - clock.nanoTime();
    if (ahead > 0) {
      clock.advance(Duration.ofNanos(ahead));
    }
  }

  /** A class, not a record: two equal tasks are still two. */
  private static final class Task {
    private final long atNanos;
    private final Runnable action;

    Task(long atNanos, Runnable action) {
      this.atNanos = atNanos;
      this.action = action;
    }

    long atNanos() {
      return atNanos;
    }

    Runnable action() {
      return action;
    }
  }
}
