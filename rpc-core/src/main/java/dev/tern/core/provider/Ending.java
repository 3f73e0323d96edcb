package dev.tern.core.provider;

import dev.tern.api.RpcException;
import dev.tern.api.spi.ServerCall;
import org.jspecify.annotations.Nullable;

/** How a streaming call ends. */
sealed interface Ending {
  /** What stops whatever still works for the call; null if it ended as its handler wanted. */
  default @Nullable RpcException cause() {
    return null;
  }

  /** Every reply was sent. */
  record Complete() implements Ending {}

  /** The one reply to a stream of requests. */
  record Single(@Nullable Object reply) implements Ending {}

  /** A failure, as the consumer is told. */
  record Failed(Failures.Answer answer, RpcException cause) implements Ending {
    static Failed of(Failures.Answer answer) {
      return new Failed(answer, RpcException.maybeExecuted(answer.code(), answer.message()));
    }
  }

  /** A failure that the consumer does not read. */
  record Aborted(RpcException cause) implements Ending {}

  /** Nobody is there to be told anything. */
  record Gone(RpcException cause) implements Ending {
    static Gone from(ServerCall call) {
      return new Gone(Lateness.cause(call));
    }
  }
}
