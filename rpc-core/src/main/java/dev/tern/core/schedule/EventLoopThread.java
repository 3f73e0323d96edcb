package dev.tern.core.schedule;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A thread that carries connections and must not block. It says whose code it runs, for a {@link Watchdog} to see: two
 * writes before that code and two after it, which order nothing and wait for nothing.
 */
public final class EventLoopThread extends FastThreadLocalThread {
  private static final VarHandle WORK;
  private static final VarHandle TURN;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WORK = lookup.findVarHandle(EventLoopThread.class, "work", String.class);
      TURN = lookup.findVarHandle(EventLoopThread.class, "turn", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private @Nullable String work; // written by the thread itself, by WORK
  private long turn; // likewise, by TURN
  private @Nullable Watchdog watchdog; // the thread itself only

  /** A daemon. */
  public EventLoopThread(Runnable task, String name) {
    super(task, name);
    setDaemon(true);
  }

  /**
   * The thread itself: the user's code begins.
   *
   * @return what it interrupts, for {@link #leave}
   */
  @Nullable String enter(String begun, Watchdog watching) {
    if (watchdog != watching) {
      watchdog = watching;
      watching.watch(this);
    }
    String interrupted = work;
    say(begun);
    return interrupted;
  }

  /** The thread itself: it ended. */
  void leave(@Nullable String interrupted) {
    say(interrupted);
  }

  private void say(@Nullable String now) {
    WORK.setOpaque(this, now);
    TURN.setOpaque(this, turn + 1);
  }

  /** Any thread: whose code runs here, or null. */
  @Nullable String work() {
    return (String) WORK.getOpaque(this);
  }

  /** Any thread: the same for as long as the same call is at work. */
  long turn() {
    return (long) TURN.getOpaque(this);
  }
}
