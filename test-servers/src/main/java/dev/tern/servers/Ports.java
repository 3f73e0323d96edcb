package dev.tern.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports of the loopback interface. */
final class Ports {
  // Below those that Linux gives to outgoing connections: a client that tries a dead server again and again is
  // otherwise given the server's own port one day, and talks to itself.
  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 32_000;

  private Ports() {}

  /** So many different ones, free a moment ago. */
  static List<Integer> free(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      List<Integer> ports = new ArrayList<>();
      for (int tries = 0; ports.size() < count; tries++) {
        int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
        try {
          held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
          ports.add(port);
        } catch (IOException e) {
          if (tries > 100) {
            throw e;
          }
        }
      }
      return ports;
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }
}
