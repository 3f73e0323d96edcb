package dev.tern.cluster.journal;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Files as they are. */
final class RealDisk implements Disk {
  @Override
  public void makeDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) { // a link to one is as good, which createDirectories would refuse
      Files.createDirectories(directory, ownerOnly(directory, "rwx------"));
    }
  }

  @Override
  public Closeable lock(Path file) throws IOException {
    create(file);
    return HeldFile.take(file);
  }

  @Override
  public byte @Nullable [] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public Log open(Path file) throws IOException {
    if (create(file)) {
      syncDirectory(file);
    }
    // Not a FileChannel: an interrupt of the thread that opens it would close that.
    RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw");
    try {
      opened.seek(opened.length());
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    return new Grown(opened);
  }

  /** False if it was there. */
  private static boolean create(Path file) throws IOException {
    try {
      Files.createFile(file, ownerOnly(file, "rw-------")); // at no moment may others read it
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file, String permissions) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
        : new FileAttribute<?>[0];
  }

  @Override
  public void replace(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    syncDirectory(to);
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  /** So that the name is on the disk, too. Windows opens no directory, and needs none of this. */
  private static void syncDirectory(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null && directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
        opened.force(true);
      }
    }
  }

  private record Grown(RandomAccessFile file) implements Log {
    @Override
    public void append(byte[] bytes, int length) throws IOException {
      file.write(bytes, 0, length);
    }

    @Override
    public void sync() throws IOException {
      file.getFD().sync();
    }

    @Override
    public void truncate(long size) throws IOException {
      file.setLength(size);
      file.seek(size);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
