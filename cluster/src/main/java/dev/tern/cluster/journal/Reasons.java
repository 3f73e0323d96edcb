package dev.tern.cluster.journal;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;

/** Why the file system refused, in words: many of its exceptions have a path for a message and nothing else. */
public final class Reasons {
  private Reasons() {}

  /** One line. */
  public static String of(Throwable e) {
    if (e instanceof FileSystemException problem) {
      String file = String.valueOf(problem.getFile());
      if (e instanceof AccessDeniedException) {
        return "no permission for " + file;
      }
      if (e instanceof FileAlreadyExistsException) {
        return file + " is not a directory";
      }
      return file + ": " + (problem.getReason() == null ? e.getClass().getSimpleName() : problem.getReason());
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
