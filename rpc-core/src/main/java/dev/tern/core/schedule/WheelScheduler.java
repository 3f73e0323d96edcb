package dev.tern.core.schedule;

import dev.tern.api.spi.Scheduler;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one clock of a client for deadlines, attempt limits, hedges and backoff: a hashed wheel (Varghese and Lauck,
 * "Hashed and Hierarchical Timing Wheels", 1987) with ticks of 10 ms, made for timers that are nearly all cancelled
 * before their first tick. To add one is a push onto a stack, to cancel it one write; the thread takes the stack
 * down once per tick, and puts only those on the wheel that are still wanted. Its thread starts with the first timer.
 * Safe for many threads.
 */
public final class WheelScheduler implements Scheduler, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WheelScheduler.class);
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  static final int SLOTS = 512;
  private static final int STACKS = 8; // callers rarely meet
  private static final int STACK_STRIDE = 16; // references: a cache line apart, or two
  private static final VarHandle TASK;

  static {
    try {
      TASK = MethodHandles.lookup().findVarHandle(Entry.class, "task", Runnable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String threadName;
  private final long tickNanos;
  private final long startNanos = System.nanoTime();
  private final AtomicReferenceArray<@Nullable Entry> added = new AtomicReferenceArray<>(STACKS * STACK_STRIDE);
  private final Entry[] wheel = new Entry[SLOTS]; // the thread only
  private final Object lock = new Object();
  private volatile @Nullable Thread thread; // written under lock
  private volatile boolean closed;

  /** @param threadName of its one thread, a daemon */
  public WheelScheduler(String threadName) {
    this(threadName, TICK_NANOS);
  }

  WheelScheduler(String threadName, long tickNanos) {
    this.threadName = threadName;
    this.tickNanos = tickNanos;
  }

  /** True on the thread of any scheduler: it must not block, or deadlines come late. */
  public static boolean isTimer(Thread thread) {
    return thread instanceof TimerThread;
  }

  /** Once this is closed, a task runs at once and here: whoever waits for it need not wait longer. */
  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    if (closed) {
      task.run();
      return () -> { };
    }
    Entry entry = new Entry(System.nanoTime() + delayNanos, task);
    push(entry);
    if (thread == null) {
      start();
    }
    if (closed) { // meanwhile: its thread may no longer have seen it
      entry.run();
    }
    return entry;
  }

  @SuppressWarnings("deprecation") // getId: threadId() is of 19, the code of 17
  private void push(Entry entry) {
    int stack = (int) Thread.currentThread().getId() % STACKS * STACK_STRIDE;
    Entry top = added.getPlain(stack);
    while (true) {
      entry.next = top;
      Entry seen = added.compareAndExchange(stack, top, entry);
      if (seen == top) {
        return;
      }
      top = seen;
    }
  }

  private void start() {
    synchronized (lock) {
      if (thread == null && !closed) {
        Thread started = new TimerThread(this::turn, threadName);
        started.start();
        thread = started;
      }
    }
  }

  private void turn() {
    long ticks = 0;
    while (!closed) {
      long wait = startNanos + (ticks + 1) * tickNanos - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(this, wait);
        continue;
      }
      long now = System.nanoTime();
      long present = (now - startNanos) / tickNanos;
      for (long tick = Math.max(ticks + 1, present - SLOTS + 1); tick <= present; tick++) {
        runDue((int) (tick % SLOTS), now);
      }
      ticks = present;
      for (int stack = 0; stack < STACKS; stack++) {
        place(added.getAndSet(stack * STACK_STRIDE, null), now, present);
      }
    }
    runAll();
  }

  private void runDue(int slot, long now) {
    Entry kept = null;
    for (Entry entry = wheel[slot], next; entry != null; entry = next) {
      next = entry.next;
      if (entry.dueNanos - now <= 0) {
        entry.run();
      } else if (entry.isWanted()) { // in a later turn of the wheel
        entry.next = kept;
        kept = entry;
      }
    }
    wheel[slot] = kept;
  }

  private void place(@Nullable Entry first, long now, long present) {
    for (Entry entry = first, next; entry != null; entry = next) {
      next = entry.next;
      entry.next = null;
      if (entry.dueNanos - now <= 0) {
        entry.run();
      } else if (entry.isWanted()) {
        long tick = Math.max(present + 1, (entry.dueNanos - startNanos + tickNanos - 1) / tickNanos);
        int slot = (int) (tick % SLOTS);
        entry.next = wheel[slot];
        wheel[slot] = entry;
      }
    }
  }

  /** Nobody shall wait for a timer that never comes. */
  private void runAll() {
    for (int stack = 0; stack < STACKS; stack++) {
      runAll(added.getAndSet(stack * STACK_STRIDE, null));
    }
    for (int slot = 0; slot < SLOTS; slot++) {
      runAll(wheel[slot]);
      wheel[slot] = null;
    }
  }

  private static void runAll(@Nullable Entry first) {
    for (Entry entry = first; entry != null; entry = entry.next) {
      entry.run();
    }
  }

  /** Ends the thread, which first runs what was left, so that no call waits for a timer that never comes. */
  @Override
  public void close() {
    Thread running;
    synchronized (lock) {
      closed = true;
      running = thread;
    }
    if (running == null || running == Thread.currentThread()) {
      return;
    }
    LockSupport.unpark(running);
    boolean interrupted = false;
    while (running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true; // what it runs never blocks
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Linked into one list at a time: the stack it was pushed on, then perhaps a slot of the wheel. */
  private static final class Entry implements Timer {
    private final long dueNanos;
    @SuppressWarnings("unused") // by TASK
    private volatile @Nullable Runnable task;
    private @Nullable Entry next;

    Entry(long dueNanos, Runnable task) {
      this.dueNanos = dueNanos;
      TASK.set(this, task); // published with the push
    }

    boolean isWanted() {
      return task != null;
    }

    /** Once, however many threads try. */
    void run() {
      Runnable wanted = (Runnable) TASK.getAndSet(this, null);
      if (wanted == null) {
        return;
      }
      try {
        wanted.run();
      } catch (RuntimeException | Error e) {
        LOG.error("A timer's task failed", e);
      }
    }

    /** The entry stays where it is, empty. */
    @Override
    public void cancel() {
      TASK.setRelease(this, null);
    }
  }

  private static final class TimerThread extends FastThreadLocalThread {
    TimerThread(Runnable task, String name) {
      super(task, name);
      setDaemon(true);
    }
  }
}
