package dev.tern.cluster.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/**
 * A lock file that this process holds.
 *
 * <p>Its state is static, against the rule of the house, because it describes the process: POSIX gives locks to a
 * process, and closing <em>any</em> descriptor of a file ends every lock that the process has on it. A second
 * client that merely tried would end the first one's lock. So nobody here opens a lock file that somebody here
 * holds.
 */
final class HeldFile implements Closeable {
  // Guarded by HeldFile.class. Keyed by device and inode, which tell a file however its path is written.
  private static final Map<Object, FileChannel> HELD = new HashMap<>();

  private final Object identity;

  private HeldFile(Object identity) {
    this.identity = identity;
  }

  /** @throws IOException if this process or another holds it */
  static HeldFile take(Path file) throws IOException {
    synchronized (HeldFile.class) {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      Object identity = key != null ? key : file.toRealPath();
      if (HELD.containsKey(identity)) {
        throw new IOException("another client of this process has it open");
      }
      FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
      boolean keep = false;
      try {
        keep = channel.tryLock() != null;
      } catch (OverlappingFileLockException e) { // another class loader's copy of this class; to close would end its lock
        HELD.put(identity, channel);
        throw new IOException("another copy of Tern in this process has it open", e);
      } finally {
        if (keep) {
          HELD.put(identity, channel);
        } else if (HELD.get(identity) != channel) {
          channel.close();
        }
      }
      if (!keep) {
        throw new IOException("another process has it open");
      }
      return new HeldFile(identity);
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (HeldFile.class) {
      FileChannel channel = HELD.remove(identity);
      if (channel != null) {
        channel.close();
      }
    }
  }
}
