package dev.tern.core.provider;

import java.util.concurrent.Flow;

/** How a publisher for one subscriber turns the next one away. */
enum SecondSubscriber implements Flow.Subscription {
  SUBSCRIPTION;

  static void refuse(Flow.Subscriber<?> second, String what) {
    second.onSubscribe(SUBSCRIPTION);
    second.onError(new IllegalStateException(what + " can be subscribed to once, and were"));
  }

  @Override
  public void request(long count) {}

  @Override
  public void cancel() {}
}
