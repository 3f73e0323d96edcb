package dev.tern.api.spi;

import java.util.concurrent.CompletionStage;

/**
 * Something wrapped around an invoker, on either side: metrics, logging, checks. One instance serves all calls of
 * its client or server: safe for many threads, and it must not block.
 *
 * <p>What surrounds the call is in {@link Invocation#context()}. {@link dev.tern.api.RpcContext#current()} is the same
 * only where the filter runs on the thread that began the call, which a repeated attempt does not. A provider's handler
 * sees the attachments of the invocation that it is given.
 */
@FunctionalInterface
public interface Filter {
  /**
   * Carries out the invocation by calling {@code next} once, or answers it alone.
   *
   * <p>On a provider, a failure made by {@link dev.tern.api.RpcException#notExecuted} turns the call away: if {@code
   * next} was not called, its code and text reach the consumer, which may try another provider. Once {@code next} was
   * called, no failure is told as not executed any more, on either side.
   *
   * @return as {@link Invoker#invoke} returns, never null, nor completed with null; throwing is the same as returning a
   *     failed stage
   */
  CompletionStage<Reply> invoke(Invocation invocation, Invoker next);
}
