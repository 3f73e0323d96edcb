package dev.tern.core.call;

import static java.util.Objects.requireNonNull;

import dev.tern.api.RpcContext;
import java.util.concurrent.Flow;

/**
 * The user's ends of streams, called in the context of the call that they belong to, on whatever thread that happens:
 * its subscribers on either side, and the publishers that it hands over. An empty context leaves them as they are.
 */
public final class InContext {
  private InContext() {}

  /** The user's subscriber. */
  public static <T> Flow.Subscriber<T> subscriber(RpcContext context, Flow.Subscriber<T> users) {
    requireNonNull(users, "subscriber");
    return context.isEmpty() ? users : new Subscriber<>(context, users);
  }

  /** The user's publisher: subscribing, and what its subscriber asks of it, is a call of the user's code. */
  public static <T> Flow.Publisher<T> publisher(RpcContext context, Flow.Publisher<T> users) {
    requireNonNull(users, "publisher");
    return context.isEmpty() ? users : new Publisher<>(context, users);
  }

  private record Subscriber<T>(RpcContext context, Flow.Subscriber<T> users) implements Flow.Subscriber<T> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      RpcContext previous = RpcContext.enter(context);
      try {
        users.onSubscribe(subscription);
      } finally {
        RpcContext.restore(previous);
      }
    }

    @Override
    public void onNext(T item) {
      RpcContext previous = RpcContext.enter(context);
      try {
        users.onNext(item);
      } finally {
        RpcContext.restore(previous);
      }
    }

    @Override
    public void onError(Throwable failure) {
      context.run(() -> users.onError(failure));
    }

    @Override
    public void onComplete() {
      context.run(users::onComplete);
    }
  }

  private record Publisher<T>(RpcContext context, Flow.Publisher<T> users) implements Flow.Publisher<T> {
    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
      requireNonNull(subscriber, "subscriber");
      context.run(() -> users.subscribe(new Watching<>(context, subscriber)));
    }
  }

  /** Ours, which the user's publisher calls: it sees the subscription first. */
  private record Watching<T>(RpcContext context, Flow.Subscriber<? super T> ours) implements Flow.Subscriber<T> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      ours.onSubscribe(subscription == null ? null : new Subscription(context, subscription)); // null: ours complains
    }

    @Override
    public void onNext(T item) {
      ours.onNext(item);
    }

    @Override
    public void onError(Throwable failure) {
      ours.onError(failure);
    }

    @Override
    public void onComplete() {
      ours.onComplete();
    }
  }

  private record Subscription(RpcContext context, Flow.Subscription users) implements Flow.Subscription {
    @Override
    public void request(long count) {
      RpcContext previous = RpcContext.enter(context);
      try {
        users.request(count);
      } finally {
        RpcContext.restore(previous);
      }
    }

    @Override
    public void cancel() {
      context.run(users::cancel);
    }
  }
}
