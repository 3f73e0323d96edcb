package dev.tern.cluster.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
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

  /** Keeps a part of a journal that cannot be read beside that. @return where, on the disk by then */
  static Path keepDamaged(Disk disk, Path file, byte[] bytes, Records.Part part) throws IOException {
    byte[] damaged = Arrays.copyOfRange(bytes, part.from(), part.to());
    Path kept = sibling(file, ".damaged");
    try (Disk.Log aside = disk.open(kept)) {
      aside.append(damaged, damaged.length);
      aside.sync();
    }
    return kept;
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
