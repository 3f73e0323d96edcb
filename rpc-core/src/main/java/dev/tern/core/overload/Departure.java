package dev.tern.core.overload;

/** How a call that was let in has left. */
public enum Departure {
  /** With a reply. */
  ANSWERED,
  /** With a failure. */
  FAILED,
  /** Nobody waited for it any more. */
  ABANDONED
}
