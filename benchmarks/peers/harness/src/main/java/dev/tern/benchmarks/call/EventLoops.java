package dev.tern.benchmarks.call;

import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;

/** What this process waits in for its sockets: seen in the stacks of its threads, not taken from a setting. */
final class EventLoops {
  private static final int LOOKS = 100;
  private static final int PAUSE_MILLIS = 20;

  private EventLoops() {}

  /** {@code epoll}, {@code io_uring}, {@code NIO}, several of them joined by {@code +}, or {@code none}. */
  static String ofThisProcess() throws InterruptedException {
    for (int look = 0; look < LOOKS; look++) {
      Collection<String> found = found();
      if (!found.isEmpty()) {
        return String.join("+", found);
      }
      Thread.sleep(PAUSE_MILLIS); // a loop that is at work is not seen waiting
    }
    return "none";
  }

  private static Collection<String> found() {
    Collection<String> found = new TreeSet<>();
    Thread.getAllStackTraces().values().stream().flatMap(Arrays::stream).map(StackTraceElement::getClassName)
        .forEach(type -> {
          if (type.contains("netty.channel.epoll.")) {
            found.add("epoll");
          } else if (type.contains("netty.channel.uring.")) {
            found.add("io_uring");
          } else if (type.startsWith("sun.nio.ch.") && type.contains("Selector")) {
            found.add("NIO");
          }
        });
    return found;
  }
}
