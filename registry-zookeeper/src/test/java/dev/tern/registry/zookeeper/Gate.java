package dev.tern.registry.zookeeper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A way to a server that can be shut: then whoever comes is let in and thrown out at once. */
final class Gate implements AutoCloseable {
  private final ServerSocket listening;
  private final int target;

  // Guarded by this
  private final List<Socket> through = new ArrayList<>();
  private boolean shut;
  private int thrownOut;

  private Gate(int target) throws IOException {
    this.target = target;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** To a server at that {@code host:port} of the loopback interface. */
  static Gate to(String server) throws IOException {
    return new Gate(Integer.parseInt(server.substring(server.indexOf(':') + 1)));
  }

  /** To nowhere: shut for good. */
  static Gate toNowhere() throws IOException {
    Gate gate = new Gate(1);
    gate.shut();
    return gate;
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  int port() {
    return listening.getLocalPort();
  }

  synchronized int thrownOut() {
    return thrownOut;
  }

  synchronized void shut() {
    shut = true;
    through.forEach(Gate::close);
    through.clear();
  }

  synchronized void open() {
    shut = false;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "gate");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        let(listening.accept());
      } catch (IOException e) {
        // closed, or the server is down: the one who came sees the end of his connection
      }
    }
  }

  private synchronized void let(Socket client) throws IOException {
    if (shut) {
      thrownOut++;
      client.close();
      return;
    }
    through.add(client);
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      through.add(server);
      start(() -> pump(client, server));
      start(() -> pump(server, client));
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  private static void pump(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // either end is gone
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    shut();
  }
}
