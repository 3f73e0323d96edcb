package dev.tern.it;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A subscriber that asks only when told to, remembers what came, and notices when it is called by two at once. */
class Taker<T> implements Flow.Subscriber<T> {
  private final CountDownLatch subscribed = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicInteger inside = new AtomicInteger();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile @Nullable Throwable failure;
  final List<T> elements = new CopyOnWriteArrayList<>();
  final Set<String> threads = ConcurrentHashMap.newKeySet();
  final List<String> faults = new CopyOnWriteArrayList<>();

  /** Takes all. */
  static <T> Taker<T> all(Flow.Publisher<T> publisher) {
    Taker<T> taker = of(publisher);
    taker.request(Long.MAX_VALUE);
    return taker;
  }

  /** Takes none before it is told to. */
  static <T> Taker<T> of(Flow.Publisher<T> publisher) {
    Taker<T> taker = new Taker<>();
    publisher.subscribe(taker);
    return taker;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    subscribed.countDown();
  }

  @Override
  public void onNext(T element) {
    enter();
    elements.add(element);
    inside.decrementAndGet();
  }

  @Override
  public void onError(Throwable thrown) {
    enter();
    failure = thrown;
    ended.countDown();
    inside.decrementAndGet();
  }

  @Override
  public void onComplete() {
    enter();
    ended.countDown();
    inside.decrementAndGet();
  }

  private void enter() {
    threads.add(Thread.currentThread().getName());
    if (inside.incrementAndGet() != 1) {
      faults.add("called by two at once");
    }
    if (ended.getCount() == 0) {
      faults.add("called after its end");
    }
  }

  void request(long count) {
    subscription.request(count);
  }

  void cancel() {
    subscription.cancel();
  }

  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  Taker<T> awaitElements(int count) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> elements.size() >= count || hasEnded());
    if (elements.size() < count) {
      throw new AssertionError("ended after " + elements.size() + " elements", failure);
    }
    return this;
  }

  /** Waits for success. */
  Taker<T> awaitEnd() throws InterruptedException {
    return awaitEnd(Duration.ofSeconds(20));
  }

  Taker<T> awaitEnd(Duration limit) throws InterruptedException {
    Throwable thrown = end(limit);
    if (thrown != null) {
      throw new AssertionError("failed", thrown);
    }
    return this;
  }

  /** Waits for the failure. */
  Throwable awaitFailure() throws InterruptedException {
    Throwable thrown = end(Duration.ofSeconds(20));
    if (thrown == null) {
      throw new AssertionError("ended without a failure, after " + elements.size() + " elements");
    }
    return thrown;
  }

  private @Nullable Throwable end(Duration limit) throws InterruptedException {
    if (!ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("has not ended; elements: " + elements.size());
    }
    if (!faults.isEmpty()) {
      throw new AssertionError(faults.toString());
    }
    return failure;
  }
}
