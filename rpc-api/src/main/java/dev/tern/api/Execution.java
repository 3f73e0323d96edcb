package dev.tern.api;

/** Whether a failed call may have run in the provider: the one question that decides if it may be repeated. */
public enum Execution {
  /** Certainly not: never sent, refused, or turned away before the handler. Safe to repeat. */
  NOT_EXECUTED,
  /** Possibly, or certainly. Safe to repeat only if the method is idempotent. */
  MAYBE_EXECUTED
}
