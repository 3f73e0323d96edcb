package dev.tern.core.consumer;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Code;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replies of one attempt, for one subscriber. Elements arrive decoded on an event loop and wait here until the
 * executor brings them. No more are asked of the provider than the subscriber wants, nor than about a mebibyte of them
 * can wait; a subscriber that wants all is served by the same few at a time.
 */
final class ReplyStream implements Flow.Publisher<Object>, Flow.Subscription, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplyStream.class);
  private static final int WINDOW_BYTES = 1 << 20;
  private static final int WINDOW_FIRST = 8;
  private static final int WINDOW_MOST = 256;

  private final StreamAttempt attempt;
  private final @Nullable Executor executor;
  private final Queue<Object> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicInteger work = new AtomicInteger();
  private final AtomicBoolean taken = new AtomicBoolean();
  private volatile Flow.@Nullable Subscriber<? super Object> subscriber;
  private volatile boolean cancelled;
  private volatile boolean ended;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable IllegalArgumentException misuse;
  // Guarded by this
  private long wanted; // by the subscriber, and not brought yet
  private int asked; // of the provider, and not brought yet
  private int coming; // of those, not arrived yet
  private int window = WINDOW_FIRST;
  private int averageBytes;

  ReplyStream(StreamAttempt attempt, @Nullable Executor executor) {
    this.attempt = attempt;
    this.executor = executor;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Object> one) {
    requireNonNull(one, "subscriber");
    if (!taken.compareAndSet(false, true)) {
      NoSubscription.refuse(one, attempt.name() + ": its replies have a subscriber");
      return;
    }
    try {
      one.onSubscribe(this);
    } catch (Throwable thrown) {
      broken(thrown);
      return;
    }
    subscriber = one; // from here on others may bring it something
    wake();
  }

  @Override
  public void request(long count) {
    if (count <= 0) {
      misuse = new IllegalArgumentException(attempt.name() + ": request(" + count + ") (expected: > 0)");
      attempt.fail(Code.CANCELLED, "its subscriber asked for " + count + " elements", misuse);
      wake();
      return;
    }
    synchronized (this) {
      wanted = wanted + count < 0 ? Long.MAX_VALUE : wanted + count;
    }
    ask();
  }

  @Override
  public void cancel() {
    if (cancelled) {
      return;
    }
    cancelled = true;
    subscriber = null;
    arrived.clear();
    if (!ended) {
      attempt.fail(Code.CANCELLED, "cancelled by its subscriber", null);
    }
  }

  /** An element; on the event loop. */
  void arrived(Object element, int bytes) {
    synchronized (this) {
      coming--;
      averageBytes = averageBytes == 0 ? bytes : averageBytes + ((bytes - averageBytes) >> 2);
      window = Math.max(2, Math.min(WINDOW_MOST, WINDOW_BYTES / Math.max(1, averageBytes)));
    }
    if (!cancelled) {
      arrived.add(element);
      wake();
    }
  }

  /** No more come. */
  void end(@Nullable Throwable how) {
    failure = how;
    ended = true;
    wake();
  }

  /** True if the next step is the provider's: also while nobody has come yet to take what it sends. */
  boolean isWaiting() {
    synchronized (this) {
      return coming > 0 || !taken.get();
    }
  }

  private void ask() {
    int more;
    synchronized (this) {
      if (asked > window / 2) {
        return; // asked again when half of them has been brought
      }
      more = (int) (Math.min(wanted, window) - asked);
      if (more <= 0 || cancelled || ended) {
        return;
      }
      asked += more;
      coming += more;
    }
    attempt.request(more);
  }

  private void brought(int count) {
    synchronized (this) {
      asked -= count;
      if (wanted != Long.MAX_VALUE) {
        wanted -= count;
      }
    }
    ask();
  }

  private void wake() {
    if (work.getAndIncrement() == 0) {
      Hop.run(executor, this);
    }
  }

  @Override
  public void run() {
    int seen = work.get();
    do {
      bring();
      seen = work.addAndGet(-seen);
    } while (seen != 0);
  }

  private void bring() {
    int count = 0;
    while (true) {
      Flow.Subscriber<? super Object> one = subscriber;
      if (one == null) {
        if (cancelled) {
          arrived.clear();
        }
        return;
      }
      if (misuse != null) {
        end(one, misuse);
        return;
      }
      boolean last = ended; // looked at before the queue: what is not in it now never comes
      Object element = arrived.poll();
      if (element == null) {
        if (last) {
          end(one, failure);
        } else if (count > 0) {
          brought(count);
        }
        return;
      }
      try {
        one.onNext(element);
      } catch (Throwable thrown) {
        broken(thrown);
        return;
      }
      if (++count >= 16) {
        brought(count);
        count = 0;
      }
    }
  }

  private void end(Flow.Subscriber<? super Object> one, @Nullable Throwable how) {
    cancelled = true; // whatever it still asks for
    subscriber = null;
    arrived.clear();
    try {
      if (how == null) {
        one.onComplete();
      } else {
        one.onError(how);
      }
    } catch (Throwable thrown) {
      LOG.warn("{}: the subscriber of its replies threw when told of their end", attempt.name(), thrown);
    }
  }

  private void broken(Throwable thrown) {
    LOG.warn("{}: the subscriber of its replies threw; the call is cancelled", attempt.name(), thrown);
    cancel();
  }
}
