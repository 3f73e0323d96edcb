package dev.tern.examples.ledger;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call as its consumer wrote it down, for figures beside the {@link Verdict}. Times are on
 * {@link System#nanoTime()}, which processes of one Linux machine share.
 *
 * @param id unique among all calls of all consumers
 * @param idempotent whether its method is declared so
 * @param begunNanos right before it was made
 * @param timeoutNanos from then to its deadline
 * @param end null if it has none
 */
public record Outcome(String id, boolean idempotent, long begunNanos, long timeoutNanos, @Nullable End end) {
  /**
   * How it ended.
   *
   * @param atNanos when
   * @param label what the caller was told of a failure; null if it was answered with a value
   * @param code likewise
   */
  public record End(long atNanos, @Nullable Execution label, @Nullable Code code) {}

  /** True if it was answered with a value. */
  public boolean ok() {
    return end != null && end.label() == null;
  }

  /** True if it failed, or has no end at all. */
  public boolean failed() {
    return !ok();
  }

  /** How long it took, in nanoseconds; 0 if it has no end. */
  public long tookNanos() {
    return end == null ? 0 : end.atNanos() - begunNanos;
  }

  /**
   * Every call of these files, in the order in which they begin there.
   *
   * @throws IllegalArgumentException for a line that no log wrote
   * @throws java.io.UncheckedIOException if a file cannot be read
   */
  public static List<Outcome> read(Collection<Path> outcomeLogs) {
    Map<String, Outcome> calls = new LinkedHashMap<>();
    for (Path file : outcomeLogs) {
      for (LedgerEntry entry : OutcomeLog.read(file)) {
        if (entry instanceof LedgerEntry.Begun begun) {
          calls.put(begun.id(),
              new Outcome(begun.id(), begun.idempotent(), begun.atNanos(), begun.timeoutNanos(), null));
        } else {
          calls.computeIfPresent(entry.id(), (id, call) -> call.endedBy(entry)); // a stray end is a breach of L4
        }
      }
    }
    return new ArrayList<>(calls.values());
  }

  private Outcome endedBy(LedgerEntry entry) {
    End how = entry instanceof LedgerEntry.Failed failed ? new End(failed.atNanos(), failed.label(), failed.code())
        : new End(((LedgerEntry.Ended) entry).atNanos(), null, null);
    return new Outcome(id, idempotent, begunNanos, timeoutNanos, how);
  }
}
