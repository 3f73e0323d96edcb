package dev.tern.registry.zookeeper;

import dev.tern.api.Deadline;
import dev.tern.api.spi.RegistryDriver.Listener;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;

/**
 * Who wants to know of changes, and the watches that bring the news: one per path, which stays until it is removed, so
 * that nothing falls between two of them. A watch ends with its connection. After every connection all are set again,
 * and only then everybody is told: a listing that follows sees what the gap has hidden.
 */
final class Watches {
  // Guarded by this
  private final Map<String, Watched> paths = new HashMap<>();

  /** One path: ZooKeeper knows it, once, for all of its listeners. */
  private static final class Watched implements Watcher {
    private final List<Watch> watches = new CopyOnWriteArrayList<>();

    @Override
    public void process(WatchedEvent event) {
      if (event.getType() != EventType.None) { // states are told by the session
        tell();
      }
    }

    void tell() {
      watches.forEach(watch -> watch.listener.changed());
    }
  }

  /** By identity: the same listener may watch twice. */
  private static final class Watch {
    private final Listener listener;

    Watch(Listener listener) {
      this.listener = listener;
    }
  }

  /**
   * Begins to watch.
   *
   * @return ends it
   * @throws IOException if it is not certain that the watch is set; then there is none
   */
  AutoCloseable add(Session session, String path, Listener listener, Deadline deadline)
      throws IOException, InterruptedException {
    Watch watch = new Watch(listener);
    Watched watched;
    synchronized (this) {
      watched = paths.computeIfAbsent(path, unknown -> new Watched());
      watched.watches.add(watch);
    }
    boolean set = false;
    try {
      session.await(Requests.watch(session.connected(deadline), path, watched), deadline);
      set = true;
    } finally {
      if (!set) {
        remove(session, path, watch);
      }
    }
    return () -> remove(session, path, watch);
  }

  private synchronized void remove(Session session, String path, Watch watch) {
    Watched watched = paths.get(path);
    if (watched != null && watched.watches.remove(watch) && watched.watches.isEmpty()) {
      paths.remove(path);
      session.ifConnected(handle -> Requests.unwatch(handle, path)); // under the lock: not after a watch that follows
    }
  }

  /** The connection has changed: told by the session. */
  void stateChanged(ZooKeeper handle, KeeperState state) {
    Map<String, Watched> known;
    synchronized (this) {
      known = Map.copyOf(paths);
    }
    if (state == KeeperState.SyncConnected) {
      known.forEach((path, watched) ->
          Requests.watch(handle, path, watched).whenComplete((set, failure) -> watched.tell()));
    } else {
      known.values().forEach(Watched::tell);
    }
  }
}
