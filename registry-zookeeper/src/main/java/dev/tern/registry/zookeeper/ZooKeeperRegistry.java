package dev.tern.registry.zookeeper;

import dev.tern.api.Deadline;
import dev.tern.api.NanoClock;
import dev.tern.api.spi.RegistryCredentials;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.registry.zookeeper.Requests.Children;
import dev.tern.registry.zookeeper.Requests.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** One client's or server's handle of a ZooKeeper registry. The package's door plate says what stands where. */
final class ZooKeeperRegistry implements RegistryDriver {
  private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.]*");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,128}");
  private static final String STORE = "/.store"; // no service begins with a dot
  private static final String UNNAMED_STORE = "unnamed";
  private static final byte[] EMPTY = {};
  private static final int ANY_VERSION = -1;
  private static final int SESSIONS_REMEMBERED = 16; // of which all but the last few ended long ago

  private final String root;
  private final NanoClock clock;
  private final List<ACL> acl;
  private final Watches watches = new Watches();
  private final Session session;
  private final Deque<Long> ownSessions = new ArrayDeque<>(); // that put something. For the one who calls

  private ZooKeeperRegistry(ZooKeeperUrl url, @Nullable RegistryCredentials credentials, NanoClock clock)
      throws IOException {
    this.root = url.root();
    this.clock = clock;
    this.acl = credentials == null ? ZooDefs.Ids.OPEN_ACL_UNSAFE : List.of(
        new ACL(ZooDefs.Perms.ALL, ZooDefs.Ids.AUTH_IDS), new ACL(ZooDefs.Perms.READ, ZooDefs.Ids.ANYONE_ID_UNSAFE));
    this.session = Session.open(url, credentials, clock, watches::stateChanged);
  }

  /** Does not wait for a connection. */
  static ZooKeeperRegistry open(ZooKeeperUrl url, @Nullable RegistryCredentials credentials, NanoClock clock)
      throws IOException {
    return new ZooKeeperRegistry(url, credentials, clock);
  }

  @Override
  public void put(String service, String id, byte[] record, Duration timeout)
      throws IOException, InterruptedException {
    Deadline deadline = Deadline.after(timeout, clock);
    String parent = pathOf(service);
    String path = pathOf(service, id);
    Op create = Op.create(path, record, acl, CreateMode.EPHEMERAL);
    while (true) {
      ZooKeeper handle = session.connected(deadline);
      remember(handle.getSessionId());
      Code outcome = session.await(Requests.write(handle, path, create), deadline);
      if (outcome == Code.NODEEXISTS) {
        // A node belongs to the session that made it, whoever writes to it: it would end with our predecessor. Both
        // steps at once, so that nobody sees it missing; the parent's version tells it to a removal under way.
        outcome = session.await(Requests.write(handle, path, Op.delete(path, ANY_VERSION), create,
            Op.setData(parent, EMPTY, ANY_VERSION)), deadline);
      }
      switch (outcome) {
        case OK -> {
          return;
        }
        case NONODE -> makeService(handle, parent, deadline); // or the record went away between the two: once more
        default -> throw session.failure(outcome, path);
      }
    }
  }

  private void remember(long sessionId) {
    if (!ownSessions.contains(sessionId)) {
      ownSessions.addLast(sessionId);
      if (ownSessions.size() > SESSIONS_REMEMBERED) {
        ownSessions.removeFirst();
      }
    }
  }

  private void makeService(ZooKeeper handle, String parent, Deadline deadline)
      throws IOException, InterruptedException {
    makeStore(handle, deadline);
    // A container: the ensemble removes it some time after its last record is gone.
    Code outcome =
        session.await(Requests.write(handle, parent, Op.create(parent, EMPTY, acl, CreateMode.CONTAINER)), deadline);
    if (outcome != Code.OK && outcome != Code.NODEEXISTS) {
      throw session.failure(outcome == Code.NONODE ? Code.NOAUTH : outcome, parent); // nor may we make what is above
    }
  }

  /**
   * Gives the store its identity if it has none: a name that no other store will ever have.
   *
   * @return false if we may not: then no provider has been here yet, or a careful hand has prepared the path
   */
  private boolean makeStore(ZooKeeper handle, Deadline deadline) throws IOException, InterruptedException {
    for (int slash = root.indexOf('/', 1); slash >= 0; slash = root.indexOf('/', slash + 1)) {
      make(handle, root.substring(0, slash), EMPTY);
    }
    make(handle, root, EMPTY);
    byte[] name = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
    Code outcome = session.await(make(handle, root + STORE, name), deadline);
    return outcome == Code.OK || outcome == Code.NODEEXISTS;
  }

  private CompletableFuture<Code> make(ZooKeeper handle, String path, byte[] data) {
    return Requests.write(handle, path, Op.create(path, data, acl, CreateMode.PERSISTENT));
  }

  @Override
  public void remove(String service, String id, Duration timeout) throws IOException, InterruptedException {
    Deadline deadline = Deadline.after(timeout, clock);
    String parent = pathOf(service);
    String path = pathOf(service, id);
    while (true) {
      ZooKeeper handle = session.connected(deadline);
      // A server that lags behind might not know our own record yet, of which we were not told that it stands.
      CompletableFuture<@Nullable Void> synced = Requests.sync(handle, root);
      CompletableFuture<@Nullable Stat> parentReply = Requests.stat(handle, parent); // before the record, see below
      Stat record = session.await(Requests.stat(handle, path), deadline);
      Stat before = session.await(parentReply, deadline);
      session.await(synced, deadline);
      if (record == null || before == null || !ownSessions.contains(record.getEphemeralOwner())) {
        return;
      }
      // Fails if another driver has put the record since: that moves the parent's version, and ours is older.
      Code outcome = session.await(Requests.write(handle, path, Op.check(parent, before.getVersion()),
          Op.delete(path, ANY_VERSION)), deadline);
      switch (outcome) {
        case OK, NONODE -> {
          return;
        }
        case BADVERSION -> {
          // somebody was replaced, perhaps we: look again
        }
        default -> throw session.failure(outcome, path);
      }
    }
  }

  @Override
  public Listing list(String service, Duration timeout) throws IOException, InterruptedException {
    Deadline deadline = Deadline.after(timeout, clock);
    String parent = pathOf(service);
    while (true) {
      ZooKeeper handle = session.connected(deadline);
      // A new session may begin at a server that lags behind what the last one saw: let it catch up.
      CompletableFuture<@Nullable Void> synced = Requests.sync(handle, root);
      CompletableFuture<@Nullable Children> childrenReply = Requests.children(handle, parent);
      CompletableFuture<@Nullable Stat> rootReply = Requests.stat(handle, root); // after the children, see version()
      CompletableFuture<@Nullable Node> storeReply = Requests.node(handle, root + STORE);
      session.await(synced, deadline);
      Children children = session.await(childrenReply, deadline);
      Stat rootStat = session.await(rootReply, deadline);
      Node store = session.await(storeReply, deadline);
      if (store == null && makeStore(handle, deadline)) {
        continue; // read again: the name may be somebody else's
      }
      Map<String, byte[]> records = children == null ? Map.of() : records(handle, parent, children.names(), deadline);
      return new Listing(store == null ? UNNAMED_STORE : identity(store), version(children, rootStat), records);
    }
  }

  /** Its name, and when it was made, which a copy of its nodes elsewhere does not share. */
  private static String identity(Node store) {
    byte[] name = store.data() == null ? EMPTY : store.data();
    return new String(name, StandardCharsets.UTF_8) + "@" + Long.toHexString(store.stat().getCzxid());
  }

  /**
   * The transaction that last added, replaced or removed a record of the service; or a service, since the node of an
   * idle one vanishes with its own number. Read in this order neither can be missed, so that it never goes back.
   */
  private static long version(@Nullable Children children, @Nullable Stat root) {
    return Math.max(children == null ? 0 : children.stat().getPzxid(), root == null ? 0 : root.getPzxid());
  }

  private Map<String, byte[]> records(ZooKeeper handle, String parent, List<String> names, Deadline deadline)
      throws IOException, InterruptedException {
    Map<String, CompletableFuture<@Nullable Node>> replies = new LinkedHashMap<>();
    for (String id : names) {
      if (ID.matcher(id).matches()) {
        replies.put(id, Requests.node(handle, parent + "/" + id));
      }
    }
    Map<String, byte[]> records = new HashMap<>();
    for (Map.Entry<String, CompletableFuture<@Nullable Node>> reply : replies.entrySet()) {
      Node node = session.await(reply.getValue(), deadline);
      if (node != null && node.data() != null && isLive(node.stat().getEphemeralOwner(), handle.getSessionId())) {
        records.put(reply.getKey(), node.data());
      }
    }
    return records;
  }

  /**
   * A node without an owner was made by hand and would never end. One of a session that we have lost ends at any
   * moment: left out, it is missed at once and put again, and not when it is gone.
   */
  private boolean isLive(long owner, long currentSession) {
    return owner != 0 && (owner == currentSession || !ownSessions.contains(owner));
  }

  @Override
  public AutoCloseable watch(String service, Listener listener, Duration timeout)
      throws IOException, InterruptedException {
    return watches.add(session, pathOf(service), listener, Deadline.after(timeout, clock));
  }

  @Override
  public void close() {
    session.close();
  }

  private String pathOf(String service) {
    if (!SERVICE.matcher(service).matches()) {
      throw new IllegalArgumentException("service: \"" + service + "\" (expected: letters, digits, _ and dots)");
    }
    return root + "/" + service;
  }

  private String pathOf(String service, String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("id: \"" + id + "\" (expected: 1 to 128 letters, digits or dashes)");
    }
    return pathOf(service) + "/" + id;
  }
}
