package dev.tern.registry.zookeeper;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Single requests to a handle, as futures. They are carried out in the order in which they were given; the future fails
 * with a {@link KeeperException}. A node that is not there is an answer, not a failure: null.
 */
final class Requests {
  /** How a write may end that its caller can deal with. */
  private static final Set<Code> OUTCOMES =
      Set.of(Code.OK, Code.NONODE, Code.NODEEXISTS, Code.BADVERSION, Code.NOAUTH);

  private Requests() {}

  record Children(List<String> names, Stat stat) {}

  record Node(byte @Nullable [] data, Stat stat) {}

  /** Answered once the server we talk to has seen all that the ensemble had agreed on when this was asked. */
  static CompletableFuture<@Nullable Void> sync(ZooKeeper handle, String path) {
    CompletableFuture<@Nullable Void> reply = new CompletableFuture<>();
    handle.sync(path, (code, asked, context) -> complete(reply, code, path, null), null);
    return reply;
  }

  static CompletableFuture<@Nullable Children> children(ZooKeeper handle, String path) {
    CompletableFuture<@Nullable Children> reply = new CompletableFuture<>();
    handle.getChildren(path, false, (code, asked, context, names, stat) ->
        completeIfThere(reply, code, path, stat == null ? null : new Children(names, stat)), null);
    return reply;
  }

  static CompletableFuture<@Nullable Node> node(ZooKeeper handle, String path) {
    CompletableFuture<@Nullable Node> reply = new CompletableFuture<>();
    handle.getData(path, false, (code, asked, context, data, stat) ->
        completeIfThere(reply, code, path, stat == null ? null : new Node(data, stat)), null);
    return reply;
  }

  static CompletableFuture<@Nullable Stat> stat(ZooKeeper handle, String path) {
    CompletableFuture<@Nullable Stat> reply = new CompletableFuture<>();
    handle.exists(path, false, (code, asked, context, stat) -> completeIfThere(reply, code, path, stat), null);
    return reply;
  }

  /**
   * All of them or none.
   *
   * @param path named by its failure
   * @return what became of it: {@code OK}, or the reason why the first of them could not be
   */
  static CompletableFuture<Code> write(ZooKeeper handle, String path, Op... writes) {
    CompletableFuture<Code> reply = new CompletableFuture<>();
    handle.multi(List.of(writes), (code, asked, context, results) -> {
      Code outcome = Code.get(code);
      if (OUTCOMES.contains(outcome)) {
        reply.complete(outcome);
      } else {
        reply.completeExceptionally(KeeperException.create(outcome, path));
      }
    }, null);
    return reply;
  }

  /** Reports everything about a node and those below it, whether or not it is there yet, until told otherwise. */
  static CompletableFuture<@Nullable Void> watch(ZooKeeper handle, String path, Watcher watcher) {
    CompletableFuture<@Nullable Void> reply = new CompletableFuture<>();
    handle.addWatch(path, watcher, AddWatchMode.PERSISTENT_RECURSIVE,
        (code, asked, context) -> complete(reply, code, path, null), null);
    return reply;
  }

  /** The opposite of {@link #watch}. Nobody waits for it: what is still reported has no listener. */
  static void unwatch(ZooKeeper handle, String path) {
    handle.removeAllWatches(path, Watcher.WatcherType.Any, true, (code, asked, context) -> {}, null);
  }

  private static <T> void completeIfThere(CompletableFuture<@Nullable T> reply, int code, String path,
      @Nullable T value) {
    if (code == Code.NONODE.intValue()) {
      reply.complete(null);
    } else {
      complete(reply, code, path, value);
    }
  }

  private static <T> void complete(CompletableFuture<@Nullable T> reply, int code, String path, @Nullable T value) {
    if (code == Code.OK.intValue()) {
      reply.complete(value);
    } else {
      reply.completeExceptionally(KeeperException.create(Code.get(code), path));
    }
  }
}
