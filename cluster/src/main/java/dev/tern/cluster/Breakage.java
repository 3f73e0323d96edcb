package dev.tern.cluster;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Attempt;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Attempts that end in an exception, of which only one is foreseen: for arguments that cannot travel. */
final class Breakage {
  private Breakage() {}

  /** What was thrown when the attempt was to begin. */
  static Attempt thrown(Throwable thrown) {
    return isRefusal(thrown) ? Attempt.Answered.failed(thrown) : failed(thrown);
  }

  /** True for arguments that cannot travel: their fault has nothing to do with a provider. */
  static boolean isRefusal(Throwable thrown) {
    return thrown instanceof RpcException known && known.execution() == Execution.NOT_EXECUTED;
  }

  /** An attempt whose stage failed, against its promise; only a failure of ours says whether it was executed. */
  static Attempt failed(@Nullable Throwable thrown) {
    Throwable cause = cause(thrown);
    if (cause instanceof RpcException known) {
      return known.execution() == Execution.NOT_EXECUTED
          ? new Attempt.NotExecuted(known) : new Attempt.MaybeExecuted(known);
    }
    String what = cause == null ? "no outcome" : cause.getClass().getName();
    return new Attempt.MaybeExecuted(new RpcException(Code.INTERNAL, Execution.MAYBE_EXECUTED,
        RpcException.Origin.LOCAL, "the attempt broke: " + what, cause, List.of()));
  }

  /** What failed, without the future's word around it. */
  static @Nullable Throwable cause(@Nullable Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
  }
}
