package dev.tern.core.filter;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodContract;
import java.util.concurrent.CompletionException;

/**
 * How a call ended, in words of a log line.
 *
 * @param code of gRPC, or {@code OK}
 * @param executed {@code yes}, {@code no} or {@code maybe}
 */
record Outcome(String code, String executed) {
  static final Outcome OK = new Outcome("OK", "yes");

  /**
   * Of a failure as a filter sees it.
   *
   * @param onProvider true if what its code did not choose to say is told to consumers as UNKNOWN
   */
  static Outcome of(MethodContract method, Throwable failure, boolean onProvider) {
    Throwable cause = cause(failure);
    if (cause instanceof RpcException told) {
      Code code = onProvider && !Told.byChoice(told) ? Code.UNKNOWN : told.code();
      return new Outcome(code.name(), told.execution() == Execution.NOT_EXECUTED ? "no" : "maybe");
    }
    return method.types().error(cause.getClass()).isPresent()
        ? new Outcome(Code.FAILED_PRECONDITION.name(), "yes") : new Outcome(Code.UNKNOWN.name(), "maybe");
  }

  /** What failed, without the future's word around it. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  static CompletionException wrapped(Throwable failure) {
    return failure instanceof CompletionException known ? known : new CompletionException(failure);
  }
}
