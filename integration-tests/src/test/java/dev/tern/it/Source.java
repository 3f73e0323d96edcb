package dev.tern.it;

import com.google.protobuf.ByteString;
import dev.tern.it.pb.Chunk;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Publishes chunks on the thread that asks for them, as many as it is asked for, and counts. */
final class Source implements Flow.Publisher<Chunk>, Flow.Subscription {
  private final int count;
  private final IntFunction<Chunk> chunks;
  private final @Nullable Throwable then;
  private final AtomicLong wanted = new AtomicLong();
  private volatile Flow.@Nullable Subscriber<? super Chunk> subscriber;
  final AtomicInteger subscriptions = new AtomicInteger();
  final AtomicInteger made = new AtomicInteger();
  final AtomicBoolean cancelled = new AtomicBoolean();
  final AtomicBoolean done = new AtomicBoolean();
  volatile String thread = "";

  private Source(int count, IntFunction<Chunk> chunks, @Nullable Throwable then) {
    this.count = count;
    this.chunks = chunks;
    this.then = then;
  }

  static Source of(int count, int bytes) {
    ByteString content = ByteString.copyFrom(new byte[bytes]);
    return new Source(count, number -> Chunk.newBuilder().setNumber(number).setContent(content).build(), null);
  }

  static Source of(int count, IntFunction<Chunk> chunks) {
    return new Source(count, chunks, null);
  }

  /** Never ends by itself. */
  static Source endless(int bytes) {
    return of(Integer.MAX_VALUE, bytes);
  }

  static Source failing(int count, Throwable then) {
    return new Source(count, number -> Chunk.newBuilder().setNumber(number).build(), then);
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Chunk> one) {
    subscriptions.incrementAndGet();
    subscriber = one;
    one.onSubscribe(this);
    if (count == 0) {
      finish();
    }
  }

  @Override
  public void request(long more) {
    thread = Thread.currentThread().getName();
    if (wanted.getAndAdd(more) > 0) {
      return; // the loop below goes on
    }
    do {
      if (done.get() || cancelled.get()) {
        return;
      }
      subscriber.onNext(chunks.apply(made.getAndIncrement()));
      if (made.get() >= count) {
        finish();
      }
    } while (wanted.decrementAndGet() > 0);
  }

  private void finish() {
    if (done.compareAndSet(false, true) && !cancelled.get()) {
      if (then == null) {
        subscriber.onComplete();
      } else {
        subscriber.onError(then);
      }
    }
  }

  @Override
  public void cancel() {
    cancelled.set(true);
  }
}
