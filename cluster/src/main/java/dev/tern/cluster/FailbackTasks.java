package dev.tern.cluster;

import dev.tern.api.Cancellation;
import dev.tern.api.FailbackStatus;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Scheduler;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks there are, and what each waits for: its time, its turn, or the end of its try. All under one lock,
 * which is held for a moment, and only on account of calls that failed.
 */
final class FailbackTasks {
  /** A provider that has just come back is not to be met by all at once. */
  private static final int MOST_UNDER_WAY = 64;

  private final int most;
  private final long mostBytes;
  // Guarded by this
  private final Map<String, FailbackTask> all = new LinkedHashMap<>();
  private final Deque<FailbackTask> due = new ArrayDeque<>();
  private int reserved;
  private long bytes;
  private int underWay;
  private boolean paused;
  private boolean pumping;
  private boolean closing;
  private boolean stopped;
  private boolean finished;

  FailbackTasks(int most, long mostBytes) {
    this.most = most;
    this.mostBytes = mostBytes;
  }

  /** Makes room for one more. @return null, or why there is none */
  synchronized @Nullable String reserve() {
    if (closing) {
      return "the client is closing";
    }
    if (all.size() + reserved >= most) {
      return "its queue is full, " + most + " calls wait";
    }
    reserved++;
    return null;
  }

  /** Makes room for what it takes; gives the room for it back if there is none. */
  synchronized @Nullable String reserveBytes(int count) {
    if (bytes + count > mostBytes) {
      reserved--;
      return "its queue is full, " + all.size() + " calls wait, with " + bytes + " bytes of at most " + mostBytes;
    }
    bytes += count;
    return null;
  }

  synchronized void release(int count) {
    reserved--;
    bytes -= count;
  }

  /** False if it came too late: everything has ended, and nobody would look for it. */
  synchronized boolean add(FailbackTask task) {
    reserved--;
    if (finished) {
      bytes -= task.arguments.length;
      return false;
    }
    all.put(task.id, task);
    return true;
  }

  /** One that has its room, however full it is. */
  synchronized void addOld(FailbackTask task) {
    bytes += task.arguments.length;
    all.put(task.id, task);
  }

  /** Lets one wait for its time. False if the client closes, and it is due at once or never. */
  synchronized boolean wait(FailbackTask task, Supplier<Scheduler.Timer> timer) {
    if (!closing) {
      task.timer = timer.get();
      return true;
    }
    if (!stopped) {
      task.last = true;
      due.add(task);
    }
    return false;
  }

  /** Its time has come. False if it need not be tried, or has its turn already. */
  synchronized boolean due(FailbackTask task) {
    if (closing || all.get(task.id) != task) {
      return false;
    }
    due.add(task);
    return true;
  }

  /** Whose turn it is is asked by one at a time. False if somebody does, who then goes on. */
  synchronized boolean beginPump() {
    if (pumping) {
      return false;
    }
    pumping = true;
    return true;
  }

  /** Whose turn it is; null, which ends the pump, if it is nobody's. */
  synchronized @Nullable FailbackTask next() {
    FailbackTask next = paused || stopped || underWay >= MOST_UNDER_WAY ? null : due.poll();
    if (next != null) {
      underWay++;
      next.underWay = new Cancellation();
      return next;
    }
    pumping = false;
    return null;
  }

  /** Not yet: first the others, and this one with them, have to wait. */
  synchronized void putBack(FailbackTask task) {
    over(task);
    due.addFirst(task);
    paused = true;
  }

  synchronized void resume() {
    paused = false;
  }

  private void over(FailbackTask task) {
    if (task.underWay != null) {
      task.underWay = null;
      underWay--;
    }
  }

  /** Its try has ended. True if it was the last that it gets from this client. */
  synchronized boolean ended(FailbackTask task) {
    over(task);
    return closing;
  }

  /** False once it is over, whatever comes of a try that still is under way. */
  synchronized boolean holds(FailbackTask task) {
    return all.get(task.id) == task;
  }

  /** False if it was not there any more. */
  synchronized boolean remove(FailbackTask task) {
    over(task);
    if (!all.remove(task.id, task)) {
      return false;
    }
    bytes -= task.arguments.length;
    return true;
  }

  synchronized FailbackStatus status(MethodContract method, FailbackReport report, @Nullable Path file) {
    return new FailbackStatus(method.service(), method.name(), all.size(), bytes, report.accepted.sum(), report.replayed.sum(),
        report.delivered.sum(), report.lost.sum(), report.unreadable.sum(), report.refused.sum(), file);
  }

  /** All are due for the last time. False if that was so before. */
  synchronized boolean closing() {
    if (closing) {
      return false;
    }
    closing = true;
    paused = false;
    due.clear();
    for (FailbackTask task : all.values()) {
      Scheduler.Timer timer = task.timer;
      if (timer != null) {
        timer.cancel();
      }
      task.last = true;
      if (task.underWay == null) {
        due.add(task);
      }
    }
    return true;
  }

  /** True if all have had their last try. */
  synchronized boolean isDrained() {
    return closing && reserved == 0 && underWay == 0 && (stopped || due.isEmpty());
  }

  /** No more tries begin. @return those of the ones under way */
  synchronized List<Cancellation> stop() {
    stopped = true;
    List<Cancellation> left = new ArrayList<>();
    all.values().forEach(task -> {
      if (task.underWay != null) {
        left.add(task.underWay);
      }
    });
    return left;
  }

  /** It is over. @return those left */
  synchronized List<FailbackTask> finish() {
    if (finished) {
      return List.of();
    }
    finished = true;
    stopped = true;
    List<FailbackTask> left = new ArrayList<>(all.values());
    all.clear();
    return left;
  }
}
