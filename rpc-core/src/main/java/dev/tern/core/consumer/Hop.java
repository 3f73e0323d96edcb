package dev.tern.core.consumer;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** From the thread where something happened to the one where the user wants to hear of it. */
final class Hop {
  private Hop() {}

  /** @param executor null: stays here. One that takes no more: as well, since late on the wrong thread beats never */
  static void run(@Nullable Executor executor, Runnable task) {
    if (executor == null) {
      task.run();
      return;
    }
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }
}
