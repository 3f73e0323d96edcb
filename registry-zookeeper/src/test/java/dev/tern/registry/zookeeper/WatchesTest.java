package dev.tern.registry.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Deadline;
import dev.tern.api.NanoClock;
import dev.tern.api.spi.RegistryUrl;
import dev.tern.servers.ZooKeeperServer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The watches alone, at a session that tells them nothing by itself. */
@Timeout(60)
class WatchesTest {
  @Test
  void afterANewConnectionEverybodyIsToldOnceHisWatchIsSetAgain() throws Exception {
    Watches watches = new Watches();
    Semaphore hints = new Semaphore(0);
    try (ZooKeeperServer server = ZooKeeperServer.start();
        Observer writer = new Observer(server.connectString());
        Session first = session(server); Session second = session(server);
        AutoCloseable watch = watches.add(first, "/a", hints::release, deadline())) {
      first.close();
      ZooKeeper handle = second.connected(deadline());
      assertThat(hints.availablePermits()).isZero();
      watches.stateChanged(handle, KeeperState.SyncConnected);

      assertThat(hints.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
      assertThat(hints.availablePermits()).isZero();
      writer.handle().create("/a", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      assertThat(hints.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aLostConnectionIsToldAtOnce() throws Exception {
    Watches watches = new Watches();
    Semaphore hints = new Semaphore(0);
    try (ZooKeeperServer server = ZooKeeperServer.start(); Session session = session(server);
        AutoCloseable watch = watches.add(session, "/a", hints::release, deadline())) {
      watches.stateChanged(session.connected(deadline()), KeeperState.Disconnected);

      assertThat(hints.availablePermits()).isOne();
    }
  }

  private static Deadline deadline() {
    return Deadline.after(Duration.ofSeconds(10), NanoClock.system());
  }

  private static Session session(ZooKeeperServer server) throws Exception {
    ZooKeeperUrl url = ZooKeeperUrl.of(RegistryUrl.parse("zookeeper://" + server.connectString()));
    return Session.open(url, null, NanoClock.system(), (handle, state) -> {});
  }
}
