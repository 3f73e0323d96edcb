package dev.tern.it.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** A TCP proxy before one provider: what is sent to it arrives later, in order, and at full rate. */
final class SlowLink implements AutoCloseable {
  private static final int CHUNK = 64 << 10;

  private final ServerSocket server;
  private final int port;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile long delayNanos;

  private record Chunk(byte[] bytes, long dueNanos) {}

  SlowLink(int port) {
    this.port = port;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(() -> {
      while (true) {
        Socket consumer = server.accept();
        Socket provider = new Socket(InetAddress.getLoopbackAddress(), port);
        consumer.setTcpNoDelay(true);
        provider.setTcpNoDelay(true);
        sockets.add(consumer);
        sockets.add(provider);
        BlockingQueue<Chunk> way = new LinkedBlockingQueue<>();
        start(() -> take(consumer.getInputStream(), way));
        start(() -> give(way, provider.getOutputStream()));
        start(() -> provider.getInputStream().transferTo(consumer.getOutputStream()));
      }
    });
  }

  private void take(InputStream in, BlockingQueue<Chunk> way) throws IOException {
    byte[] buffer = new byte[CHUNK];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      way.add(new Chunk(Arrays.copyOf(buffer, count), System.nanoTime() + delayNanos));
    }
  }

  private static void give(BlockingQueue<Chunk> way, OutputStream out) throws IOException, InterruptedException {
    while (true) {
      Chunk chunk = way.take();
      for (long left = chunk.dueNanos() - System.nanoTime(); left > 0; left = chunk.dueNanos() - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      out.write(chunk.bytes());
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
    }, "slow-link");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** From now on. */
  void delay(int millis) {
    delayNanos = millis * 1_000_000L;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
