package dev.tern.core.overload;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one method from taking all of a consumer: while as many of its calls are under way as it may have, another
 * fails at once. A call is under way until it has ended, whatever its kind; a stream until its last message, its
 * failure or its cancellation. Safe for many threads.
 */
public final class Bulkhead implements Invoker {
  private final Invoker next;
  private final MaxActive most;
  private final AtomicInteger active;

  /**
   * @param next carries out the calls that are let through
   * @param active how many are under way: one for all proxies of a method
   */
  public Bulkhead(Invoker next, MaxActive most, AtomicInteger active) {
    this.next = next;
    this.most = most;
    this.active = active;
  }

  @Override
  public CompletionStage<Reply> invoke(Invocation invocation) {
    if (active.getAndIncrement() >= most.calls()) {
      active.decrementAndGet();
      return CompletableFuture.failedFuture(RpcException.notExecuted(Code.RESOURCE_EXHAUSTED,
          invocation.method().fullName() + ": " + most.calls() + " calls are under way already, as many as "
              + most.setting() + " allows"));
    }
    Passage passage = new Passage(invocation);
    invocation.cancellation().onCancel(passage); // whatever becomes of the stage: nobody waits for it any more
    try {
      CompletionStage<Reply> stage = next.invoke(invocation);
      if (stage == null) { // a cluster's, which is a plug-in: whoever asked says so
        passage.end();
        return stage;
      }
      return stage.whenComplete(passage).thenApply(passage::watched);
    } catch (RuntimeException | Error e) {
      passage.end();
      throw e;
    }
  }

  /** One call that was let through. */
  private final class Passage implements Runnable, BiConsumer<@Nullable Reply, @Nullable Throwable> {
    private final Invocation invocation;
    private final AtomicBoolean ended = new AtomicBoolean();

    Passage(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void accept(@Nullable Reply reply, @Nullable Throwable failure) {
      if (failure != null || !streams(reply)) {
        end();
      }
    }

    Reply watched(Reply reply) {
      return streams(reply) && reply.value() instanceof Flow.Publisher<?> publisher
          ? new Reply(new Watched(publisher, this), reply.attachments()) : reply;
    }

    private boolean streams(@Nullable Reply reply) {
      MethodKind kind = invocation.method().kind();
      return reply != null && kind.streamsReplies() && reply.value() instanceof Flow.Publisher<?>;
    }

    void end() {
      if (ended.compareAndSet(false, true)) {
        active.decrementAndGet();
        invocation.cancellation().remove(this);
      }
    }

    /** Cancelled. */
    @Override
    public void run() {
      end();
    }
  }

  /** Replies whose end is the end of their call. */
  private record Watched(Flow.Publisher<?> publisher, Passage passage) implements Flow.Publisher<Object> {
    @Override
    public void subscribe(Flow.Subscriber<? super Object> subscriber) {
      publisher.subscribe(new Flow.Subscriber<Object>() {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
          subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
              subscription.request(count);
            }

            @Override
            public void cancel() {
              passage.end();
              subscription.cancel();
            }
          });
        }

        @Override
        public void onNext(Object element) {
          subscriber.onNext(element);
        }

        @Override
        public void onError(Throwable failure) {
          passage.end();
          subscriber.onError(failure);
        }

        @Override
        public void onComplete() {
          passage.end();
          subscriber.onComplete();
        }
      });
    }
  }
}
