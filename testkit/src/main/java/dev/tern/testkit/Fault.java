package dev.tern.testkit;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Code;
import java.time.Duration;

/** What goes wrong with a call on its way. Immutable; see {@link InProcessNetwork#inject}. */
public sealed interface Fault {
  /** The request needs so long to arrive; &gt;= 0. */
  static Fault delay(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("delay: " + time + " (expected: >= 0)");
    }
    return new Delay(time);
  }

  /** Nothing listens: the call is not executed, and its consumer knows it. */
  static Fault refuse() {
    return new Refuse();
  }

  /** The provider answers with this failure, without running its handler and without saying that it did not. */
  static Fault answer(Code code, String message) {
    return new Answer(requireNonNull(code, "code"), requireNonNull(message, "message"));
  }

  /** The request is lost: never executed, never answered, and its consumer cannot tell that from a lost reply. */
  static Fault loseRequest() {
    return new LoseRequest();
  }

  /** The handler runs, and nothing that it answers arrives. */
  static Fault loseReply() {
    return new LoseReply();
  }

  /** The handler runs; when it answers, the connection is broken: nobody can tell any more whether it ran. */
  static Fault breakOff() {
    return new BreakOff();
  }

  /** See {@link Fault#delay}. */
  record Delay(Duration time) implements Fault {}

  /** See {@link Fault#refuse}. */
  record Refuse() implements Fault {}

  /** See {@link Fault#answer}. */
  record Answer(Code code, String message) implements Fault {}

  /** See {@link Fault#loseRequest}. */
  record LoseRequest() implements Fault {}

  /** See {@link Fault#loseReply}. */
  record LoseReply() implements Fault {}

  /** See {@link Fault#breakOff}. */
  record BreakOff() implements Fault {}
}
