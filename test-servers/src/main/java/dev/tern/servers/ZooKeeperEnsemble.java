package dev.tern.servers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Three ZooKeeper servers that form a quorum: any two of them serve. For one thread at a time. */
public final class ZooKeeperEnsemble implements AutoCloseable {
  private static final int MEMBERS = 3;

  private final List<ZooKeeperServer> members;

  private ZooKeeperEnsemble(List<ZooKeeperServer> members) {
    this.members = List.copyOf(members);
  }

  /**
   * Starts the three and waits until each serves.
   *
   * @throws IOException if one does not within 30 s, with what it printed
   */
  public static ZooKeeperEnsemble start() throws IOException, InterruptedException {
    List<Integer> ports = Ports.free(3 * MEMBERS);
    List<String> lines = new ArrayList<>();
    for (int id = 1; id <= MEMBERS; id++) {
      lines.add("server." + id + "=127.0.0.1:" + ports.get(3 * id - 3) + ":" + ports.get(3 * id - 2));
    }
    List<ZooKeeperServer> members = new ArrayList<>();
    for (int id = 1; id <= MEMBERS; id++) {
      members.add(new ZooKeeperServer(ports.get(3 * id - 1), id, lines, List.of()));
    }
    ZooKeeperEnsemble ensemble = new ZooKeeperEnsemble(members);
    try {
      for (ZooKeeperServer member : members) {
        member.launch();
      }
      for (ZooKeeperServer member : members) {
        member.awaitReady();
      }
      return ensemble;
    } catch (IOException | InterruptedException e) {
      ensemble.close();
      throw e;
    }
  }

  /** {@code 127.0.0.1:port,127.0.0.1:port,127.0.0.1:port}. */
  public String connectString() {
    return members.stream().map(ZooKeeperServer::connectString).collect(Collectors.joining(","));
  }

  /** The three, in a stable order, to be killed, paused and restarted one by one. */
  public List<ZooKeeperServer> members() {
    return members;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (ZooKeeperServer member : members) {
      member.close();
    }
  }
}
