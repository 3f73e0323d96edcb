package dev.tern.it.faults;

/**
 * One thing that goes wrong while calls are made, and what must hold all the same. To be played once; what {@link
 * #play} remembers is there for {@link #judge}.
 */
abstract class Scenario {
  private final String id;
  private final String text;

  /**
   * @param id by which it is asked for, such as {@code D2}
   * @param text what goes wrong, in one line
   */
  Scenario(String id, String text) {
    this.id = id;
    this.text = text;
  }

  final String id() {
    return id;
  }

  final String text() {
    return text;
  }

  /** Whether a short version of it belongs to every run of the tests. */
  boolean brief() {
    return false;
  }

  /** Whether packets are to be dropped, for which everything has to live in a network of its own. */
  boolean alone() {
    return false;
  }

  /** Starts processes and calls, and does the harm. Ends when no more calls are wanted. */
  abstract void play(Stage stage) throws Exception;

  /** What is promised beyond the rules of the ledger, which hold in every scenario. */
  abstract void judge(Records records, Findings findings);
}
