package dev.tern.examples.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every process that the demo started, so that none is left when it ends, however it ends. Safe for many threads. */
final class Children implements AutoCloseable {
  private static final Duration END_LIMIT = Duration.ofSeconds(5);

  private final Workspace workspace;
  // lock: this
  private final List<Child> started = new ArrayList<>();
  private boolean closed;

  Children(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * @throws IllegalStateException once closed: what starts then would be left behind
   */
  synchronized Child start(String name, Class<?> main, String... arguments) throws IOException {
    if (closed) {
      throw new IllegalStateException("the demo is ending");
    }
    Child child = Child.start(name, workspace, main, List.of(arguments));
    started.add(child);
    return child;
  }

  /** True once no process can be started any more, and none is left. */
  synchronized boolean areClosed() {
    return closed;
  }

  /** Kills what still runs and waits until it is gone. */
  @Override
  public synchronized void close() {
    closed = true;
    started.forEach(Child::kill);
    try {
      for (Child child : started) {
        if (!child.awaitEnd(END_LIMIT)) {
          System.err.println(child + " does not end, even by kill -9");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // all of them have been killed, only not been seen to end
    }
  }
}
