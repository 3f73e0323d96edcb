package dev.tern.api.spi;

import java.util.concurrent.CompletionStage;

/**
 * Something wrapped around an invoker, on either side: metrics, logging, checks. One instance serves all calls of
 * its client or server: safe for many threads, and it must not block.
 */
@FunctionalInterface
public interface Filter {
  /**
   * Carries out the invocation by calling {@code next} once, or answers it alone.
   *
   * @return as {@link Invoker#invoke} returns; throwing is the same as returning a failed stage
   */
  CompletionStage<Reply> invoke(Invocation invocation, Invoker next);
}
