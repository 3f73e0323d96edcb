package dev.tern.cluster.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a journal asks of the file system. An interface, so that tests see the order of things and let them fail. */
interface Disk {
  /** With every missing directory above, for the owner alone. */
  void makeDirectory(Path directory) throws IOException;

  /** @throws IOException if somebody else holds it */
  Closeable lock(Path file) throws IOException;

  /** All bytes; null if there is no such file. */
  byte @Nullable [] read(Path file) throws IOException;

  /** Opens a file for bytes at its end; makes it, for its owner alone, if it is not there. */
  Log open(Path file) throws IOException;

  /** Puts a file in the place of another, in one step that is on the disk when this returns. */
  void replace(Path from, Path to) throws IOException;

  /** Nothing if it is not there. */
  void delete(Path file) throws IOException;

  /** A file that grows. */
  interface Log extends Closeable {
    void append(byte[] bytes, int length) throws IOException;

    /** When this returns, what was appended survives the end of the machine. */
    void sync() throws IOException;

    void truncate(long size) throws IOException;
  }

  /** The real one. */
  static Disk real() {
    return new RealDisk();
  }
}
