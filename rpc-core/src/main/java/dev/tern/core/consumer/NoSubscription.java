package dev.tern.core.consumer;

import java.util.concurrent.Flow;

/** What a subscriber gets that comes too late. */
enum NoSubscription implements Flow.Subscription {
  INSTANCE;

  /** Tells a second subscriber of something that has one, as the rules of Flow ask. */
  static void refuse(Flow.Subscriber<?> second, String why) {
    second.onSubscribe(INSTANCE);
    second.onError(new IllegalStateException(why));
  }

  @Override
  public void request(long count) {}

  @Override
  public void cancel() {}
}
