package dev.tern.it;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Publishes numbered elements as they are asked for, on the thread that asks, and counts what it was asked for. Ends by
 * itself after {@code last}, with {@code failure} if there is one.
 */
final class Numbers<T> implements Flow.Publisher<T>, Flow.Subscription {
  private final LongFunction<T> element;
  private final long last;
  private final Throwable failure;
  private final AtomicLong requested = new AtomicLong();
  private final CompletableFuture<String> cancelledOn = new CompletableFuture<>();
  private Flow.Subscriber<? super T> subscriber;
  private long sent;
  private boolean emitting;
  private boolean done;

  private Numbers(LongFunction<T> element, long last, Throwable failure) {
    this.element = element;
    this.last = last;
    this.failure = failure;
  }

  static <T> Numbers<T> endless(LongFunction<T> element) {
    return new Numbers<>(element, Long.MAX_VALUE, null);
  }

  static <T> Numbers<T> of(long count, LongFunction<T> element) {
    return new Numbers<>(element, count, null);
  }

  static <T> Numbers<T> failing(long count, LongFunction<T> element, Throwable failure) {
    return new Numbers<>(element, count, failure);
  }

  @Override
  public synchronized void subscribe(Flow.Subscriber<? super T> wanted) {
    subscriber = wanted;
    wanted.onSubscribe(this);
    if (last == 0) {
      end();
    }
  }

  @Override
  public synchronized void request(long count) {
    requested.addAndGet(count);
    if (emitting) {
      return;
    }
    emitting = true;
    while (!done && sent < requested.get() && sent < last) {
      subscriber.onNext(element.apply(sent++));
      if (sent == last) {
        end();
      }
    }
    emitting = false;
  }

  private void end() {
    if (done) {
      return;
    }
    done = true;
    if (failure == null) {
      subscriber.onComplete();
    } else {
      subscriber.onError(failure);
    }
  }

  @Override
  public void cancel() {
    done = true;
    cancelledOn.complete(Thread.currentThread().getName());
  }

  /** How many it was asked for so far. */
  long requested() {
    return requested.get();
  }

  /** The thread that cancelled it. */
  CompletableFuture<String> cancelledOn() {
    return cancelledOn;
  }
}
