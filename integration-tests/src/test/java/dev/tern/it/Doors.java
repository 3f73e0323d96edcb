package dev.tern.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;

/** Lets so many connections through to a provider, and then refuses all others. */
final class Doors implements AutoCloseable {
  private final ServerSocket server;
  private final int port;
  private final Deque<Socket[]> connections = new ArrayDeque<>(); // guarded by itself

  Doors(int port, int most) {
    this.port = port;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(() -> {
      for (int i = 0; i < most; i++) {
        accept(server.accept());
      }
      server.close();
    });
  }

  private void accept(Socket consumer) throws IOException {
    Socket provider = new Socket(InetAddress.getLoopbackAddress(), port);
    start(() -> consumer.getInputStream().transferTo(provider.getOutputStream()));
    start(() -> provider.getInputStream().transferTo(consumer.getOutputStream()));
    synchronized (connections) {
      connections.add(new Socket[] {consumer, provider});
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
        // closed
      }
    }, "doors");
    thread.setDaemon(true);
    thread.start();
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Connections that are let through now. */
  int open() {
    synchronized (connections) {
      return connections.size();
    }
  }

  void closeAllButOne() throws IOException {
    closeDownTo(1);
  }

  @Override
  public void close() throws IOException {
    server.close();
    closeDownTo(0);
  }

  private void closeDownTo(int left) throws IOException {
    synchronized (connections) {
      while (connections.size() > left) {
        for (Socket socket : connections.poll()) {
          socket.close();
        }
      }
    }
  }
}
