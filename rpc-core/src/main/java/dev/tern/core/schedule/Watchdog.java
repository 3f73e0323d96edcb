package dev.tern.core.schedule;

import dev.tern.core.call.Durations;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices user code that keeps an event loop busy, and logs where it stands at that moment, once per method and minute.
 *
 * <p>A call costs no timer and no look at a clock: event loops only say whose code they run, and a thread looks at them
 * twice per limit. What is still at work after three looks is reported, so between the limit and half as much again.
 * Looks are counted, not measured: a JVM that stood still is not a handler that did. The thread starts with the first
 * user code on an event loop. Safe for many threads.
 */
public final class Watchdog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final int LOOKS_PER_LIMIT = 2;
  private static final long LEAST_GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String threadName;
  private final Duration limit;
  private final List<Watched> loops = new CopyOnWriteArrayList<>();
  private final Map<String, Long> reportedNanos = new HashMap<>(); // watchdog's thread only
  private final Object lock = new Object();
  // lock
  private @Nullable Thread thread;
  private volatile boolean closed;

  /**
   * @param threadName of its one thread, a daemon
   * @param limit how long user code may keep an event loop; zero: as long as it likes
   */
  public Watchdog(String threadName, Duration limit) {
    this.threadName = threadName;
    this.limit = limit;
  }

  /**
   * An executor that runs everything at once and where it was asked, and on an event loop under the eyes of this.
   *
   * @param work what it runs, as the log shall name it: a method
   */
  public Executor inPlace(String work) {
    return limit.isZero() ? Runnable::run : task -> run(work, task);
  }

  private void run(String work, Runnable task) {
    if (!(Thread.currentThread() instanceof EventLoopThread loop)) {
      task.run();
      return;
    }
    String interrupted = loop.enter(work, this);
    try {
      task.run();
    } finally {
      loop.leave(interrupted);
    }
  }

  /** An event loop runs user code for the first time. */
  void watch(EventLoopThread loop) {
    synchronized (lock) {
      if (closed || loops.stream().anyMatch(watched -> watched.loop == loop)) {
        return;
      }
      loops.add(new Watched(loop));
      if (thread == null) {
        thread = new Thread(this::look, threadName);
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  private void look() {
    long gap = Math.max(LEAST_GAP_NANOS, limit.toNanos() / LOOKS_PER_LIMIT);
    while (!closed) {
      LockSupport.parkNanos(this, gap);
      loops.removeIf(watched -> !watched.loop.isAlive());
      loops.forEach(this::look);
    }
  }

  private void look(Watched watched) {
    String work = watched.tooLong();
    if (work == null || isReported(work)) {
      return;
    }
    StackTraceElement[] stack = watched.loop.getStackTrace();
    if (watched.loop.turn() != watched.turn) {
      return; // it has just ended: the stack is somebody else's
    }
    reportedNanos.put(work, System.nanoTime());
    Throwable there = new Throwable(watched.loop.getName() + " at this moment");
    there.setStackTrace(stack);
    LOG.warn("{} keeps the event loop {} busy for more than {}: other calls wait behind it. Drop its nonBlocking, or the"
        + " client's completeOnEventLoop, or hand what takes long to another executor.", work, watched.loop.getName(),
        Durations.text(limit), there);
  }

  private boolean isReported(String work) {
    Long last = reportedNanos.get(work);
    return last != null && System.nanoTime() - last < SILENCE_NANOS;
  }

  /** Ends its thread. Idempotent; what is watched runs on, unwatched. */
  @Override
  public void close() {
    Thread running;
    synchronized (lock) {
      closed = true;
      running = thread;
    }
    LockSupport.unpark(running);
  }

  /** One event loop, and what it was seen doing. The watchdog's thread only. */
  private static final class Watched {
    private final EventLoopThread loop;
    private long turn = -1;
    private int seen;

    Watched(EventLoopThread loop) {
      this.loop = loop;
    }

    /** Looks once more. Gives what has been at work for the limit, each time it is seen; else null. */
    @Nullable String tooLong() {
      long now = loop.turn();
      String work = loop.work();
      if (work == null || now != turn) {
        turn = now;
        seen = 0;
        return null;
      }
      return ++seen >= LOOKS_PER_LIMIT ? work : null;
    }
  }
}
