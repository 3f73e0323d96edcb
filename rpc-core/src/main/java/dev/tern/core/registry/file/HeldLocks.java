package dev.tern.core.registry.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lock files that this JVM holds, and the only code that opens a lock file.
 *
 * <p>Its state is static, against the rule of the house, because it describes the process: POSIX gives locks to a
 * process, and closing <em>any</em> descriptor of a file ends every lock that the process has on it. A client that
 * merely looked at a lock held by a server of the same JVM would end it. So all servers and clients of a JVM must know
 * what any of them holds; it is an entry per living registration, gone when that closes.
 *
 * <p>Safe for many threads: one at a time, since two probes of one JVM would take each other for the holder. No method
 * waits for a lock.
 */
final class HeldLocks {
  // Guarded by HeldLocks.class. Keyed by device and inode, which tell a file however its path is written, and which
  // cannot pass to another file while ours is open.
  private static final Map<Object, Held> HELD = new HashMap<>();
  private static final Map<Object, FileChannel> HELD_BY_A_COPY_OF_THIS_CLASS = new HashMap<>();

  private HeldLocks() {}

  /** A lock of this JVM. */
  static final class Held {
    private final Object identity;
    private final FileChannel channel;
    private Object owner; // guarded by HeldLocks.class

    private Held(Object identity, FileChannel channel, Object owner) {
      this.identity = identity;
      this.channel = channel;
      this.owner = owner;
    }

    /** False if the file was deleted, whereupon nobody can see this lock any more. */
    boolean isAt(Path lockFile) throws IOException {
      return identity.equals(Directories.identity(lockFile));
    }
  }

  /** Whose a lock is. */
  enum Holder {
    /** A living process holds it. */
    ALIVE,
    /** Nobody holds it. */
    DEAD,
    /** There is no such file. */
    MISSING
  }

  /** Something to be done to files while a lock is held. */
  @FunctionalInterface
  interface FileWork {
    void run() throws IOException;
  }

  /**
   * Makes the file if need be, and locks it for an owner. If another owner in this JVM holds it, it passes to this one.
   *
   * @throws IOException if another process holds it
   */
  static synchronized Held take(Path lockFile, Object owner) throws IOException {
    Held held = HELD.get(identityOrElse(lockFile, lockFile));
    if (held != null) {
      held.owner = owner;
      return held;
    }
    FileChannel channel = FileChannel.open(lockFile, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        Directories.ownerOnly(lockFile, "rw-------"));
    Object identity = identityOrElse(lockFile, lockFile);
    if (!isLocked(identity, channel, false)) {
      throw new IOException("another living process holds " + lockFile);
    }
    held = new Held(identity, channel, owner);
    if (!held.isAt(lockFile)) {
      channel.close();
      throw new IOException("somebody deleted " + lockFile + " while it was made");
    }
    HELD.put(identity, held);
    return held;
  }

  /**
   * Gives a lock back, unless it has passed to another owner.
   *
   * @param before done first, still under the lock; its failure does not keep the lock from ending
   */
  static synchronized void release(Held held, Object owner, FileWork before) throws IOException {
    if (held.owner != owner || HELD.get(held.identity) != held) {
      return;
    }
    try (FileChannel closing = held.channel) {
      before.run();
    } finally {
      HELD.remove(held.identity);
    }
  }

  /** Says whether a process holds a lock file, this one included. */
  static synchronized Holder holder(Path lockFile) throws IOException {
    Object identity = Directories.identity(lockFile);
    if (identity == null) {
      return Holder.MISSING;
    }
    if (HELD.containsKey(identity)) {
      return Holder.ALIVE;
    }
    try {
      FileChannel channel = HELD_BY_A_COPY_OF_THIS_CLASS.remove(identity);
      if (channel == null) {
        channel = FileChannel.open(lockFile, StandardOpenOption.READ);
      }
      if (!isLocked(identity, channel, true)) {
        return Holder.ALIVE;
      }
      channel.close();
      return Holder.DEAD;
    } catch (NoSuchFileException e) {
      return Holder.MISSING;
    }
  }

  /**
   * Cleans up after a dead process, under its lock.
   *
   * @param work the last thing it deletes is the lock file. Not done if meanwhile another process took the lock, or
   *     cleaned up itself
   */
  static synchronized void bury(Path lockFile, FileWork work) throws IOException {
    Object identity = Directories.identity(lockFile);
    if (identity == null || HELD.containsKey(identity) || HELD_BY_A_COPY_OF_THIS_CLASS.containsKey(identity)) {
      return;
    }
    FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
    if (isLocked(identity, channel, false)) {
      try (channel) {
        // Between the look and the lock another one may have cleaned up, and a provider whose directory was deleted may
        // have made the file anew: what we locked would be the old one, and what we deleted the new.
        if (identity.equals(Directories.identity(lockFile))) {
          work.run();
        }
      }
    }
  }

  /** Locks an open file; if that fails, the channel needs no further care. */
  private static boolean isLocked(Object identity, FileChannel channel, boolean shared) throws IOException {
    boolean keepOpen = false;
    boolean locked = false;
    try {
      FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
      locked = lock != null;
    } catch (OverlappingFileLockException e) {
      // Another class loader's copy of Tern holds it, in this very process. To close the channel would end that lock.
      keepOpen = true;
      HELD_BY_A_COPY_OF_THIS_CLASS.put(identity, channel);
    } finally {
      if (!locked && !keepOpen) {
        channel.close();
      }
    }
    return locked;
  }

  private static Object identityOrElse(Path lockFile, Object otherwise) throws IOException {
    @Nullable Object identity = Directories.identity(lockFile);
    return identity == null ? otherwise : identity;
  }
}
