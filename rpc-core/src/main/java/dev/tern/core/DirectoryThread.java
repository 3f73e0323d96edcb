package dev.tern.core;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread that comes when pickers have to be made, and leaves again: continuations that block cannot keep it. */
final class DirectoryThread {
  private DirectoryThread() {}

  /** To be shut down by whoever asked for it. */
  static ThreadPoolExecutor open() {
    return new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
      Thread thread = new Thread(task, "tern-client-directory");
      thread.setDaemon(true);
      return thread;
    });
  }
}
