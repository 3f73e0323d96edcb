package dev.tern.core.provider;

import dev.tern.api.Cancellation;
import dev.tern.api.RpcException;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread that runs one handler once nobody waits for it, and never anything else: interrupting, and
 * ceasing to be the handler's thread, exclude each other, and an interrupt of ours that the handler did not take is
 * taken back before the thread does other work.
 */
final class Interruption implements Runnable {
  // Guarded by this
  private @Nullable Thread handler;
  private boolean interrupted;

  private Interruption() {}

  /**
   * Runs the handler on this thread.
   *
   * @throws Throwable what the handler throws; an RpcException if the call has been cancelled already
   */
  static @Nullable Object run(Cancellation cancellation, Handler task) throws Throwable {
    RpcException cause = cancellation.cause();
    if (cause != null) {
      throw cause;
    }
    Interruption interruption = new Interruption();
    interruption.begin();
    cancellation.onCancel(interruption);
    try {
      return task.run();
    } finally {
      cancellation.remove(interruption);
      interruption.end();
    }
  }

  private synchronized void begin() {
    handler = Thread.currentThread();
  }

  /** The call was cancelled. */
  @Override
  public synchronized void run() {
    if (handler != null) {
      interrupted = true;
      handler.interrupt();
    }
  }

  private synchronized void end() {
    handler = null;
    if (interrupted) {
      Thread.interrupted();
    }
  }

  /** The user's code. */
  interface Handler {
    @Nullable Object run() throws Throwable;
  }
}
