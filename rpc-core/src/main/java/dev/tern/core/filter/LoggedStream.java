package dev.tern.core.filter;

import dev.tern.core.filter.AccessLog.Tally;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/** A stream of replies whose line is written at its end, whichever way it comes. */
final class LoggedStream implements Flow.Publisher<Object> {
  private final Flow.Publisher<?> publisher;
  private final Tally tally;
  private final AccessLog log;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  LoggedStream(Flow.Publisher<?> publisher, Tally tally, AccessLog log) {
    this.publisher = publisher;
    this.tally = tally;
    this.log = log;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Object> subscriber) {
    // There is one; another is told so by the publisher, and that is not the end of this stream.
    publisher.subscribe(subscribed.compareAndSet(false, true) ? new Counting(subscriber) : subscriber);
  }

  /** Signals come one at a time; a cancellation may come beside them. */
  private final class Counting implements Flow.Subscriber<Object>, Flow.Subscription {
    private final Flow.Subscriber<? super Object> subscriber;
    private Flow.Subscription subscription = NONE;
    private long messages;

    Counting(Flow.Subscriber<? super Object> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void onSubscribe(Flow.Subscription made) {
      subscription = made;
      tally.messages(0);
      subscriber.onSubscribe(this);
    }

    @Override
    public void onNext(Object element) {
      tally.messages(++messages);
      subscriber.onNext(element);
    }

    @Override
    public void onError(Throwable failure) {
      log.end(tally, tally.outcome(failure));
      subscriber.onError(failure);
    }

    @Override
    public void onComplete() {
      log.end(tally, Outcome.OK);
      subscriber.onComplete();
    }

    @Override
    public void request(long count) {
      subscription.request(count);
    }

    @Override
    public void cancel() {
      log.end(tally, tally.cancelled());
      subscription.cancel();
    }
  }

  private static final Flow.Subscription NONE = new Flow.Subscription() {
    @Override
    public void request(long count) {}

    @Override
    public void cancel() {}
  };
}
