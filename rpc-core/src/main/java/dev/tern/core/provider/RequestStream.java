package dev.tern.core.provider;

import static java.util.Objects.requireNonNull;

import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.ReadBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one call, as its handler gets them. Messages are asked of the transport as the handler's subscriber
 * asks for them, a few ahead at most however many it wants, are decoded on the event loop, and wait here for the thread
 * that hands them over.
 *
 * <p>A subscriber that cancels ends its own part alone: the call goes on. What still comes is dropped undecoded, so
 * that the consumer can finish, up to {@link #MOST_DROPPED_BYTES}; beyond it, flow control holds the consumer until the
 * handler has answered.
 */
final class RequestStream implements Flow.Publisher<Object>, Runnable {
  static final long MOST_DROPPED_BYTES = 4 << 20;
  private static final int BYTES_BESIDE_A_MESSAGE = 64; // what an empty one costs

  /** The call, as its requests see it. */
  interface Owner {
    /** Lets this many more messages arrive. Any thread. */
    void request(int messages);

    /** The subscriber took a message. */
    void onProgress();

    /** A message came that is no request. */
    void onUndecodable(String why);

    /** No thread could be had for the subscriber. */
    void onOverload();

    /** The subscriber threw. */
    void onSubscriberFailed(Throwable failure);
  }

  private final MethodContract method;
  private final MessageCodec<List<@Nullable Object>> codec;
  private final UserCode userCode;
  private final Owner owner;
  private final Object lock = new Object();
  // Guarded by lock:
  private final Queue<Object> queue = new ArrayDeque<>();
  private final Ahead ahead = new Ahead();
  private Flow.@Nullable Subscriber<? super Object> subscriber;
  private boolean taken;
  /** Somebody speaks to the subscriber, or is on the way to. */
  private boolean speaking;
  /** The subscriber is told nothing more. */
  private boolean over;
  private boolean completed;
  private @Nullable Throwable failure;
  /** Wanted by the subscriber and not handed over yet. */
  private long demand;
  /** Asked of the transport and not come yet. */
  private int coming;
  private long droppedBytes;

  RequestStream(MethodContract method, MessageCodec<List<@Nullable Object>> codec, UserCode userCode, Owner owner) {
    this.method = method;
    this.codec = codec;
    this.userCode = userCode;
    this.owner = owner;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Object> wanted) {
    requireNonNull(wanted, "subscriber");
    boolean first;
    synchronized (lock) {
      first = !taken;
      taken = true;
      if (first) {
        subscriber = wanted;
        speaking = true; // until it has its subscription
      }
    }
    if (!first) {
      SecondSubscriber.refuse(wanted, "the requests of a call");
      return;
    }
    try {
      wanted.onSubscribe(new Handle());
    } catch (Throwable e) { // it must not throw, but it is the user's
      cancel();
      owner.onSubscriberFailed(e);
    }
    boolean waiting;
    synchronized (lock) {
      waiting = hasSignal();
      speaking = waiting;
    }
    if (waiting) {
      speak();
    }
  }

  /** A message came, on the event loop. */
  void onMessage(ReadBuffer message) {
    int bytes = message.remaining();
    int more = 0;
    boolean dropped;
    synchronized (lock) {
      dropped = over || failure != null;
      if (dropped) {
        coming--;
        more = drop(bytes);
      }
    }
    if (dropped) {
      ask(more);
      return;
    }
    Object element;
    try {
      element = requireNonNull(codec.read(message).get(0), "element");
    } catch (DecodeException e) {
      owner.onUndecodable(e.getMessage());
      return;
    } catch (RuntimeException | Error e) { // a constructor of the user's type refused what came
      Failures.logUndecodable(method, e);
      owner.onUndecodable("its values were refused");
      return;
    }
    boolean wake;
    synchronized (lock) {
      coming--; // not before it is in the queue: whoever counts meanwhile would ask for it again
      if (over || failure != null) {
        more = drop(bytes);
        wake = false;
      } else {
        queue.add(element);
        ahead.seen(bytes);
        wake = wake();
      }
    }
    ask(more);
    if (wake) {
      speak();
    }
  }

  /** No more come. */
  void complete() {
    boolean wake;
    synchronized (lock) {
      completed = true;
      wake = wake();
    }
    if (wake) {
      speak();
    }
  }

  /** The call is over, before the subscriber heard the end of its requests. What waits is dropped. Idempotent. */
  void fail(Throwable cause) {
    boolean wake;
    synchronized (lock) {
      if (failure != null) {
        return;
      }
      failure = cause;
      queue.clear();
      wake = wake();
    }
    if (wake) {
      userCode.release(this);
    }
  }

  /** Speaks to the subscriber until there is nothing to say. By one thread at a time. */
  @Override
  public void run() {
    while (true) {
      Flow.Subscriber<? super Object> told;
      Object element;
      Throwable cause;
      int more;
      synchronized (lock) {
        told = subscriber;
        if (told == null || !hasSignal()) {
          speaking = false;
          return;
        }
        cause = failure;
        element = cause == null ? queue.poll() : null;
        if (element == null) {
          finish();
        } else if (demand != Long.MAX_VALUE) {
          demand--;
        }
        more = more();
      }
      ask(more); // before the element is handed over, so that the next one comes meanwhile
      try {
        tell(told, element, cause);
      } catch (Throwable e) { // it must not throw, but it is the user's
        cancel();
        owner.onSubscriberFailed(e);
      }
    }
  }

  private void tell(Flow.Subscriber<? super Object> told, @Nullable Object element, @Nullable Throwable cause) {
    if (element != null) {
      told.onNext(element);
      owner.onProgress();
    } else if (cause != null) {
      told.onError(cause);
    } else {
      told.onComplete();
    }
  }

  private void speak() {
    if (!userCode.resume(this)) {
      owner.onOverload();
      userCode.release(this);
    }
  }

  private void ask(int messages) {
    if (messages > 0) {
      owner.request(messages);
    }
  }

  private void request(long count) {
    int more;
    boolean wake;
    synchronized (lock) {
      if (over || failure != null) {
        return;
      }
      if (count <= 0) {
        failure = new IllegalArgumentException("request(" + count + ") (expected: > 0)");
        queue.clear();
        more = dropTheRest();
      } else {
        demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
        more = more();
      }
      wake = wake();
    }
    ask(more);
    if (wake) {
      speak();
    }
  }

  private void cancel() {
    int more;
    synchronized (lock) {
      if (over) {
        return;
      }
      finish();
      more = dropTheRest();
    }
    ask(more);
  }

  // Under lock:

  private int dropTheRest() {
    return coming == 0 ? drop(0) : 0;
  }

  private void finish() {
    over = true;
    subscriber = null; // it may be forgotten, and be larger than it looks
    queue.clear();
  }

  private boolean hasSignal() {
    return !over && (failure != null || completed || !queue.isEmpty());
  }

  private boolean wake() {
    if (speaking || subscriber == null || !hasSignal()) {
      return false;
    }
    speaking = true;
    return true;
  }

  /** How many to ask of the transport now. */
  private int more() {
    if (over || failure != null || completed) {
      return 0;
    }
    int most = ahead.messages();
    int have = coming + queue.size();
    if (have > most / 2) {
      return 0;
    }
    int more = (int) Math.min(most, demand) - have;
    if (more <= 0) {
      return 0;
    }
    coming += more;
    return more;
  }

  /** How many to ask of the transport after one was dropped: one at a time, until it was enough. */
  private int drop(int bytes) {
    droppedBytes += bytes + BYTES_BESIDE_A_MESSAGE;
    if (completed || coming > 0 || droppedBytes > MOST_DROPPED_BYTES) {
      return 0;
    }
    coming = 1;
    return 1;
  }

  private final class Handle implements Flow.Subscription {
    @Override
    public void request(long count) {
      RequestStream.this.request(count);
    }

    @Override
    public void cancel() {
      RequestStream.this.cancel();
    }
  }
}
