package dev.tern.it;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** Reads a publisher to its end, one element at a time. */
final class Collected<T> implements Flow.Subscriber<T> {
  private final Consumer<? super T> each;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private Flow.Subscription subscription;

  private Collected(Consumer<? super T> each) {
    this.each = each;
  }

  static <T> CompletableFuture<List<T>> of(Flow.Publisher<T> publisher) {
    List<T> all = new CopyOnWriteArrayList<>();
    return each(publisher, all::add).thenApply(nothing -> all);
  }

  static <T> CompletableFuture<Void> each(Flow.Publisher<T> publisher, Consumer<? super T> each) {
    Collected<T> collected = new Collected<>(each);
    publisher.subscribe(collected);
    return collected.done;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(T element) {
    each.accept(element);
    subscription.request(1);
  }

  @Override
  public void onError(Throwable failure) {
    done.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    done.complete(null);
  }
}
