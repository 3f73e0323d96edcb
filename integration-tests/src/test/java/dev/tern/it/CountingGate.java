package dev.tern.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A way to a registry that writes down when somebody came. While the registry is dead, who comes is thrown out. */
final class CountingGate implements AutoCloseable {
  private final ServerSocket listening;
  private final int target;
  private final Queue<Long> came = new ConcurrentLinkedQueue<>();

  /** @param url of a registry on a port of the loopback interface */
  CountingGate(String url) {
    this.target = Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(() -> {
      while (true) {
        let(listening.accept());
      }
    });
  }

  /** Of the same registry, this way. */
  String url(String registry) {
    return registry.substring(0, registry.lastIndexOf(':') + 1) + listening.getLocalPort();
  }

  /** When each came, by {@link System#nanoTime()}. */
  List<Long> came() {
    return List.copyOf(came);
  }

  private void let(Socket from) throws IOException {
    came.add(System.nanoTime());
    try {
      Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
      start(() -> pump(from, to));
      start(() -> pump(to, from));
    } catch (IOException e) {
      from.close(); // the registry is dead
    }
  }

  private static void pump(Socket from, Socket to) throws IOException {
    try (from; to) {
      from.getInputStream().transferTo(to.getOutputStream());
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread = new Thread(() -> {
      try {
        work.run();
      } catch (IOException e) {
        // closed, by either end
      }
    }, "gate");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
