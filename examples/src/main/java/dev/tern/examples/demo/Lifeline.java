package dev.tern.examples.demo;

import java.io.BufferedReader;
import java.io.IOException;

/**
 * Ties a process to the one that started it: its standard input is held open by that one, and ends when that one wants
 * it to end, or is gone, however it went.
 */
final class Lifeline {
  private Lifeline() {}

  /** Ends this JVM, shutdown hooks included, when its input ends. */
  static void hold(BufferedReader input) {
    Thread watcher = new Thread(() -> {
      awaitEnd(input);
      System.exit(0);
    }, "lifeline");
    watcher.setDaemon(true);
    watcher.start();
  }

  private static void awaitEnd(BufferedReader input) {
    try {
      while (input.readLine() != null) {
        // nothing is expected but the end
      }
    } catch (IOException e) {
      System.err.println("The input broke, which is an end too: " + e);
    }
  }
}
