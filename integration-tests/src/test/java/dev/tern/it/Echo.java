package dev.tern.it;

import java.util.concurrent.Flow;

/** Passes on what it gets, and what it is asked for. For one thread at a time. */
class Echo<T> implements Flow.Processor<T, T> {
  private Flow.Subscription upstream;
  private Flow.Subscriber<? super T> downstream;

  @Override
  public void subscribe(Flow.Subscriber<? super T> subscriber) {
    downstream = subscriber;
    subscriber.onSubscribe(upstream);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    upstream = given;
  }

  @Override
  public void onNext(T element) {
    downstream.onNext(element);
  }

  @Override
  public void onError(Throwable failure) {
    downstream.onError(failure);
  }

  @Override
  public void onComplete() {
    downstream.onComplete();
  }
}
