package dev.tern.core.consumer;

import dev.tern.api.Code;
import dev.tern.api.Deadline;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Scheduler;
import dev.tern.core.call.Durations;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the two times of a stream that count for all its attempts: by when it must have begun, and by when it must have
 * ended if its method says so. Kept at the caller, outside of filters and clusters, which therefore cannot make it
 * hang.
 */
final class StreamTimes {
  private final MethodCaller caller;
  private final Invocation invocation;
  private final @Nullable RequestSource requests;
  private final Consumer<RpcException> lastWord;
  private volatile boolean begun;
  private volatile boolean ended;
  private volatile Scheduler.@Nullable Timer start;
  private volatile Scheduler.@Nullable Timer total;

  /** @param lastWord told the reason if a call that was told to end does not say so itself */
  StreamTimes(MethodCaller caller, Invocation invocation, @Nullable RequestSource requests,
      Consumer<RpcException> lastWord) {
    this.caller = caller;
    this.invocation = invocation;
    this.requests = requests;
    this.lastWord = lastWord;
  }

  void start() {
    start = in(invocation.deadline(), this::startOver);
    Deadline end = invocation.total();
    if (end != null) {
      total = in(end, () -> giveUp(end, " took longer than "));
    }
    if (ended) {
      ended();
    }
  }

  /** The provider has begun to answer. */
  void begun() {
    begun = true;
    cancel(start);
  }

  void ended() {
    ended = true;
    cancel(start);
    cancel(total);
  }

  /** A request that is under way has begun, whenever its provider chooses to answer; from there it may not fall idle. */
  private void startOver() {
    if (!begun && (requests == null || !requests.subscribed())) {
      giveUp(invocation.deadline(), " did not begin within ");
    }
  }

  /** On the scheduler's thread; long before its time if the scheduler ends with its client. */
  private void giveUp(Deadline passed, String what) {
    if (ended) {
      return;
    }
    String name = caller.method().fullName();
    RpcException reason = passed.remainingNanos(caller.context().clock()) > MethodCaller.LAST_WORD_NANOS
        ? RpcException.maybeExecuted(Code.UNAVAILABLE, name + ": the client was closed")
        : RpcException.maybeExecuted(Code.DEADLINE_EXCEEDED, name + what + Durations.text(passed.timeout()));
    invocation.cancellation().cancel(reason);
    if (!ended) { // another thread is just about to end it with a better text, or a filter does not listen
      caller.context().scheduler().schedule(MethodCaller.LAST_WORD_NANOS, () -> lastWord.accept(reason));
    }
  }

  private Scheduler.Timer in(Deadline when, Runnable task) {
    CallContext context = caller.context();
    return context.scheduler().schedule(Math.max(0, when.remainingNanos(context.clock())), task);
  }

  private static void cancel(Scheduler.@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }
}
