package dev.tern.examples.ledger;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of whole lines, one per write, which the system appends: safe for many threads, and once {@link #append}
 * has returned a kill -9 no longer loses the line.
 */
final class LineFile implements AutoCloseable {
  // Not a FileChannel: an interrupt of one thread, such as a cancelled handler's, would close that for all.
  private final FileOutputStream out;
  private final Path path;

  private LineFile(Path path, FileOutputStream out) {
    this.path = path;
    this.out = out;
  }

  /**
   * @param path must not exist: a second writer would go on where the first was cut off, in the middle of a line
   */
  static LineFile create(Path path) {
    try {
      Files.createFile(path);
      return new LineFile(path, new FileOutputStream(path.toFile(), true));
    } catch (IOException e) {
      throw new UncheckedIOException("ledger file " + path + " cannot be created: " + e, e);
    }
  }

  void append(String line) {
    try {
      out.write((line + '\n').getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("ledger file " + path + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** The whole lines of a file that may still grow. What follows the last line end was cut off, and is left out. */
  static List<String> read(Path path) {
    try {
      String text = Files.readString(path, StandardCharsets.US_ASCII);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("ledger file " + path + " cannot be read: " + e, e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException("ledger file " + path + " cannot be closed: " + e.getMessage(), e);
    }
  }
}
