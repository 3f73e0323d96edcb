package dev.tern.core;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.LoggerFactory;

/** Closes, latest first, what a start that failed half-way had opened. For one thread. */
final class Undo implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  /** All went well: there is nothing to undo. */
  void forget() {
    opened.clear();
  }

  @Override
  public void close() {
    for (AutoCloseable resource : opened) {
      try {
        resource.close();
      } catch (Exception e) {
        LoggerFactory.getLogger(Undo.class).warn("While undoing a start that failed", e);
      }
    }
  }
}
