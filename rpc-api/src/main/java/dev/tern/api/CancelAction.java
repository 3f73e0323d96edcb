package dev.tern.api;

/** What the user wants to happen when a call ends early: in its context, and without harm to whoever noticed the end. */
final class CancelAction implements Runnable {
  private final RpcContext context;
  private final Runnable action;

  CancelAction(RpcContext context, Runnable action) {
    this.context = context;
    this.action = action;
  }

  @Override
  public void run() {
    try {
      context.run(action);
    } catch (RuntimeException | Error e) { // the other actions, and the event loop, have done nothing wrong
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }
}
