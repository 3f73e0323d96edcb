package dev.tern.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that are restarted on the same one. */
final class Ports {
  // Below every system's range for outgoing connections: from that range a client that keeps dialing a dead server's
  // port would one day get the very port as its own, connect to itself and keep the server from coming back.
  private static final int FIRST = 15_000;
  private static final int LAST = 32_000;

  private Ports() {}

  static int free() throws IOException {
    for (int tries = 0; tries < 100; tries++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // taken: try another
      }
    }
    throw new IOException("no free port between " + FIRST + " and " + LAST + " on the loopback interface");
  }
}
