package dev.tern.examples.ledger;

import dev.tern.api.Code;
import dev.tern.api.Execution;

/** One line of an {@link OutcomeLog}. Times are on the writing JVM's {@link System#nanoTime()}. */
sealed interface LedgerEntry {
  String id();

  /** As it stands in the file, without the line end. */
  String line();

  /** The call was about to be made. */
  record Begun(String id, boolean idempotent, long atNanos, long timeoutNanos) implements LedgerEntry {
    @Override
    public String line() {
      return "begin " + id + ' ' + (idempotent ? "idempotent" : "once") + ' ' + atNanos + ' ' + timeoutNanos;
    }
  }

  /** How a call ended. */
  sealed interface Ended extends LedgerEntry {
    long atNanos();
  }

  /** It was answered with a value. */
  record Succeeded(String id, long atNanos) implements Ended {
    @Override
    public String line() {
      return "ok " + id + ' ' + atNanos;
    }
  }

  /** It failed, with the label and code that the caller was told. */
  record Failed(String id, long atNanos, Execution label, Code code) implements Ended {
    @Override
    public String line() {
      return "failed " + id + ' ' + atNanos + ' ' + label + ' ' + code;
    }
  }

  /**
   * Reads what {@link #line()} wrote.
   *
   * @param where for the error text
   */
  static LedgerEntry parse(String line, String where) {
    String[] parts = line.split(" ", -1);
    try {
      return switch (parts[0] + "/" + parts.length) {
        case "begin/5" -> new Begun(parts[1], idempotent(parts[2]), Long.parseLong(parts[3]), Long.parseLong(parts[4]));
        case "ok/3" -> new Succeeded(parts[1], Long.parseLong(parts[2]));
        case "failed/5" ->
            new Failed(parts[1], Long.parseLong(parts[2]), Execution.valueOf(parts[3]), Code.valueOf(parts[4]));
        default -> throw new IllegalArgumentException("unknown entry");
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + ": \"" + line + "\" is no line of an outcome log", e);
    }
  }

  private static boolean idempotent(String kind) {
    return switch (kind) {
      case "idempotent" -> true;
      case "once" -> false;
      default -> throw new IllegalArgumentException("unknown kind");
    };
  }
}
