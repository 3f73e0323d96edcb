package dev.tern.cluster;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Invocation;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the failure of an attempt means for those that might follow it. */
final class Verdict {
  /** Deadlines are kept on a clock of 10 ms ticks, and a provider counts them too. */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private Verdict() {}

  /** True if an attempt that may have been executed can be followed by another. */
  static boolean isRepeatable(Invocation invocation) {
    // A streamed request cannot be sent again: its publisher has had its one subscriber.
    return invocation.method().idempotent() && !invocation.method().kind().streamsRequests();
  }

  /** Two fifths of the timeout, so that a second attempt fits if the first provider is silent. */
  static long longestAttemptNanos(Invocation invocation) {
    return invocation.deadline().timeoutNanos() / 5 * 2;
  }

  /** True if it failed because the whole call is late: our clock may be a tick behind the one that ended it. */
  static boolean isDeadline(RpcException failure, Invocation invocation, long nowNanos) {
    return failure.code() == Code.DEADLINE_EXCEEDED && invocation.deadline().atNanos() - nowNanos < TICK_NANOS;
  }

  /**
   * True where another attempt would fare no better: an argument that providers refuse to decode, an {@link Error} of
   * this JVM.
   */
  static boolean noOtherHelps(RpcException failure) {
    if (failure.getCause() instanceof Error) {
      return true;
    }
    return failure.execution() == Execution.NOT_EXECUTED && failure.code() == Code.INVALID_ARGUMENT;
  }

  /** True for what a provider would say again however long one waits, while another may say something else. */
  static boolean staysSo(Code code) {
    return switch (code) {
      case UNIMPLEMENTED, FAILED_PRECONDITION, PERMISSION_DENIED, UNAUTHENTICATED -> true;
      default -> false;
    };
  }

  /** How a call ends that its caller or its deadline has ended; null if neither has. */
  static @Nullable RpcException endOf(Invocation invocation, @Nullable FailedAttempts failures, long nowNanos) {
    RpcException cancelled = invocation.cancellation().cause();
    if (cancelled == null && invocation.deadline().atNanos() - nowNanos > 0) {
      return null;
    }
    FailedAttempts all = failures != null ? failures : new FailedAttempts(invocation);
    return cancelled == null ? all.tookTooLong() : all.cancelled(cancelled);
  }
}
