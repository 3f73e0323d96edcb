package dev.tern.cluster.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a journal does with its files beside writing them. */
final class Paths {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private Paths() {}

  /** A file beside another, named like it. */
  static Path sibling(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  /** Where nothing is to be done about a failure. */
  static void closeQuietly(@Nullable Closeable closed) {
    try {
      if (closed != null) {
        closed.close();
      }
    } catch (IOException e) {
      LOG.debug("A file could not be closed", e);
    }
  }
}
