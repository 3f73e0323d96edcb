package dev.tern.cluster;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.Retries;
import dev.tern.api.RpcException;
import dev.tern.api.RpcException.FailedAttempt;
import dev.tern.api.RpcException.Origin;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Pushback;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The failed attempts of one call, and the one exception that tells of them all. For one thread at a time. */
final class FailedAttempts {
  private final Invocation invocation;
  private final boolean repeats;
  private final List<FailedAttempt> attempts = new ArrayList<>(4);
  private final Set<Candidate> tried = new HashSet<>(8);
  private boolean executed;
  private int reached;
  private @Nullable Candidate objector;
  private @Nullable Map<Candidate, Long> heldBackUntil;

  FailedAttempts(Invocation invocation) {
    this(invocation, true);
  }

  /** @param repeats whether each repeats the one before; otherwise they were meant to be many */
  FailedAttempts(Invocation invocation, boolean repeats) {
    this.invocation = invocation;
    this.repeats = repeats;
  }

  /**
   * One more.
   *
   * @param failed not {@link Attempt.Answered}, which ends a call
   * @return why it failed
   */
  RpcException add(Candidate candidate, long elapsedNanos, Attempt failed, long nowNanos) {
    if (failed instanceof Attempt.MaybeExecuted maybe) {
      executed = true;
      return add(candidate, elapsedNanos, maybe.cause(), maybe.pushback(), true, nowNanos);
    }
    Attempt.NotExecuted not = (Attempt.NotExecuted) failed;
    return add(candidate, elapsedNanos, not.cause(), not.pushback(), not.cause().origin() == Origin.PROVIDER, nowNanos);
  }

  private RpcException add(Candidate candidate, long elapsedNanos, RpcException failure, @Nullable Pushback pushback,
      boolean hasReached, long nowNanos) {
    attempts.add(new FailedAttempt(candidate.endpoint(), Duration.ofNanos(elapsedNanos), failure));
    tried.add(candidate);
    reached += hasReached ? 1 : 0;
    if (pushback != null && pushback.isFinal()) {
      objector = candidate;
    } else if (pushback != null) {
      if (heldBackUntil == null) {
        heldBackUntil = new HashMap<>();
      }
      heldBackUntil.put(candidate, nowNanos + pushback.nanos());
    }
    return failure;
  }

  /** Something of this call was executed, though not by one of these. */
  void markExecuted() {
    executed = true;
  }

  /** How many may have reached somebody: those that certainly left nothing anywhere cost nobody anything. */
  int reached() {
    return reached;
  }

  /** Why there must be no other attempt, whatever the method and the budget allow; null if nothing forbids it. */
  @Nullable String retryForbidden() {
    if (objector != null) {
      return "not tried again: " + objector.endpoint() + " asked for no retry";
    }
    return reached > 0 && invocation.context().previousAttempts() > 0
        ? "not tried again: the call that it was made for is a retry itself" : null;
  }

  /** True if some provider asked not to be tried again so soon. */
  boolean someHeldBack() {
    return heldBackUntil != null;
  }

  /** How long this one wants to be left alone; 0 or less: no longer. */
  long heldBackNanos(Candidate candidate, long nowNanos) {
    Long until = heldBackUntil == null ? null : heldBackUntil.get(candidate);
    return until == null ? 0 : until - nowNanos;
  }

  /** How long until one of those tried may be tried again; 0 or less: now. */
  long heldBackNanos(long nowNanos) {
    return heldBackUntil == null ? 0
        : tried.stream().mapToLong(candidate -> heldBackNanos(candidate, nowNanos)).min().orElse(0);
  }

  /** Whom to avoid where all have been tried: those that then still want to be left alone, or else all the same. */
  Set<Candidate> avoidedAt(long nanos) {
    Set<Candidate> avoided = new HashSet<>(tried);
    avoided.removeIf(candidate -> heldBackNanos(candidate, nanos) <= 0);
    return avoided.isEmpty() ? tried : avoided;
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
    if (repeats && (reached > 1 || reached == 1 && !note.isEmpty())) {
      Retries.spent(invocation.context());
    }
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

  RpcException last() {
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
