package dev.tern.core.registry.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The directory of the snapshot files: for its owner alone, and every file replaced whole, so that many processes may
 * read and write the same ones.
 */
final class SnapshotDirectory {
  private static final String SUFFIX = ".snapshot";
  private static final String TEMPORARY = ".tmp";
  private static final Duration ABANDONED = Duration.ofHours(1);
  private static final Pattern OURS = Pattern.compile("[A-Za-z0-9_.]+-[0-9a-f]{16}(?:\\.snapshot|-?\\d+\\.tmp)");
  private static final Set<PosixFilePermission> OTHERS_MAY_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private final Path path;

  SnapshotDirectory(Path path) {
    this.path = path;
  }

  Path file(String name) {
    return path.resolve(name + SUFFIX);
  }

  /**
   * Null if there is no such file.
   *
   * @throws IOException if it cannot be read, or is one that it would be unwise to believe
   */
  byte @Nullable [] read(String name) throws IOException {
    Path file = file(name);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("not a regular file");
    }
    refuseIfOthersMayWrite(path);
    refuseIfOthersMayWrite(file);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(SnapshotFormat.MAX_BYTES + 1);
      if (content.length > SnapshotFormat.MAX_BYTES) {
        throw new IOException("longer than " + SnapshotFormat.MAX_BYTES + " bytes");
      }
      return content;
    } catch (NoSuchFileException e) {
      return null; // deleted a moment ago
    }
  }

  private static void refuseIfOthersMayWrite(Path file) throws IOException {
    if (isPosix(file) && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS_MAY_WRITE::contains)) {
      throw new IOException("others than its owner may write to " + file);
    }
  }

  void write(String name, byte[] content) throws IOException {
    create();
    Path temporary = Files.createTempFile(path, name, TEMPORARY, ownerOnly("rw-------"));
    try {
      Files.write(temporary, content);
      Files.move(temporary, file(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  private void create() throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(path, ownerOnly("rwx------"));
    }
  }

  void delete(String name) throws IOException {
    Files.deleteIfExists(file(name));
  }

  /** Deletes what nobody will read any more: snapshots that are too old, and what a killed process began to write. */
  void sweep(long oldestMillis, long nowMillis) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*{" + SUFFIX + "," + TEMPORARY + "}")) {
      for (Path file : files) {
        if (!OURS.matcher(file.getFileName().toString()).matches()) {
          continue; // the user named the directory, and may keep files of his own in it
        }
        long oldest = file.toString().endsWith(TEMPORARY) ? nowMillis - ABANDONED.toMillis() : oldestMillis;
        if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis() < oldest) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException e) {
      // no directory, or another process sweeps too
    }
  }

  private FileAttribute<?>[] ownerOnly(String permissions) {
    return isPosix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
