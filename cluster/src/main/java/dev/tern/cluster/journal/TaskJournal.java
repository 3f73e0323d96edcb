package dev.tern.cluster.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of accepted tasks, each there until it is done. What {@link #accept} has promised is on the disk, by {@code fsync};
 * callers that come at once share one. Only its own thread writes. Readable by its owner alone; one process at a time may
 * have it open. Safe for many threads.
 */
public final class TaskJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskJournal.class);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  /** A file is written anew once it has so many records, most of which speak of tasks that are done. */
  private static final int COMPACT_FROM = 1_000;
  private static final long CLOSE_SECONDS = 10;

  private final Path file;
  private final FileChannel lockFile;
  private final LinkedBlockingQueue<Write> writes = new LinkedBlockingQueue<>();
  private final List<StoredTask> left;
  private final Thread writer;
  private volatile boolean closed;
  // The writer's
  private FileChannel channel;
  private final Map<UUID, byte[]> pending = new LinkedHashMap<>();
  private int records;
  private @Nullable IOException broken;

  /**
   * What the writer has to do.
   *
   * @param bytes null: nothing, the journal ends
   * @param accepted null for what nobody waits for
   */
  private record Write(UUID id, byte @Nullable [] bytes, @Nullable CompletableFuture<@Nullable Void> accepted) {}

  private TaskJournal(Path file, FileChannel lockFile, FileChannel channel, Records.Content content) {
    this.file = file;
    this.lockFile = lockFile;
    this.channel = channel;
    this.records = content.records();
    this.left = List.copyOf(content.pending().values());
    left.forEach(task -> pending.put(task.id(), Records.task(task)));
    this.writer = new Thread(this::write, "tern-failback-journal");
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * Opens a journal, or makes one.
   *
   * @param folder made if it is not there
   * @param name of the file, without its ending
   * @throws IllegalStateException if it cannot be, naming the file and what to do
   */
  public static TaskJournal open(Path folder, String name) {
    Path file = folder.resolve(name + ".journal");
    FileChannel lockFile = null;
    try {
      Files.createDirectories(folder);
      lockFile = lock(folder.resolve(name + ".lock"), file);
      boolean fresh = !Files.exists(file);
      FileChannel channel = openFile(file);
      Records.Content content = Records.read(Files.readAllBytes(file));
      if (content.whole() < channel.size()) {
        LOG.warn("{}: its last {} bytes were half written when its process ended; no accepted task is lost by that", file,
            channel.size() - content.whole());
        channel.truncate(content.whole());
      }
      if (content.whole() == 0) {
        channel.write(ByteBuffer.wrap(Records.header()), 0);
      }
      channel.position(channel.size());
      channel.force(true);
      if (fresh) {
        syncFolder(folder);
      }
      return new TaskJournal(file, lockFile, channel, content);
    } catch (IOException e) {
      closeQuietly(lockFile);
      throw new IllegalStateException("failback journal " + file + ": " + e + " (expected: a folder that can be written, and"
          + " a file that a journal wrote)", e);
    } catch (IllegalStateException e) {
      closeQuietly(lockFile);
      throw e;
    }
  }

  private static FileChannel lock(Path path, Path file) throws IOException {
    FileChannel channel = openFile(path);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new IllegalStateException("failback journal " + file
          + ": another client or process has it open. Give each a folder of its own.");
    }
    return channel;
  }

  private static FileChannel openFile(Path path) throws IOException {
    return FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ,
        StandardOpenOption.WRITE), OWNER_ONLY);
  }

  /** Tasks that were accepted before it was opened, and are not done. */
  public List<StoredTask> left() {
    return left;
  }

  /**
   * Keeps a task.
   *
   * @return done once it is on the disk, on the journal's thread; fails with an {@link IOException} if it cannot be kept
   */
  public CompletableFuture<@Nullable Void> accept(StoredTask task) {
    CompletableFuture<@Nullable Void> accepted = new CompletableFuture<>();
    writes.add(new Write(task.id(), Records.task(task), accepted));
    if (closed) { // the writer may have gone before it saw this
      accepted.completeExceptionally(new IOException("the journal is closed"));
    }
    return accepted;
  }

  /** Forgets a task. Without a wait: one that is forgotten too late is done twice, which was promised to be harmless. */
  public void done(UUID id) {
    writes.add(new Write(id, Records.done(id), null));
  }

  /**
   * Keeps a task that nobody can read any more in a file of its own, where a person may look at it, and forgets it here.
   *
   * @return that file
   * @throws IllegalStateException if it cannot be written; then the task stays
   */
  public Path putAside(StoredTask task) {
    Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
    try (FileChannel channel = openFile(aside)) {
      ByteBuffer bytes = ByteBuffer.wrap(Records.task(task));
      channel.position(channel.size());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      throw new IllegalStateException("failback journal " + aside + ": " + e + " (expected: a file that can be written)", e);
    }
    done(task.id());
    return aside;
  }

  private void write() {
    List<Write> batch = new ArrayList<>();
    boolean ends = false;
    while (!ends) {
      batch.clear();
      try {
        batch.add(writes.take());
      } catch (InterruptedException e) {
        continue; // it is nobody's to interrupt
      }
      writes.drainTo(batch);
      ends = batch.stream().anyMatch(write -> write.bytes() == null);
      write(batch);
    }
    closeQuietly(channel);
    closeQuietly(lockFile);
  }

  private void write(List<Write> batch) {
    try {
      if (broken != null) {
        mend();
      }
      for (Write write : batch) {
        if (write.bytes() != null) {
          writeFully(ByteBuffer.wrap(write.bytes()));
          records++;
          apply(write);
        }
      }
      channel.force(false);
      batch.forEach(write -> end(write, null));
      if (records >= COMPACT_FROM && records > 4 * pending.size()) {
        compact();
      }
    } catch (IOException e) {
      LOG.error("{}: cannot be written, its tasks are refused until it can: {}", file, e.toString());
      broken = e;
      for (Write write : batch) {
        if (write.accepted() != null) {
          pending.remove(write.id());
        }
        end(write, e);
      }
    }
  }

  private void apply(Write write) {
    if (write.accepted() != null) {
      pending.put(write.id(), write.bytes());
    } else {
      pending.remove(write.id());
    }
  }

  private static void end(Write write, @Nullable IOException failure) {
    CompletableFuture<@Nullable Void> accepted = write.accepted();
    if (accepted != null && failure == null) {
      accepted.complete(null);
    } else if (accepted != null) {
      accepted.completeExceptionally(failure);
    }
  }

  private void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** After a write that failed nobody knows what the file's end looks like: all that counts is written anew. */
  private void mend() throws IOException {
    compact();
    broken = null;
    LOG.info("{}: can be written again", file);
  }

  private void compact() throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.deleteIfExists(next);
    FileChannel fresh = openFile(next);
    try {
      FileChannel old = channel;
      channel = fresh;
      writeFully(ByteBuffer.wrap(Records.header()));
      for (byte[] task : pending.values()) {
        writeFully(ByteBuffer.wrap(task));
      }
      fresh.force(true);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      syncFolder(file.toAbsolutePath().getParent());
      records = pending.size();
      closeQuietly(old);
    } catch (IOException e) {
      broken = e; // the fresh one is whole or not at all; the next write begins with another
      throw e;
    }
  }

  /** So that the name is on the disk as well. */
  private static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.debug("A file could not be closed", e);
    }
  }

  /** Writes what is to be written, and lets the file go. */
  @Override
  public void close() {
    closed = true;
    writes.add(new Write(new UUID(0, 0), null, null));
    boolean interrupted = false;
    try {
      writer.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      interrupted = true;
    }
    for (Write write : writes) { // whoever came after the end
      end(write, new IOException("the journal is closed"));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The file. */
  @Override
  public String toString() {
    return file.toString();
  }

  /** For tests: how long the file is. */
  long size() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
