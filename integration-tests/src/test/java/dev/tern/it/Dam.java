package dev.tern.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Stands in front of a provider. While it is shut, what consumers send piles up on their side. Counts what passes. */
final class Dam implements AutoCloseable {
  private static final int SMALL_BUFFER = 4096;

  private final ServerSocket server;
  private final int port;
  private final AtomicLong passed = new AtomicLong();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  Dam(int port) {
    this.port = port;
    try {
      server = new ServerSocket();
      server.setReceiveBufferSize(SMALL_BUFFER);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  private void accept() throws IOException {
    while (true) {
      Socket consumer = server.accept();
      Socket provider = new Socket(InetAddress.getLoopbackAddress(), port);
      sockets.add(consumer);
      sockets.add(provider);
      start(() -> pass(consumer.getInputStream(), provider.getOutputStream(), true));
      start(() -> pass(provider.getInputStream(), consumer.getOutputStream(), false));
    }
  }

  private void pass(InputStream in, OutputStream out, boolean held) throws IOException, InterruptedException {
    byte[] buffer = new byte[SMALL_BUFFER];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (held) {
        gate.await();
      }
      passed.addAndGet(count);
      out.write(buffer, 0, count);
    }
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static void start(Work work) {
    Thread thread = new Thread(() -> {
      try {
        work.run();
      } catch (IOException | InterruptedException e) {
        // closed
      }
    }, "dam");
    thread.setDaemon(true);
    thread.start();
  }

  /** Bytes of both directions so far. */
  long passed() {
    return passed.get();
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  void shut() {
    gate = new CountDownLatch(1);
  }

  void open() {
    gate.countDown();
  }

  @Override
  public void close() {
    try {
      open();
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
