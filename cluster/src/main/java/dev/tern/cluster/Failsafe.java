package dev.tern.cluster;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.UntypedErrorException;
import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Reply;
import java.util.concurrent.CompletionException;

/**
 * For calls whose failure must not hurt their caller, such as audit logs: one attempt, and an empty value in place of a
 * failure, which the log tells.
 *
 * <p>Not swallowed are the exceptions that the method declares, which are answers like any other; arguments that cannot
 * travel, which no provider would ever take; and a cancellation by the caller, who knows of it.
 */
final class Failsafe implements Cluster {
  private final Report report;

  /** Told of each failure that no caller hears of; must not block. */
  @FunctionalInterface
  interface Report {
    /** @param nowNanos when the call ended */
    void swallowed(Invocation invocation, RpcException failure, long nowNanos);
  }

  Failsafe(Report report) {
    this.report = report;
  }

  @Override
  public Invoker over(Attempts attempts) {
    return invocation -> new FailoverCall(attempts, invocation, 0, Backoff.UNUSED).start().handle((reply, thrown) -> {
      if (thrown == null) {
        return reply;
      }
      Throwable failure = Breakage.cause(thrown);
      if (failure instanceof RpcException known && isSwallowed(known, invocation)) {
        report.swallowed(invocation, known, attempts.clock().nanoTime());
        return Reply.of(EmptyValue.of(invocation.method()));
      }
      throw new CompletionException(failure);
    });
  }

  private static boolean isSwallowed(RpcException failure, Invocation invocation) {
    boolean unsendable = failure.code() == Code.INVALID_ARGUMENT && failure.execution() == Execution.NOT_EXECUTED
        && failure.origin() == RpcException.Origin.LOCAL;
    boolean cancelled = failure.code() == Code.CANCELLED && invocation.cancellation().isCancelled();
    return !unsendable && !cancelled && !(failure instanceof UntypedErrorException);
  }
}
