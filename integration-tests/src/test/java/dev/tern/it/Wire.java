package dev.tern.it;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between consumers and a provider and counts HTTP/2 frames. Once cut it still takes what is sent, and passes
 * nothing on: both ends see an open connection and hear no more, as when the network between them is gone.
 */
final class Wire implements AutoCloseable {
  private static final int PREFACE = 24;
  private static final int PING = 6;
  private static final int GO_AWAY = 7;
  private static final int ACK = 1;

  private final ServerSocket server;
  private final int port;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger consumerPings = new AtomicInteger();
  private final AtomicInteger providerPings = new AtomicInteger();
  private final AtomicInteger goAways = new AtomicInteger();
  private volatile boolean cut;

  /** @param port of the provider */
  Wire(int port) {
    this.port = port;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  private void accept() throws IOException {
    while (true) {
      Socket consumer = server.accept();
      Socket provider = new Socket(InetAddress.getLoopbackAddress(), port);
      connections.incrementAndGet();
      sockets.add(consumer);
      sockets.add(provider);
      start(() -> {
        InputStream in = consumer.getInputStream();
        byte[] preface = in.readNBytes(PREFACE);
        provider.getOutputStream().write(preface);
        pass(in, provider, consumerPings);
      });
      start(() -> pass(provider.getInputStream(), consumer, providerPings));
    }
  }

  private void pass(InputStream in, Socket to, AtomicInteger pings) throws IOException {
    OutputStream out = to.getOutputStream();
    try {
      while (true) {
        byte[] head = in.readNBytes(9);
        if (head.length < 9) {
          throw new EOFException();
        }
        byte[] body = in.readNBytes((head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff);
        if (cut) {
          continue;
        }
        if (head[3] == PING && (head[4] & ACK) == 0) {
          pings.incrementAndGet();
        } else if (head[3] == GO_AWAY) {
          goAways.incrementAndGet();
        }
        out.write(head);
        out.write(body);
      }
    } catch (IOException e) {
      if (!cut) {
        to.close();
      }
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
    }, "wire");
    thread.setDaemon(true);
    thread.start();
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** From here on nothing gets through, not even the end of a connection. */
  void cut() {
    cut = true;
  }

  /** So far, of all consumers. */
  int connections() {
    return connections.get();
  }

  /** PINGs of consumers, without their answers. */
  int consumerPings() {
    return consumerPings.get();
  }

  /** PINGs of the provider, without its answers. */
  int providerPings() {
    return providerPings.get();
  }

  /** Of both sides. */
  int goAways() {
    return goAways.get();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
