package dev.tern.core.provider;

import static java.util.Objects.requireNonNull;

import dev.tern.api.spi.ServerCall;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the replies of a handler's publisher, and asks for more of them only while the consumer takes them off the
 * wire: a few at a time, so that what waits here is bounded. A publisher that breaks the rules of {@link Flow} fails
 * its call and nothing else.
 */
final class ReplySender implements Flow.Subscriber<@Nullable Object>, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplySender.class);

  private final String method;
  private final ServerCall call;
  private final Outbox outbox;
  private final UserCode userCode;
  private final StreamTimer timer;
  private final Ahead ahead = new Ahead();
  private final AtomicBoolean receiving = new AtomicBoolean();
  /** Asked for and not come yet. */
  private final AtomicInteger outstanding = new AtomicInteger();
  /** How often somebody had something to say to the publisher since it was last spoken to; whoever finds 0 speaks. */
  private final AtomicInteger speaking = new AtomicInteger();
  private volatile Flow.@Nullable Subscription subscription;
  /** The publisher has ended. */
  private volatile boolean done;
  /** Nothing more is wanted from it. */
  private volatile boolean unwanted;
  private boolean cancelled; // by whoever speaks

  /** @param method named in error texts */
  ReplySender(String method, ServerCall call, Outbox outbox, UserCode userCode, StreamTimer timer) {
    this.method = method;
    this.call = call;
    this.outbox = outbox;
    this.userCode = userCode;
    this.timer = timer;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    refuseNull(given, "a subscription");
    if (subscription != null) {
      given.cancel();
      return;
    }
    subscription = given;
    run();
  }

  @Override
  public void onNext(@Nullable Object message) {
    refuseNull(message, "an element");
    if (!receiving.compareAndSet(false, true)) {
      broken("calls onNext from two threads at once");
      return;
    }
    try {
      if (done || unwanted) {
        return;
      }
      if (outstanding.getAndDecrement() <= 0) {
        broken("gives more elements than were asked for");
        return;
      }
      timer.progress();
      int bytes = outbox.send(requireNonNull(message));
      if (bytes >= 0) {
        ahead.seen(bytes);
      }
    } finally {
      receiving.set(false);
    }
    run();
  }

  @Override
  public void onError(Throwable failure) {
    refuseNull(failure, "a failure");
    done = true;
    outbox.fail(StreamServerCall.unwrapped(failure));
  }

  @Override
  public void onComplete() {
    done = true;
    outbox.end(new Ending.Complete());
  }

  /** The transport takes messages again. On the event loop. */
  void onReady() {
    if (subscription != null && !done && outstanding.get() == 0 && !userCode.resume(this)) {
      outbox.fail(StreamServerCall.overloaded());
    }
  }

  /** Nothing more is wanted. On any thread. */
  void cancel() {
    unwanted = true;
    if (!done) {
      userCode.release(this);
    }
  }

  /** Speaks to the publisher: asks for more while the call takes it, or says that nothing more is wanted. */
  @Override
  public void run() {
    userCode.enter(this::speakInTurn);
  }

  private void speakInTurn() {
    if (speaking.getAndIncrement() != 0) {
      return; // whoever speaks will do it
    }
    int heard = 1;
    do {
      Flow.Subscription publisher = subscription;
      if (publisher != null && !done) {
        speak(publisher);
      }
      heard = speaking.addAndGet(-heard);
    } while (heard != 0);
  }

  private void speak(Flow.Subscription publisher) {
    try {
      if (unwanted) {
        if (!cancelled) {
          cancelled = true;
          publisher.cancel();
        }
        return;
      }
      int most = ahead.messages();
      int waiting = outstanding.get();
      if (waiting <= most / 2 && call.isReady()) {
        outstanding.addAndGet(most - waiting);
        publisher.request(most - waiting);
      }
    } catch (Throwable e) { // it must not throw, but it is the user's
      if (!outbox.fail(e)) {
        LOG.warn("{}: the subscription of its publisher threw", method, e);
      }
    }
  }

  /** Fails the call too, because the publisher may well swallow what it is told. */
  private void refuseNull(@Nullable Object given, String what) {
    if (given == null) {
      broken("gives null instead of " + what);
      throw new NullPointerException(what + " of " + method + " is null");
    }
  }

  private void broken(String how) {
    outbox.fail(new IllegalStateException("the publisher that " + method + " returned breaks the rules of Flow: it "
        + how));
  }
}
