package dev.tern.examples.ledger;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * The consumer's side of the ledger: every call before it is made, and how it ended. Safe for many threads; one file
 * per process.
 */
public final class OutcomeLog implements AutoCloseable {
  private final LineFile file;
  private final String name = Integer.toHexString(ThreadLocalRandom.current().nextInt());
  private final AtomicLong calls = new AtomicLong();

  private OutcomeLog(LineFile file) {
    this.file = file;
  }

  /**
   * Begins a log.
   *
   * @param file must not exist yet, its directory must
   * @throws java.io.UncheckedIOException if it cannot be created
   */
  public static OutcomeLog create(Path file) {
    return new OutcomeLog(LineFile.create(file));
  }

  /**
   * Notes that a call begins now; to be called right before it is made.
   *
   * @param idempotent whether its method is declared so
   * @param timeout what the call is given; from now to its deadline
   * @return its fresh id, to be given to the provider, and where its outcome is to be told
   */
  public Call begin(boolean idempotent, Duration timeout) {
    Call call = new Call(name + "-" + calls.incrementAndGet());
    file.append(new LedgerEntry.Begun(call.id, idempotent, System.nanoTime(), timeout.toNanos()).line());
    return call;
  }

  /**
   * What a file says, in its order. A last line that was cut off is left out.
   *
   * @throws IllegalArgumentException for a line that is none of ours, naming it
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  static List<LedgerEntry> read(Path file) {
    List<String> lines = LineFile.read(file);
    return IntStream.range(0, lines.size())
        .mapToObj(number -> LedgerEntry.parse(lines.get(number), file + ":" + (number + 1))).toList();
  }

  @Override
  public void close() {
    file.close();
  }

  /** One call under way. Exactly one of its methods is to be called, once, as soon as the call ended. */
  public final class Call {
    private final String id;

    private Call(String id) {
      this.id = id;
    }

    /** Unique among all calls of all consumers, printable ASCII without spaces. */
    public String id() {
      return id;
    }

    /** The call was answered with a value. */
    public void ok() {
      file.append(new LedgerEntry.Succeeded(id, System.nanoTime()).line());
    }

    /**
     * The call failed.
     *
     * @param failure what the caller was given. Anything but an {@link RpcException} is the provider's own declared
     *     exception: its handler ran
     */
    public void failed(Throwable failure) {
      long now = System.nanoTime();
      Throwable cause = failure;
      while (isWrapper(cause) && cause.getCause() != null) {
        cause = cause.getCause();
      }
      file.append((cause instanceof RpcException told
          ? new LedgerEntry.Failed(id, now, told.execution(), told.code())
          : new LedgerEntry.Failed(id, now, Execution.MAYBE_EXECUTED, Code.UNKNOWN)).line());
    }

    private static boolean isWrapper(Throwable failure) {
      return failure instanceof CompletionException || failure instanceof ExecutionException;
    }
  }
}
