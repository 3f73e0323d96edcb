package dev.tern.core.consumer;

import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.MethodKind;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What attempts of a method that streams need beside what all attempts need.
 *
 * @param deliveries runs the subscriber of replies; null: where they arrive, on an event loop, for a reader that waits
 * @param requests runs what is done to the user's request publisher
 * @param idleNanos how long a stream may go on without a message either way
 */
record StreamSettings(MethodKind kind, @Nullable Executor deliveries, Executor requests, long idleNanos) {
  /** Null for a method with one request and one reply. */
  static @Nullable StreamSettings of(MethodContract method, CallContext context) {
    return method.kind() == MethodKind.UNARY ? null
        : new StreamSettings(method.kind(), deliveries(method, context),
            context.completionsOf(method), context.streamIdleNanos());
  }

  /**
   * A reader that waits has a queue of its own, which takes elements on any thread; were they brought by the client's
   * executor, readers that wait on all of its threads would wait for each other.
   */
  static @Nullable Executor deliveries(MethodContract method, CallContext context) {
    return method.replyStyle().waits() ? null : context.completionsOf(method);
  }
}
