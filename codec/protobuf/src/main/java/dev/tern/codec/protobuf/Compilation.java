package dev.tern.codec.protobuf;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * When a type gets code of its own.
 *
 * <p>Not before it has proved worth it. Making the first class costs some tens of milliseconds, which belong neither
 * into the start of a process nor into a call, and a type of which only some hundred messages ever travel would not
 * earn it back. So every type starts on method handles, and after {@value #WARM} messages a background thread makes
 * its class. The thread ends a second after its work is done: there is nothing to close.
 *
 * @param uses messages of a type that travel before its class is made; 0 for never
 * @param executor makes it
 */
record Compilation(int uses, Executor executor) {
  private static final int WARM = 1_000;
  private static final long IDLE_SECONDS = 1;

  /** What everybody gets. */
  static Compilation onceWarm() {
    return new Compilation(WARM, new ThreadPoolExecutor(0, 1, IDLE_SECONDS, TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(), work -> {
          Thread thread = new Thread(null, work, "tern-protobuf-compile", 0, false);
          thread.setDaemon(true);
          thread.setContextClassLoader(null); // whoever made the message that was one too many has no part in it
          return thread;
        }));
  }

  /** The first message finds it made. */
  static Compilation atOnce() {
    return new Compilation(1, Runnable::run);
  }

  /** Method handles only. */
  static Compilation never() {
    return new Compilation(0, Runnable::run);
  }
}
