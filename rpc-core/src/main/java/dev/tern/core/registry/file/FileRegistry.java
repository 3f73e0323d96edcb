package dev.tern.core.registry.file;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.core.registry.file.HeldLocks.Held;
import dev.tern.core.registry.file.HeldLocks.Holder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's or server's handle of a registry directory. The package's door plate says how it works. */
final class FileRegistry implements RegistryDriver {
  private static final Logger LOG = LoggerFactory.getLogger(FileRegistry.class);
  private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.]*");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,128}");
  private static final String RECORD = ".json";
  private static final String TEMPORARY = ".json.tmp";
  private static final String LOCK = ".lock";
  private static final int MAX_RECORD_BYTES = 8 * 1024;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final long SWEEP_AGE_MILLIS = 10_000;

  private final Path root;
  private final FileWatch watch = new FileWatch(this::stamps);

  // Guarded by this
  private final Map<Path, Held> held = new HashMap<>();
  private final Map<String, Map<String, Stamp>> listedBefore = new HashMap<>();
  private long version;
  private boolean swept;
  private boolean closed;

  /** What tells one content of a record file from the next without reading it: every content is a new file. */
  record Stamp(@Nullable Object identity, FileTime modified, long size) {}

  FileRegistry(Path root) {
    this.root = root;
  }

  @Override
  public synchronized void put(String service, String id, byte[] record, Duration timeout) throws IOException {
    refuseIfClosed();
    Path directory = directoryOf(service);
    Path lockFile = lockFile(directory, checked(id));
    try {
      Directories.create(directory);
      sweepOnce();
      Held before = held.get(lockFile);
      if (before != null && !before.isAt(lockFile)) { // somebody deleted it: nobody sees our lock any more
        held.remove(lockFile);
        HeldLocks.release(before, this, () -> {});
      }
      held.put(lockFile, HeldLocks.take(lockFile, this)); // before the record, so that it is never seen without a lock
      write(directory, id, record);
    } catch (IOException e) {
      throw new IOException(Directories.reason(e), e);
    }
  }

  /**
   * Cleans up after dead processes where no listing does: in folders of services that nobody consumes, and after those
   * that died before their record was written.
   */
  private void sweepOnce() {
    if (swept) {
      return;
    }
    swept = true;
    long oldMillis = System.currentTimeMillis() - SWEEP_AGE_MILLIS;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path folder : folders) {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(folder, "*" + LOCK)) {
          for (Path lock : locks) {
            // One that was made a moment ago is perhaps not locked yet.
            if (Files.getLastModifiedTime(lock, LinkOption.NOFOLLOW_LINKS).toMillis() < oldMillis
                && isOurs(lock)) {
              isAlive(lock);
            }
          }
        }
      }
    } catch (IOException | DirectoryIteratorException e) { // another process sweeps too: what is left is untidy, no more
      LOG.debug("{} is not swept to the end", root, e);
    }
  }

  private static void write(Path directory, String id, byte[] record) throws IOException {
    Path temporary = directory.resolve(id + TEMPORARY);
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    try (OutputStream out = Channels.newOutputStream(
        Files.newByteChannel(temporary, options, Directories.ownerOnly(temporary, "rw-------")))) {
      out.write(record);
    }
    Files.move(temporary, directory.resolve(id + RECORD), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public synchronized void remove(String service, String id, Duration timeout) throws IOException {
    Path directory = directoryOf(service);
    Path lockFile = lockFile(directory, checked(id));
    Held ours = held.remove(lockFile);
    if (ours != null) {
      end(lockFile, ours);
    }
  }

  /** Once the lock ends, the record is dead: files that cannot be deleted are untidy and no more. */
  private void end(Path lockFile, Held ours) {
    try {
      HeldLocks.release(ours, this, () -> {
        if (ours.isAt(lockFile)) {
          delete(lockFile);
        }
      });
    } catch (IOException e) {
      LOG.debug("{} is left behind: {}", lockFile, Directories.reason(e));
    }
  }

  /** Under its lock: deletes what belongs to it, the lock file last, so that no record stands without one. */
  private static void delete(Path lockFile) throws IOException {
    String name = lockFile.getFileName().toString();
    String id = name.substring(0, name.length() - LOCK.length());
    Files.deleteIfExists(lockFile.resolveSibling(id + RECORD));
    Files.deleteIfExists(lockFile.resolveSibling(id + TEMPORARY));
    Files.deleteIfExists(lockFile);
  }

  @Override
  public synchronized Listing list(String service, Duration timeout) throws IOException {
    refuseIfClosed();
    try {
      Directories.create(root); // deleted under us: a new one is another store, into which everybody registers again
      Map<String, Stamp> stamps = stamps(service);
      Path directory = directoryOf(service);
      Map<String, byte[]> records = new HashMap<>();
      for (String id : stamps.keySet()) {
        byte[] record = read(directory.resolve(id + RECORD));
        if (record != null) {
          records.put(id, record);
        }
      }
      if (!stamps.equals(listedBefore.put(service, stamps))) {
        version++;
      }
      return new Listing("directory " + Directories.identity(root), version, records);
    } catch (IOException e) {
      throw new IOException(Directories.reason(e), e);
    }
  }

  /** One byte more than allowed is enough for the loop to refuse it; null if it has just gone. */
  private static byte @Nullable [] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_RECORD_BYTES + 1);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** The living records of a service by id. Cleans up after dead ones. Any thread. */
  private Map<String, Stamp> stamps(String service) throws IOException {
    Map<String, Stamp> living = new HashMap<>();
    Path directory = directoryOf(service);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + RECORD)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        String id = name.substring(0, name.length() - RECORD.length());
        Stamp stamp = ID.matcher(id).matches() && isAlive(lockFile(directory, id)) ? stamp(file) : null;
        if (stamp != null) {
          living.put(id, stamp);
        }
      }
    } catch (NoSuchFileException e) {
      return Map.of(); // nobody has ever offered this service here
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return living;
  }

  private static boolean isAlive(Path lockFile) throws IOException {
    Holder holder = HeldLocks.holder(lockFile);
    if (holder == Holder.DEAD && isOurs(lockFile)) {
      try {
        HeldLocks.bury(lockFile, () -> delete(lockFile));
      } catch (IOException e) {
        LOG.debug("{} of a dead process is left behind: {}", lockFile, Directories.reason(e));
      }
    }
    return holder == Holder.ALIVE;
  }

  /**
   * Whether it is such a file as {@link HeldLocks#take} makes. Else it is none of our business: the directory may be
   * one that its user has had for long, such as his home, and other programs keep a {@code .lock} beside a {@code
   * .json} too.
   */
  private static boolean isOurs(Path lockFile) throws IOException {
    String name = lockFile.getFileName().toString();
    if (!ID.matcher(name.substring(0, name.length() - LOCK.length())).matches()) {
      return false;
    }
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(lockFile, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile() && attributes.size() == 0 && (!Directories.isPosix(lockFile)
          || OWNER_ONLY.containsAll(Files.getPosixFilePermissions(lockFile, LinkOption.NOFOLLOW_LINKS)));
    } catch (NoSuchFileException e) {
      return false; // another process has cleaned up
    }
  }

  private static @Nullable Stamp stamp(Path file) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile() // to read a pipe would wait for ever
          ? new Stamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size())
          : null;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public AutoCloseable watch(String service, Listener listener, Duration timeout) throws IOException {
    synchronized (this) {
      refuseIfClosed();
    }
    directoryOf(service);
    return watch.begin(service, listener);
  }

  private Path directoryOf(String service) {
    if (!SERVICE.matcher(service).matches()) {
      throw new IllegalArgumentException("service: \"" + service + "\" (expected: letters, digits, _ and dots)");
    }
    return root.resolve(service);
  }

  private static String checked(String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("id: \"" + id + "\" (expected: 1 to 128 letters, digits or dashes)");
    }
    return id;
  }

  private static Path lockFile(Path directory, String id) {
    return directory.resolve(id + LOCK);
  }

  private void refuseIfClosed() throws IOException {
    if (closed) {
      throw new IOException("this handle of the registry is closed");
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      held.forEach(this::end);
      held.clear();
    }
    watch.close();
  }
}
