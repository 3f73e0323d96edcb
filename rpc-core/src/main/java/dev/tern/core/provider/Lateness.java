package dev.tern.core.provider;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.ServerCall;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/** Whether a call fails because it comes too late, which is no failure of the provider. */
final class Lateness {
  /** The consumer counts the deadline down as well, and may be the first to give up by a moment. */
  private static final long SAME_MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final String EXPIRED = "its deadline has passed";

  /** For a consumer that does not know it yet. */
  static final Failures.Answer ANSWER = new Failures.Answer(Code.DEADLINE_EXCEEDED, EXPIRED, Headers.empty());

  private Lateness() {}

  /** True for what handlers are expected to end with once nobody waits, if nobody does. */
  static boolean explains(Throwable failure, ServerCall call) {
    boolean expected = failure instanceof InterruptedException || failure instanceof CancellationException
        || failure instanceof RpcException known
        && (known.code() == Code.CANCELLED || known.code() == Code.DEADLINE_EXCEEDED);
    return expected && (call.isCancelled() || expires(call));
  }

  /** Why a call ends that its consumer or its deadline cancelled. */
  static RpcException cause(ServerCall call) {
    return expires(call) ? RpcException.maybeExecuted(Code.DEADLINE_EXCEEDED, EXPIRED)
        : RpcException.maybeExecuted(Code.CANCELLED, "the consumer no longer waits");
  }

  /** The deadline has come: the transport, the consumer and the calls of the handler see it within a moment. */
  private static boolean expires(ServerCall call) {
    return call.remainingNanos() <= SAME_MOMENT_NANOS;
  }
}
