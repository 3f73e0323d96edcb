package dev.tern.core.registry.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Files and directories that only their owner may touch, and what identifies a file. */
final class Directories {
  private Directories() {}

  /** Makes a directory with every missing one above it; nothing if it is there. */
  static void create(Path directory) throws IOException {
    if (Files.isDirectory(directory)) { // a link to one is as good, which createDirectories would refuse
      return;
    }
    Files.createDirectories(directory, ownerOnly(directory, "rwx------"));
  }

  /** To be given when a file is made, so that at no moment others may read it. */
  static FileAttribute<?>[] ownerOnly(Path file, String permissions) {
    return isPosix(file)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
        : new FileAttribute<?>[0];
  }

  static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** What no other file has while this one exists or is open: device and inode where there are such. Null: no file. */
  static @Nullable Object identity(Path file) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Object key = attributes.fileKey();
      return key != null ? key : file;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** The reason with its file: many of these exceptions have a path for a message and nothing else. */
  static String reason(IOException e) {
    if (e instanceof FileSystemException fileProblem) {
      String file = String.valueOf(fileProblem.getFile());
      if (e instanceof AccessDeniedException) {
        return "no permission for " + file;
      }
      if (e instanceof FileAlreadyExistsException) {
        return file + " is not a directory";
      }
      return file + ": " + (fileProblem.getReason() == null ? e.getClass().getSimpleName() : fileProblem.getReason());
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
