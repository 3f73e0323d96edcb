package dev.tern.core.provider;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a publisher of what a handler returned as a {@code Stream} or {@code Iterator}: takes as many elements as were
 * asked for, on a thread of the handlers, and gives the thread back until more are. Closes what it takes from, once,
 * whatever happens. A thread that waits for the next element when nobody wants it any more is interrupted.
 */
final class PulledPublisher implements Flow.Publisher<Object>, Flow.Subscription, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(PulledPublisher.class);
  private static final Object END = new Object();

  private final String method;
  private final Source source;
  private final UserCode userCode;
  private final Object lock = new Object();
  // Guarded by lock:
  private Flow.@Nullable Subscriber<? super Object> subscriber;
  private boolean taken;
  private long demand;
  private @Nullable Throwable failure;
  private boolean cancelled;
  private boolean closed;
  /** Somebody takes elements, or is on the way to. */
  private boolean pulling;
  /** Who is inside the source just now. */
  private @Nullable Thread inside;
  // By whoever pulls:
  private @Nullable Iterator<?> iterator;

  /** What elements are taken from, closed afterwards. */
  private interface Source extends AutoCloseable {
    /** Asked for once, by the thread that takes the first. */
    Iterator<?> iterator();
  }

  private record StreamSource(Stream<?> stream) implements Source {
    @Override
    public Iterator<?> iterator() {
      return stream.iterator();
    }

    @Override
    public void close() {
      stream.close();
    }
  }

  private record IteratorSource(Iterator<?> iterator) implements Source {
    @Override
    public void close() throws Exception {
      if (iterator instanceof AutoCloseable closeable) {
        closeable.close();
      }
    }
  }

  private PulledPublisher(String method, Source source, UserCode userCode) {
    this.method = method;
    this.source = source;
    this.userCode = userCode;
  }

  /** @param method named in log lines */
  static PulledPublisher of(String method, Stream<?> stream, UserCode userCode) {
    return new PulledPublisher(method, new StreamSource(stream), userCode);
  }

  /** As above; the iterator is closed if it is {@link AutoCloseable}. */
  static PulledPublisher of(String method, Iterator<?> iterator, UserCode userCode) {
    return new PulledPublisher(method, new IteratorSource(iterator), userCode);
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Object> wanted) {
    requireNonNull(wanted, "subscriber");
    boolean first;
    synchronized (lock) {
      first = !taken;
      taken = true;
    }
    if (!first) {
      SecondSubscriber.refuse(wanted, "the replies of a call");
      return;
    }
    boolean mine; // to speak first, unless it is being closed already
    synchronized (lock) {
      subscriber = wanted;
      mine = !pulling;
      pulling = true;
    }
    try {
      wanted.onSubscribe(this);
    } catch (Throwable e) { // it must not throw, but it may be a filter's
      LOG.warn("{}: the subscriber of its replies threw", method, e);
      cancel();
    }
    if (mine) {
      boolean work;
      synchronized (lock) {
        work = hasWork();
        pulling = work;
      }
      if (work) {
        pull();
      }
    }
  }

  @Override
  public void request(long count) {
    boolean wake;
    synchronized (lock) {
      if (cancelled || closed || failure != null) {
        return;
      }
      if (count <= 0) {
        failure = new IllegalArgumentException("request(" + count + ") (expected: > 0)");
      } else {
        demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
      }
      wake = wake();
    }
    if (wake) {
      pull();
    }
  }

  /** Without a subscriber too: what the handler opened is closed. */
  @Override
  public void cancel() {
    boolean wake;
    synchronized (lock) {
      if (cancelled || closed) {
        return;
      }
      cancelled = true;
      subscriber = null;
      if (inside != null && inside != Thread.currentThread() && userCode.mayBlock()) {
        inside.interrupt();
      }
      wake = wake();
    }
    if (wake) {
      userCode.release(this);
    }
  }

  private void pull() {
    if (!userCode.resume(this)) {
      synchronized (lock) {
        failure = StreamServerCall.overloaded();
      }
      userCode.release(this);
    }
  }

  /** Takes and hands over what was asked for. By one thread at a time. */
  @Override
  public void run() {
    try {
      while (step()) { // until there is nothing to do
      }
    } catch (Throwable e) { // a subscriber must not throw, but it may be a filter's
      LOG.warn("{}: the subscriber of its replies threw", method, e);
      synchronized (lock) {
        cancelled = true;
        subscriber = null;
      }
      close();
    }
  }

  private boolean step() {
    Flow.Subscriber<? super Object> told;
    Throwable broken;
    synchronized (lock) {
      if (!hasWork()) {
        pulling = false;
        return false;
      }
      told = subscriber;
      broken = failure;
    }
    if (told == null) {
      logged(close());
      return false;
    }
    if (broken != null) {
      logged(close());
      told.onError(broken);
      return false;
    }
    Object element;
    try {
      element = next();
    } catch (Throwable e) { // the user's code may throw anything
      logged(close());
      if (!isCancelled()) {
        told.onError(e);
      }
      return false;
    }
    if (isCancelled()) {
      return true; // to be closed
    }
    if (element == END) {
      Throwable closing = close();
      if (closing == null) {
        told.onComplete();
      } else {
        told.onError(closing);
      }
      return false;
    }
    told.onNext(element);
    return true;
  }

  private Object next() {
    synchronized (lock) {
      if (cancelled) {
        return END;
      }
      inside = Thread.currentThread();
      if (demand != Long.MAX_VALUE) {
        demand--;
      }
    }
    try {
      if (iterator == null) {
        iterator = source.iterator();
      }
      return iterator.hasNext() ? requireNonNull(iterator.next(), "an element of the stream is null") : END;
    } finally {
      synchronized (lock) {
        inside = null;
        if (cancelled) {
          Thread.interrupted(); // was meant for the source
        }
      }
    }
  }

  private boolean isCancelled() {
    synchronized (lock) {
      return cancelled;
    }
  }

  /** By whoever pulls, who pulls no more: {@link #pulling} stays true. */
  private @Nullable Throwable close() {
    synchronized (lock) {
      closed = true;
      subscriber = null;
    }
    try {
      source.close();
      return null;
    } catch (Throwable e) { // the user's code may throw anything
      return e;
    }
  }

  private void logged(@Nullable Throwable closing) {
    if (closing != null) {
      LOG.warn("{}: what it returned could not be closed", method, closing);
    }
  }

  // Under lock:

  private boolean hasWork() {
    return !closed && (cancelled || failure != null || demand > 0);
  }

  private boolean wake() {
    if (pulling || !hasWork()) {
      return false;
    }
    pulling = true;
    return true;
  }
}
