package dev.tern.api;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failed call: why, whether the provider may have executed it, who said so, and every attempt that was made.
 *
 * <p>A provider's code may throw one itself, to answer with a code and message of its choice. Never put a call's
 * arguments into the message: they may be secret.
 */
public class RpcException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final Execution execution;
  private final Origin origin;
  private final transient List<FailedAttempt> attempts;
  private final transient Attachments attachments;

  /**
   * A failure that the provider's code chose to answer with.
   *
   * @param message travels to the consumer as it is
   */
  public RpcException(Code code, String message) {
    this(code, Execution.MAYBE_EXECUTED, Origin.PROVIDER, message, null, List.of());
  }

  /**
   * @param message what happened and to whom; a second line says what to do
   * @param cause may be null
   * @param attempts every failed attempt in order; each one's own failure becomes a suppressed exception, except the
   *     one given as {@code cause}
   */
  public RpcException(Code code, Execution execution, Origin origin, String message, @Nullable Throwable cause,
      List<FailedAttempt> attempts) {
    this(code, execution, origin, message, cause, attempts, Attachments.empty());
  }

  /** As the one above, with what the provider attached to its answer. */
  public RpcException(Code code, Execution execution, Origin origin, String message, @Nullable Throwable cause,
      List<FailedAttempt> attempts, Attachments attachments) {
    this(message, cause, code, execution, origin, attempts, attachments);
    for (FailedAttempt attempt : this.attempts) {
      if (attempt.failure() != cause) {
        addSuppressed(attempt.failure());
      }
    }
  }

  private RpcException(String message, @Nullable Throwable cause, Code code, Execution execution, Origin origin,
      List<FailedAttempt> attempts, Attachments attachments) {
    super(message, cause);
    this.code = requireNonNull(code, "code");
    this.execution = requireNonNull(execution, "execution");
    this.origin = requireNonNull(origin, "origin");
    this.attempts = List.copyOf(attempts);
    this.attachments = requireNonNull(attachments, "attachments");
  }

  /**
   * A failure that a provider answered with, as its consumer sees it.
   *
   * @param message of the provider
   * @param elapsed from the attempt's start to its answer
   * @param attachments that it sent with the failure
   */
  public static RpcException answered(Code code, String message, Endpoint endpoint, Duration elapsed,
      Attachments attachments) {
    RpcException said = new RpcException(code, message);
    said.setStackTrace(new StackTraceElement[0]); // the same words again, from nowhere in this process
    return new RpcException(message, null, code, Execution.MAYBE_EXECUTED, Origin.PROVIDER,
        List.of(new FailedAttempt(endpoint, elapsed, said)), attachments);
  }

  /** A failure concluded on this side, certain never to have reached a handler. */
  public static RpcException notExecuted(Code code, String message) {
    return new RpcException(code, Execution.NOT_EXECUTED, Origin.LOCAL, message, null, List.of());
  }

  /** A failure concluded on this side, of a call that a handler may have seen. */
  public static RpcException maybeExecuted(Code code, String message) {
    return new RpcException(code, Execution.MAYBE_EXECUTED, Origin.LOCAL, message, null, List.of());
  }

  /** Why it failed. */
  public Code code() {
    return code;
  }

  /** Whether the provider may have executed the call. */
  public Execution execution() {
    return execution;
  }

  /** Who said so. */
  public Origin origin() {
    return origin;
  }

  /**
   * Every failed attempt in order: also the one that a provider answered with a failure of its own. Empty where none
   * was made, and for one that a provider's code has just made.
   */
  public List<FailedAttempt> attempts() {
    return attempts == null ? List.of() : attempts; // null only after Java deserialization
  }

  /**
   * What the provider attached to this failure with {@link RpcContext#reply}; empty unless it answered so. Exceptions
   * that a method declares have fields of their own for what they want to say.
   */
  public Attachments attachments() {
    return attachments == null ? Attachments.empty() : attachments; // null only after Java deserialization
  }

  /** {@code CODE: message}, so that a log line begins with the code. */
  @Override
  public String toString() {
    return getClass().getName() + ": " + code + ": " + getMessage();
  }

  /** Who concluded that a call failed. */
  public enum Origin {
    /** The provider answered so. */
    PROVIDER,
    /** This side concluded it: no connection, no answer in time, an undecodable reply. */
    LOCAL
  }

  /**
   * One try of a call on one endpoint, failed.
   *
   * @param endpoint where it was tried
   * @param elapsed from its start to its failure
   * @param failure why, with its own code and execution label
   */
  public record FailedAttempt(Endpoint endpoint, Duration elapsed, RpcException failure) {
    public FailedAttempt {
      requireNonNull(endpoint, "endpoint");
      requireNonNull(elapsed, "elapsed");
      requireNonNull(failure, "failure");
    }

    /** One line of an error message: {@code 10.0.0.7:9000  not executed, 3 ms: connection refused}. */
    @Override
    public String toString() {
      String label = failure.execution() == Execution.NOT_EXECUTED ? "not executed" : "maybe executed";
      return endpoint + "  " + label + ", " + elapsed.toMillis() + " ms: " + failure.getMessage();
    }
  }
}
