package dev.tern.examples.ledger;

import java.nio.file.Path;
import java.util.List;

/**
 * The provider's side of the ledger: the id of every call that its handler ran. Safe for many threads; one file per
 * process.
 */
public final class ExecutionLog implements AutoCloseable {
  private final LineFile file;

  private ExecutionLog(LineFile file) {
    this.file = file;
  }

  /**
   * Begins a log.
   *
   * @param file must not exist yet, its directory must
   * @throws java.io.UncheckedIOException if it cannot be created
   */
  public static ExecutionLog create(Path file) {
    return new ExecutionLog(LineFile.create(file));
  }

  /**
   * Notes that this call ran; to be called before the handler replies. Once this returns, the note survives a kill -9.
   *
   * @param id printable ASCII without spaces, as {@link OutcomeLog.Call#id()} makes them
   * @throws java.io.UncheckedIOException if it cannot be written; the handler must then fail
   */
  public void append(String id) {
    if (id.isEmpty() || id.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IllegalArgumentException("call id (expected: printable ASCII without spaces)");
    }
    file.append(id);
  }

  /**
   * The ids in a file, one for each execution, in their order. A last line that was cut off is left out.
   *
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static List<String> read(Path file) {
    return LineFile.read(file);
  }

  @Override
  public void close() {
    file.close();
  }
}
