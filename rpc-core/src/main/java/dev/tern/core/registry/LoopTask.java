package dev.tern.core.registry;

import org.jspecify.annotations.Nullable;

/**
 * One thing that the loop does now and then: list a service, put a record. Its fields belong to the loop's thread,
 * except the volatile one.
 */
abstract class LoopTask {
  private boolean waiting;
  private long dueNanos;
  private int failures;
  private volatile @Nullable Failure failure;

  /** Since when, by the loop's clock, and why it fails. */
  record Failure(long sinceNanos, String reason) {}

  /** Does it. On success it may schedule its next time; after an exception it is repeated with backoff. */
  abstract void run() throws Exception;

  /** What it does, to follow "cannot" in a log line. */
  abstract String purpose();

  /** Runs at that time, or earlier if an earlier time was asked for. */
  final void scheduleAt(long nanos) {
    if (!waiting || nanos - dueNanos < 0) {
      dueNanos = nanos;
      waiting = true;
    }
  }

  final boolean isWaiting() {
    return waiting;
  }

  final long dueNanos() {
    return dueNanos;
  }

  final int failures() {
    return failures;
  }

  /** Why it fails now, or null. Any thread may ask. */
  final @Nullable Failure failure() {
    return failure;
  }

  final void started() {
    waiting = false;
  }

  final void succeeded() {
    failures = 0;
    failure = null;
  }

  final void failed(long nowNanos, String reason) {
    failures++;
    Failure before = failure;
    failure = new Failure(before == null ? nowNanos : before.sinceNanos(), reason);
  }
}
