package dev.tern.registry.zookeeper;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** Looks at the nodes themselves, through a connection of its own. */
final class Observer implements AutoCloseable {
  private final ZooKeeper handle;

  Observer(String servers) throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    handle = new ZooKeeper(servers, 60_000, event -> {
      if (event.getState() == KeeperState.SyncConnected) {
        connected.countDown();
      }
    });
    if (!connected.await(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no connection to " + servers);
    }
  }

  ZooKeeper handle() {
    return handle;
  }

  /** Session that owns a node, or 0 if there is none. */
  long owner(String path) throws Exception {
    while (true) {
      try {
        Stat stat = handle.exists(path, false);
        return stat == null ? 0 : stat.getEphemeralOwner();
      } catch (KeeperException.ConnectionLossException e) {
        Thread.sleep(20); // the server is on its way back
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    handle.close();
  }
}
