package dev.tern.examples.ledger;

/** What a {@link Verdict} holds the framework to. */
public enum Rule {
  /** A call that was answered OK ran; exactly once, if its method is not idempotent. */
  L1("OK means executed, exactly once if not idempotent"),
  /** A call that failed as NOT_EXECUTED ran nowhere. */
  L2("NOT_EXECUTED means not executed"),
  /** A call of a method that is not idempotent ran at most once, however it ended. */
  L3("nothing that is not idempotent runs twice"),
  /** Every call has one outcome, at the latest {@link Verdict#GRACE} after its deadline. */
  L4("one outcome per call, by its deadline");

  private final String text;

  Rule(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return name() + " " + text;
  }
}
