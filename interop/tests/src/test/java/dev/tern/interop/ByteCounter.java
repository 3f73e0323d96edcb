package dev.tern.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between a consumer and a port of loopback, and counts the bytes that pass each way. */
final class ByteCounter implements AutoCloseable {
  private final ServerSocket door;
  private final int target;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();

  ByteCounter(int target) throws IOException {
    this.target = target;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  /** By the consumer. */
  long sent() {
    return sent.get();
  }

  /** By the server. */
  long answered() {
    return answered.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket near = door.accept();
        sockets.add(near);
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(far);
        start(() -> pass(near, far, sent));
        start(() -> pass(far, near, answered));
      }
    } catch (IOException e) {
      closeSockets(); // the door was closed, or nobody is behind it
    }
  }

  private void pass(Socket from, Socket to, AtomicLong counted) {
    try (from; to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[16_384];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        counted.addAndGet(length);
        out.write(buffer, 0, length);
      }
    } catch (IOException e) {
      closeSockets(); // one side is gone
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "byte-counter");
    thread.setDaemon(true);
    thread.start();
  }

  private void closeSockets() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        sockets.remove(socket);
      }
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    closeSockets();
  }
}
