package dev.tern.api.spi;

import java.util.concurrent.CompletionStage;

/** Something that carries out an invocation. */
@FunctionalInterface
public interface Invoker {
  /**
   * Starts the call and returns without waiting.
   *
   * @return completes with the reply, or exceptionally: with a declared exception of the method that the provider
   *     threw, or with an {@link dev.tern.api.RpcException}. May complete on any thread, an event loop included, so
   *     what is chained to it must not block
   */
  CompletionStage<Reply> invoke(Invocation invocation);
}
