package dev.tern.examples.ledger;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.Filter;
import java.nio.file.Path;
import java.util.List;

/**
 * The consumer's note of every attempt that it makes, those that never arrive included. To be written by a filter
 * around attempts; the {@link Verdict} needs none of it. Safe for many threads; one file per process.
 */
public final class AttemptLog implements AutoCloseable {
  private final LineFile file;

  private AttemptLog(LineFile file) {
    this.file = file;
  }

  /**
   * One attempt.
   *
   * @param id of the call
   * @param port of the provider that it went to
   * @param atNanos when it began, on {@link System#nanoTime()}
   */
  public record Line(String id, int port, long atNanos) {}

  /**
   * Begins a log.
   *
   * @param file must not exist yet, its directory must
   * @throws java.io.UncheckedIOException if it cannot be created
   */
  public static AttemptLog create(Path file) {
    return new AttemptLog(LineFile.create(file));
  }

  /** Notes that an attempt begins now. */
  public void append(String id, Endpoint provider) {
    file.append(id + ' ' + provider.port() + ' ' + System.nanoTime());
  }

  /** A filter around attempts that notes each, of methods whose first parameter is the id of the call. */
  public Filter filter() {
    return (invocation, next) -> {
      if (invocation.peer() != null && invocation.arguments().get(0) instanceof String id) {
        append(id, invocation.peer());
      }
      return next.invoke(invocation);
    };
  }

  /**
   * What a file says, in its order. A last line that was cut off is left out.
   *
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static List<Line> read(Path file) {
    return LineFile.read(file).stream().map(line -> line.split(" "))
        .map(parts -> new Line(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]))).toList();
  }

  @Override
  public void close() {
    file.close();
  }
}
