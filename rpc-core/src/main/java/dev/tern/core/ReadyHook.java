package dev.tern.core;

/** Something of the user's that has to be done before consumers are sent to a server. */
@FunctionalInterface
public interface ReadyHook {
  /**
   * Returns when the server may be found. Called once, by the thread that starts the server; it may take its time.
   *
   * @throws Exception to end the start: nothing is registered, and the port is closed again
   */
  void run() throws Exception;
}
