package dev.tern.core.consumer;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.RpcException.Origin;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Reply;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call with many replies as its subscriber sees it, from the subscription on: before an attempt has been answered
 * it keeps what the subscriber asks for, afterwards it stands between the subscriber and what the filters made of the
 * reply.
 */
final class StreamRelay implements Flow.Subscriber<Object>, Flow.Subscription,
    BiConsumer<@Nullable Reply, @Nullable Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(StreamRelay.class);
  private static final int END = 1 << 30;

  private final MethodCaller caller;
  private final Invocation invocation;
  private final StreamTimes times;
  private final @Nullable Surroundings surroundings;
  private final @Nullable Executor executor;
  /** How many signals are being told, which may nest, since asking brings more; {@link #END} on top, at the end. */
  private final AtomicInteger telling = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile Flow.@Nullable Subscriber<? super Object> downstream;
  private volatile @Nullable Throwable failure;
  private volatile boolean cancelled;
  // Guarded by this
  private Flow.@Nullable Subscription upstream;
  private long early;

  /** @param executor runs the subscriber when no attempt brings it anything; null: here and now */
  StreamRelay(MethodCaller caller, Invocation invocation, @Nullable RequestSource requests,
      Flow.Subscriber<? super Object> downstream, @Nullable Executor executor) {
    this.caller = caller;
    this.invocation = invocation;
    this.downstream = downstream;
    this.executor = executor;
    this.surroundings = Surroundings.of(invocation);
    this.times = new StreamTimes(caller, invocation, requests, reason -> accept(null, reason));
  }

  void start() {
    Flow.Subscriber<? super Object> one = downstream;
    if (one == null) {
      return;
    }
    telling.incrementAndGet(); // nothing else before onSubscribe has returned
    RpcContext previous = enter();
    try {
      one.onSubscribe(this);
    } catch (Throwable thrown) {
      broken(thrown);
    } finally {
      restore(previous);
    }
    if (telling.decrementAndGet() != 0) {
      Hop.run(executor, this::tell);
    }
    if (!cancelled && !ended.get()) {
      times.start();
      (surroundings == null ? caller.invoke(invocation) : surroundings.begin(caller)).whenComplete(this);
      if (cancelled) { // meanwhile, perhaps before there was something to leave
        leaveSurroundings();
      }
    }
  }

  // The call, on any thread.

  @Override
  public void accept(@Nullable Reply reply, @Nullable Throwable thrown) {
    times.begun();
    Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    if (surroundings != null) {
      surroundings.answered(reply, cause);
    }
    if (cause != null) {
      endSoon(cause);
    } else if (reply != null && reply.value() instanceof Flow.Publisher<?> replies) {
      subscribeTo(replies);
    } else {
      invocation.cancellation().cancel(RpcException.maybeExecuted(Code.CANCELLED, "its reply was lost"));
      endSoon(new IllegalStateException(
          caller.method().fullName() + ": a filter answered no publisher in the place of one"));
    }
  }

  @SuppressWarnings("unchecked") // of the method's element type, which the codec made
  private void subscribeTo(Flow.Publisher<?> replies) {
    ((Flow.Publisher<Object>) replies).subscribe(this);
  }

  // The replies, serially.

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    long wanted;
    synchronized (this) {
      if (upstream != null) {
        subscription.cancel();
        return;
      }
      upstream = subscription;
      wanted = early;
      early = 0;
    }
    if (cancelled) {
      subscription.cancel();
    } else if (wanted > 0) {
      subscription.request(wanted);
    }
  }

  @Override
  public void onNext(Object element) {
    Flow.Subscriber<? super Object> one = downstream;
    if (one == null || !enterTelling()) {
      return; // its end is being told
    }
    RpcContext previous = enter();
    try {
      one.onNext(element);
    } catch (Throwable thrown) {
      broken(thrown);
    } finally {
      restore(previous);
    }
    if (telling.decrementAndGet() == END) {
      tell();
    }
  }

  private boolean enterTelling() {
    int before;
    do {
      before = telling.get();
      if (before >= END) {
        return false;
      }
    } while (!telling.compareAndSet(before, before + 1));
    return true;
  }

  @Override
  public void onError(Throwable thrown) {
    end(thrown);
  }

  @Override
  public void onComplete() {
    end(null);
  }

  private void endSoon(Throwable how) {
    Hop.run(executor, () -> end(how));
  }

  private void end(@Nullable Throwable how) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    times.ended();
    leaveSurroundings();
    failure = how == null || surroundings == null ? how : surroundings.explain(how);
    if (telling.getAndAdd(END) == 0) {
      tell();
    }
  }

  /** By whoever ended it while nothing was being told, or else was the last to tell something. */
  private void tell() {
    Flow.Subscriber<? super Object> one = downstream;
    downstream = null;
    if (one == null || cancelled) {
      return;
    }
    Throwable how = failure;
    RpcContext previous = enter();
    try {
      if (how == null) {
        one.onComplete();
      } else {
        one.onError(how);
      }
    } catch (Throwable thrown) {
      LOG.warn("{}: the subscriber of its replies threw when told of their end", caller.method(), thrown);
    } finally {
      restore(previous);
    }
  }

  /** The subscriber is the user's code: it runs in the context that the call was made in. */
  private @Nullable RpcContext enter() {
    return surroundings == null ? null : RpcContext.enter(invocation.context());
  }

  private void restore(@Nullable RpcContext previous) {
    if (surroundings != null) {
      RpcContext.restore(previous);
    }
  }

  private void leaveSurroundings() {
    if (surroundings != null) {
      surroundings.leave();
    }
  }

  // The subscriber, on any thread.

  @Override
  public void request(long count) {
    if (cancelled || ended.get()) {
      return;
    }
    if (count <= 0) {
      IllegalArgumentException misuse =
          new IllegalArgumentException(caller.method().fullName() + ": request(" + count + ") (expected: > 0)");
      endSoon(misuse);
      endCall("its subscriber asked for " + count + " elements", misuse);
      return;
    }
    Flow.Subscription replies;
    synchronized (this) {
      replies = upstream;
      if (replies == null) {
        early = early + count < 0 ? Long.MAX_VALUE : early + count;
        return;
      }
    }
    replies.request(count);
  }

  @Override
  public void cancel() {
    if (cancelled) {
      return;
    }
    cancelled = true;
    downstream = null; // kept no longer than asked for
    times.ended();
    leaveSurroundings();
    endCall("cancelled by its subscriber", null);
  }

  private void endCall(String why, @Nullable Throwable cause) {
    invocation.cancellation().cancel(new RpcException(Code.CANCELLED, Execution.MAYBE_EXECUTED, Origin.LOCAL,
        caller.method().fullName() + ": " + why, cause, List.of()));
    Flow.Subscription replies;
    synchronized (this) {
      replies = upstream;
    }
    if (replies != null) {
      replies.cancel();
    }
  }

  private void broken(Throwable thrown) {
    LOG.warn("{}: the subscriber of its replies threw; the call is cancelled", caller.method(), thrown);
    cancel();
  }
}
