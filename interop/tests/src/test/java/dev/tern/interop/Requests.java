package dev.tern.interop;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A stream of requests that the test feeds, at once or one by one, and that knows whether its call gave it up. */
final class Requests<T> implements Flow.Publisher<T>, Flow.Subscription {
  private final CompletableFuture<Void> subscribed = new CompletableFuture<>();
  private final CompletableFuture<Void> cancelled = new CompletableFuture<>();

  // Guarded by this
  private final Deque<T> waiting = new ArrayDeque<>();
  private Flow.@Nullable Subscriber<? super T> subscriber;
  private long wanted;
  private boolean closed;
  private boolean emitting;

  /** All of these and no more. */
  static <T> Requests<T> of(List<T> elements) {
    Requests<T> requests = new Requests<>();
    elements.forEach(requests::send);
    requests.end();
    return requests;
  }

  void send(T element) {
    synchronized (this) {
      waiting.add(element);
    }
    emit();
  }

  void end() {
    synchronized (this) {
      closed = true;
    }
    emit();
  }

  /** Waits until the call was taken. */
  void awaitSubscriber() throws Exception {
    subscribed.get(10, TimeUnit.SECONDS);
  }

  /** Waits until the call has given it up. */
  void awaitCancelled() throws Exception {
    cancelled.get(10, TimeUnit.SECONDS);
  }

  @Override
  public void subscribe(Flow.Subscriber<? super T> given) {
    synchronized (this) {
      subscriber = given;
    }
    given.onSubscribe(this);
    subscribed.complete(null);
    emit();
  }

  @Override
  public void request(long count) {
    synchronized (this) {
      wanted += count;
    }
    emit();
  }

  @Override
  public void cancel() {
    synchronized (this) {
      subscriber = null;
    }
    cancelled.complete(null);
  }

  /** Gives what is there and wanted; who comes while that goes on leaves it to whoever does it. */
  private void emit() {
    synchronized (this) {
      if (emitting) {
        return;
      }
      emitting = true;
    }
    while (true) {
      Flow.Subscriber<? super T> told;
      T next;
      synchronized (this) {
        told = subscriber;
        boolean over = closed && waiting.isEmpty();
        if (told == null || !over && (wanted == 0 || waiting.isEmpty())) {
          emitting = false;
          return;
        }
        if (over) {
          subscriber = null;
          next = null;
        } else {
          wanted--;
          next = waiting.remove();
        }
      }
      if (next == null) {
        told.onComplete();
      } else {
        told.onNext(next);
      }
    }
  }
}
