package dev.tern.core.filter;

import java.util.concurrent.Flow;
import java.util.function.UnaryOperator;

/** A stream that fails in other words. */
record ToldStream(Flow.Publisher<?> publisher, UnaryOperator<Throwable> words) implements Flow.Publisher<Object> {
  @Override
  public void subscribe(Flow.Subscriber<? super Object> subscriber) {
    publisher.subscribe(new Flow.Subscriber<Object>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscriber.onSubscribe(subscription);
      }

      @Override
      public void onNext(Object element) {
        subscriber.onNext(element);
      }

      @Override
      public void onError(Throwable failure) {
        subscriber.onError(words.apply(failure));
      }

      @Override
      public void onComplete() {
        subscriber.onComplete();
      }
    });
  }
}
