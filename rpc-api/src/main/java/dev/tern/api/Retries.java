package dev.tern.api;

import java.util.function.UnaryOperator;

/**
 * For frameworks: what a call that is served, and the calls made for it, tell each other of retries. If every hop of a
 * chain tried again what the one below has tried again already, an outage at the bottom would multiply with each. Safe
 * for many threads; without effect outside of calls.
 */
public final class Retries {
  private Retries() {}

  /**
   * A call made in this context has failed after it was tried more than once, or was not tried again lest it do harm.
   * Should the call that is served fail, too, its caller is asked not to try again.
   */
  public static void spent(RpcContext context) {
    if (context.method() != null) {
      context.changeReply(AttachedReply::withRetriesSpent);
    }
  }

  /** Whether a failure of the call that is served should ask its caller not to try again. */
  public static boolean areSpent(RpcContext context) {
    return context.changeReply(UnaryOperator.identity()).retriesSpent();
  }
}
