package dev.tern.servers;

import java.io.IOException;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;

/** What runs in the server's process: ZooKeeper's own main, which ends with whoever started it. */
final class ZooKeeperMain {
  private ZooKeeperMain() {}

  /** @param arguments the path of the configuration file */
  public static void main(String[] arguments) {
    Thread parent = new Thread(ZooKeeperMain::endWithParent, "parent");
    parent.setDaemon(true);
    parent.start();
    QuorumPeerMain.main(arguments);
  }

  /** The parent never writes: its end of the pipe closes when it ends, however it ends. */
  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // nothing is ever said
      }
    } catch (IOException e) {
      // as good as the end
    }
    Runtime.getRuntime().halt(0);
  }
}
