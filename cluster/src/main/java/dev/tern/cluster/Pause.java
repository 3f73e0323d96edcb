package dev.tern.cluster;

import dev.tern.api.Cancellation;
import dev.tern.api.spi.Scheduler;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A wait that ends once: by its timer, or early by the call's cancellation. Either runs what comes next. */
final class Pause implements Runnable {
  private final Cancellation cancellation;
  private final Runnable next;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile Scheduler.@Nullable Timer timer;

  private Pause(Cancellation cancellation, Runnable next) {
    this.cancellation = cancellation;
    this.next = next;
  }

  /** @param next finds out itself whether the call was cancelled; must not throw */
  static void start(Scheduler scheduler, long nanos, Cancellation cancellation, Runnable next) {
    Pause pause = new Pause(cancellation, next);
    pause.timer = scheduler.schedule(nanos, pause);
    cancellation.onCancel(pause);
    if (pause.over.get()) {
      cancellation.remove(pause); // the timer was faster than the line above, and had nothing to remove yet
    }
  }

  @Override
  public void run() {
    if (over.compareAndSet(false, true)) {
      Scheduler.Timer waiting = timer;
      if (waiting != null) {
        waiting.cancel();
      }
      cancellation.remove(this);
      next.run();
    }
  }
}
