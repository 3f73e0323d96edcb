package dev.tern.core.consumer;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/** The user's request publisher, which is subscribed once: whoever has seen its elements cannot give them back. */
final class RequestSource implements Flow.Publisher<Object> {
  private final Flow.Publisher<?> publisher;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  RequestSource(Flow.Publisher<?> publisher) {
    this.publisher = publisher;
  }

  /** True once its one subscriber was there. */
  boolean subscribed() {
    return subscribed.get();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Object> subscriber) {
    requireNonNull(subscriber, "subscriber");
    if (subscribed.compareAndSet(false, true)) {
      publisher.subscribe(subscriber);
    } else {
      NoSubscription.refuse(subscriber, "a streamed request can be sent once, and its publisher had its one subscriber");
    }
  }
}
