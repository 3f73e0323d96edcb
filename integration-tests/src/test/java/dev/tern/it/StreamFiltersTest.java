package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.AttachmentKey;
import dev.tern.api.spi.Filter;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Reply;
import dev.tern.core.RpcClient;
import dev.tern.it.pb.Chunk;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Filters see a stream as one call, and may stand in the way of its elements. */
class StreamFiltersTest {
  private final World world = new World();
  private final StreamServer server = world.closing(new StreamServer());

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private RpcClient client(Filter call, Filter attempt) {
    return world.closing(
        RpcClient.builder().direct(server.address()).filter(call).attemptFilter(attempt).build());
  }

  /** The same elements, changed one by one. */
  private record Changed(Flow.Publisher<?> source, UnaryOperator<Chunk> change) implements Flow.Publisher<Object> {
    @Override
    @SuppressWarnings("unchecked")
    public void subscribe(Flow.Subscriber<? super Object> subscriber) {
      ((Flow.Publisher<Object>) source).subscribe(new Flow.Subscriber<>() {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
          subscriber.onSubscribe(subscription);
        }

        @Override
        public void onNext(Object element) {
          subscriber.onNext(change.apply((Chunk) element));
        }

        @Override
        public void onError(Throwable failure) {
          subscriber.onError(failure);
        }

        @Override
        public void onComplete() {
          subscriber.onComplete();
        }
      });
    }
  }

  private static Chunk plus(Chunk chunk, int more) {
    return Chunk.newBuilder().setNumber(chunk.getNumber() + more).build();
  }

  private static Filter changingReplies(int more) {
    return (invocation, next) -> next.invoke(invocation).thenApply(
        reply -> new Reply(new Changed((Flow.Publisher<?>) reply.value(), chunk -> plus(chunk, more)),
            reply.attachments()));
  }

  private static Filter changingRequests(int more) {
    return (invocation, next) -> next.invoke(invocation.withArguments(
        List.of(new Changed((Flow.Publisher<?>) invocation.arguments().get(0), chunk -> plus(chunk, more)))));
  }

  private static List<Integer> numbers(Taker<Chunk> taker) throws InterruptedException {
    return taker.awaitEnd().elements.stream().map(Chunk::getNumber).toList();
  }

  @Test
  void aFilterOfCallsAndOneOfAttemptsSeeAStreamOnceEach() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger attempts = new AtomicInteger();
    Streams.Publishers streams = client((invocation, next) -> {
      calls.incrementAndGet();
      return next.invoke(invocation);
    }, (invocation, next) -> {
      attempts.incrementAndGet();
      return next.invoke(invocation.withAttachments(
          invocation.attachments().with(AttachmentKey.of("trail"), "kept")));
    }).create(Streams.Publishers.class);
    assertThat(numbers(Taker.all(streams.down(Streams.want(3))))).containsExactly(0, 1, 2);
    assertThat(streams.up(Source.of(3, 1)).get(20, TimeUnit.SECONDS).getCount()).isEqualTo(3);
    assertThat(calls).hasValue(2);
    assertThat(attempts).hasValue(2);
    assertThat(server.headerOfNextCall("trail")).isEqualTo("kept");
  }

  @Test
  void filtersMayChangeTheElementsOfBothDirections() throws Exception {
    Streams.Publishers streams = client(changingReplies(100), changingRequests(1000)).create(Streams.Publishers.class);
    assertThat(numbers(Taker.all(streams.both(Source.of(3, 1))))).containsExactly(1100, 1101, 1102);
  }

  @Test
  void aFilterThatAnswersNoPublisherFailsTheCallAndEndsIt() throws Exception {
    Streams.Publishers streams = client((invocation, next) -> next.invoke(invocation).thenApply(reply -> Reply.of("no")),
        (invocation, next) -> next.invoke(invocation)).create(Streams.Publishers.class);
    assertThat(Taker.all(streams.down(Streams.want(3, 1, "silence"))).awaitFailure())
        .hasMessageContaining("a filter answered no publisher");
    assertThat(server.nextCancelled()).isEqualTo("Down");
  }

  /** Gives at once what it is asked for, as Flow permits: also while its subscriber is still in onNext. */
  private static Flow.Publisher<Chunk> fromMemory(int count) {
    return subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
      private int given;

      @Override
      public void request(long more) {
        for (long i = 0; i < more && given < count; i++) {
          subscriber.onNext(Chunk.newBuilder().setNumber(given++).build());
          if (given == count) {
            subscriber.onComplete();
          }
        }
      }

      @Override
      public void cancel() {
        given = count;
      }
    });
  }

  @Test
  void noElementIsLostOfAFilterThatGivesEachAtOnceWhenItIsAskedFor() throws Exception {
    Streams.Publishers streams =
        client((invocation, next) -> CompletableFuture.completedFuture(Reply.of(fromMemory(5))),
            (invocation, next) -> next.invoke(invocation)).create(Streams.Publishers.class);
    List<Integer> taken = new CopyOnWriteArrayList<>();
    CountDownLatch completed = new CountDownLatch(1);
    streams.down(Streams.want(5)).subscribe(new Flow.Subscriber<>() {
      private Flow.Subscription subscription;

      @Override
      public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        subscription.request(1);
      }

      @Override
      public void onNext(Chunk chunk) {
        taken.add(chunk.getNumber());
        subscription.request(1);
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onComplete() {
        completed.countDown();
      }
    });
    assertThat(completed.await(10, TimeUnit.SECONDS)).as("completed after %s", taken).isTrue();
    assertThat(taken).containsExactly(0, 1, 2, 3, 4);
  }
}
