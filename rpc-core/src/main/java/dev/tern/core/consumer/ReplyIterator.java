package dev.tern.core.consumer;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.RpcException.Origin;
import dev.tern.core.call.Durations;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The replies of one call for a thread that waits for each. Asks for a few at a time, half of them again when half are
 * taken. The call ends when it is exhausted, fails, is closed, is interrupted while it waits, or has been left unused
 * for as long as a stream may be idle. For one reading thread; any may close it.
 */
final class ReplyIterator implements Iterator<Object>, Flow.Subscriber<Object>, AutoCloseable {
  private static final int BATCH = 16;

  private final MethodCaller caller;
  private final IdleTimer unused;
  private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>(); // a batch and an end at most
  private volatile Flow.@Nullable Subscription replies;
  private volatile boolean waiting;
  private volatile boolean ended;
  private @Nullable Object next;
  private @Nullable End end;
  private int taken;

  /** @param failure null: no more elements */
  private record End(@Nullable Throwable failure) {}

  ReplyIterator(MethodCaller caller) {
    this.caller = caller;
    CallContext context = caller.context();
    this.unused = new IdleTimer(context.scheduler(), context.clock(), context.streamIdleNanos(), () -> !waiting,
        () -> endWith(Code.DEADLINE_EXCEEDED, "no element was taken for "
            + Durations.text(Duration.ofNanos(context.streamIdleNanos())) + "\n  Close what is not read to its end, or"
            + " raise streamIdleTimeout.", null));
  }

  @Override
  public boolean hasNext() {
    if (next == null && end == null) {
      Object taken = take();
      if (taken instanceof End last) {
        end = last;
      } else {
        next = taken;
      }
    }
    if (next != null) {
      return true;
    }
    if (end != null && end.failure() != null) {
      throw thrown(end.failure());
    }
    return false;
  }

  @Override
  public Object next() {
    if (!hasNext()) {
      throw new NoSuchElementException(caller.method().fullName() + " has no more elements");
    }
    Object element = next;
    next = null;
    unused.touch();
    if (++taken == BATCH / 2) {
      taken = 0;
      Flow.Subscription current = replies;
      if (current != null) {
        current.request(BATCH / 2);
      }
    }
    return element;
  }

  private Object take() {
    Object first = arrived.poll();
    if (first != null) {
      return first;
    }
    caller.requireMayBlock();
    waiting = true;
    try {
      return arrived.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      endWith(Code.CANCELLED, "the reading thread was interrupted", e);
      return arrived.remove(); // if nothing else, then what was put there a moment ago
    } finally {
      unused.touch();
      waiting = false;
    }
  }

  /** With the reader's stack; what must be declared cannot come out of an iterator, and comes as a cause. */
  private RuntimeException thrown(Throwable failure) {
    Throwable here = caller.atCaller(failure);
    if (here instanceof Error error) {
      throw error;
    }
    return here instanceof RuntimeException runtime ? runtime : new CompletionException(here);
  }

  @Override
  public void close() {
    endWith(Code.CANCELLED, "closed by its reader", null);
  }

  /** Ends the call; the reader finds the reason after what it has not taken yet. */
  private void endWith(Code code, String why, @Nullable Throwable cause) {
    if (ended) {
      return;
    }
    Flow.Subscription current = replies;
    if (current != null) {
      current.cancel();
    }
    end(new RpcException(code, Execution.MAYBE_EXECUTED, Origin.LOCAL, caller.method().fullName() + ": " + why, cause,
        List.of()));
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    replies = subscription;
    unused.start();
    subscription.request(BATCH);
  }

  @Override
  public void onNext(Object element) {
    arrived.add(element);
  }

  @Override
  public void onError(Throwable failure) {
    end(failure);
  }

  @Override
  public void onComplete() {
    end(null);
  }

  private void end(@Nullable Throwable failure) {
    arrived.add(new End(failure)); // before: who sees that it has ended finds the reason
    ended = true;
    unused.stop();
  }
}
