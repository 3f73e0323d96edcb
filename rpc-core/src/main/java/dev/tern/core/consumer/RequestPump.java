package dev.tern.core.consumer;

import dev.tern.api.Code;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.WriteBuffer;
import dev.tern.core.call.Arguments;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Brings the elements of a request publisher onto the wire, one at a time while the transport takes them. What it does
 * to the publisher it does serially, on the client's executor or on the publisher's own threads, never on an event
 * loop.
 */
final class RequestPump implements Flow.Subscriber<Object>, MessageWriter, Runnable {
  private final StreamAttempt attempt;
  private final Flow.Publisher<?> source;
  private final Executor executor;
  private final AtomicInteger work = new AtomicInteger();
  private boolean subscribed; // by whoever works
  private boolean cancelled; // by whoever works
  private @Nullable Object element; // by the publisher's thread
  private volatile Flow.@Nullable Subscription upstream;
  private volatile boolean asked;
  private volatile boolean finished;
  private volatile boolean over;

  RequestPump(StreamAttempt attempt, Flow.Publisher<?> source, Executor executor) {
    this.attempt = attempt;
    this.source = source;
    this.executor = executor;
  }

  /** The transport takes messages, or something else has changed; any thread. */
  void wake() {
    if (work.getAndIncrement() == 0) {
      Hop.run(executor, this);
    }
  }

  /** The call has ended. */
  void over() {
    over = true;
    wake();
  }

  /** As {@link #wake()}, from the publisher's own thread, which need not hop. */
  private void goOn() {
    if (work.getAndIncrement() == 0) {
      run();
    }
  }

  /** The publisher is the user's code: it runs in the context that the call was made in. */
  @Override
  public void run() {
    RpcContext context = attempt.context();
    if (context == RpcContext.current()) { // nearly always: none
      work();
    } else {
      context.run(this::work);
    }
  }

  private void work() {
    int seen = work.get();
    do {
      step();
      seen = work.addAndGet(-seen);
    } while (seen != 0);
  }

  private void step() {
    try {
      Flow.Subscription current = upstream;
      if (over) {
        if (current != null && !finished && !cancelled) {
          cancelled = true;
          current.cancel();
        }
      } else if (!subscribed) {
        if (attempt.mayBegin()) {
          subscribed = true;
          subscribe(source);
        }
      } else if (current != null && !asked && !finished && attempt.isReady()) {
        asked = true;
        current.request(1);
      }
    } catch (RuntimeException | Error e) {
      broken("its request publisher threw " + e.getClass().getName(), e);
    }
  }

  @SuppressWarnings("unchecked") // of the method's element type, which the codec checks
  private void subscribe(Flow.Publisher<?> publisher) {
    ((Flow.Publisher<Object>) publisher).subscribe(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    if (upstream != null) {
      subscription.cancel();
      return;
    }
    upstream = subscription;
    goOn();
  }

  @Override
  public void onNext(Object next) {
    if (next == null) {
      attempt.fail(Code.INVALID_ARGUMENT, "its request publisher sent null, which cannot travel\n  Leave such elements"
          + " out, or send a value that says what null was to say.", null);
      throw new NullPointerException("element");
    }
    if (over || finished) {
      return;
    }
    if (!asked) {
      attempt.fail(Code.INVALID_ARGUMENT, "its request publisher sent more than it was asked for\n  A publisher sends"
          + " as many elements as request(n) said, or memory runs full: make it honour demand, or drop elements.", null);
      return;
    }
    element = next;
    try {
      attempt.send(this);
    } catch (RpcException e) {
      broken("an element of its request cannot be sent: " + e.getMessage(), e.code(), e);
      return;
    } catch (RuntimeException | Error e) { // an accessor of the user's type
      broken("an element of its request cannot be encoded: " + e.getClass().getName(), Code.INVALID_ARGUMENT, e);
      return;
    } finally {
      element = null;
    }
    asked = false;
    goOn();
  }

  @Override
  public void write(WriteBuffer out) {
    attempt.service().codec().arguments().write(Arguments.of(new Object[] {element}), out);
  }

  @Override
  public void onError(Throwable failure) {
    finished = true;
    broken("its request publisher failed: " + failure.getClass().getName(), failure);
  }

  @Override
  public void onComplete() {
    finished = true;
    if (!over) {
      attempt.halfClose();
    }
  }

  private void broken(String what, Throwable cause) {
    broken(what, Code.CANCELLED, cause);
  }

  private void broken(String what, Code code, Throwable cause) {
    attempt.fail(code, what, cause);
  }
}
