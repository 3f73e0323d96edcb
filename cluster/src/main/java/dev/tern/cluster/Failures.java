package dev.tern.cluster;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.RpcException.FailedAttempt;
import dev.tern.api.RpcException.Origin;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The failed attempts of one call, and the one exception that tells of them all. For one thread at a time. */
final class Failures {
  private final Invocation invocation;
  private final List<FailedAttempt> attempts = new ArrayList<>(4);
  private final Set<Candidate> tried = new HashSet<>(8);
  private boolean executed;

  Failures(Invocation invocation) {
    this.invocation = invocation;
  }

  /** @param executed true if the provider may have executed this attempt */
  void add(Candidate candidate, long elapsedNanos, RpcException failure, boolean executed) {
    attempts.add(new FailedAttempt(candidate.endpoint(), Duration.ofNanos(elapsedNanos), failure));
    tried.add(candidate);
    this.executed |= executed;
  }

  int count() {
    return attempts.size();
  }

  Set<Candidate> tried() {
    return tried;
  }

  /** The deadline has passed. */
  RpcException tookTooLong() {
    String what = invocation.method().kind() == MethodKind.UNARY ? "took longer than " : "did not begin within ";
    return tell(Code.DEADLINE_EXCEEDED, what + text(invocation.deadline().timeout()), "", null);
  }

  /** The call was ended early: by its caller, or by what watches its deadline. */
  RpcException cancelled(RpcException why) {
    return why.code() == Code.DEADLINE_EXCEEDED ? tookTooLong() : tell(why.code(), "was cancelled", "", why);
  }

  /**
   * The last attempt decides.
   *
   * @param note why there was no other, where that is not plain; may be empty
   */
  RpcException failed(String note) {
    return tell(last().code(), "failed", note, null);
  }

  /** No further attempt could be made. An {@link RpcException} before the first attempt speaks for itself. */
  RpcException interruptedBy(Throwable thrown) {
    if (thrown instanceof RpcException known) {
      return attempts.isEmpty() ? known : tell(last().code(), "failed", "then: " + known.getMessage(), known);
    }
    Code code = attempts.isEmpty() ? Code.INTERNAL : last().code();
    return tell(code, "failed", "then: " + thrown.getClass().getName(), thrown);
  }

  private RpcException tell(Code code, String what, String note, @Nullable Throwable beside) {
    StringBuilder text = new StringBuilder(invocation.method().fullName()).append(' ').append(what);
    switch (count()) {
      case 0 -> text.append(", before its first attempt");
      case 1 -> text.append(", in 1 attempt");
      default -> text.append(", in ").append(count()).append(" attempts");
    }
    attempts.forEach(attempt -> text.append("\n  ").append(attempt));
    if (!note.isEmpty()) {
      text.append("\n  ").append(note);
    }
    Throwable cause = attempts.isEmpty() ? beside : last();
    Origin origin = attempts.isEmpty() ? Origin.LOCAL : last().origin();
    RpcException told = new RpcException(code, executed ? Execution.MAYBE_EXECUTED : Execution.NOT_EXECUTED, origin,
        text.toString(), cause, attempts);
    if (beside != null && beside != cause) {
      told.addSuppressed(beside);
    }
    return told;
  }

  Code lastCode() {
    return last().code();
  }

  private RpcException last() {
    return attempts.get(attempts.size() - 1).failure();
  }

  /** Whole seconds as such, as everywhere in error texts. */
  private static String text(Duration timeout) {
    if (timeout.toMillis() == 0) {
      return timeout.toNanos() / 1000 + " us";
    }
    return timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
  }
}
