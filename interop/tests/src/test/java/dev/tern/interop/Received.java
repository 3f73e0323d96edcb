package dev.tern.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A subscriber that asks for one reply after the other, as the test takes them. */
final class Received<T> implements Flow.Subscriber<T> {
  private final BlockingQueue<T> elements = new LinkedBlockingQueue<>();
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  static <T> Received<T> from(Flow.Publisher<T> publisher) {
    Received<T> received = new Received<>();
    publisher.subscribe(received);
    return received;
  }

  T next() throws Exception {
    subscription.get(10, TimeUnit.SECONDS).request(1);
    T next = elements.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("a reply within 10 s; ended: " + end).isNotNull();
    return next;
  }

  /** Whatever comes until the end; fails as the stream does. */
  List<T> rest() throws Exception {
    subscription.get(10, TimeUnit.SECONDS).request(Long.MAX_VALUE);
    end.get(10, TimeUnit.SECONDS);
    List<T> rest = new ArrayList<>();
    elements.drainTo(rest);
    return rest;
  }

  void cancel() {
    subscription.join().cancel();
  }

  boolean hasEnded() {
    return end.isDone();
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription.complete(given);
  }

  @Override
  public void onNext(T element) {
    elements.add(element);
  }

  @Override
  public void onError(Throwable failure) {
    end.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    end.complete(null);
  }
}
