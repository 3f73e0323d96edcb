package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import dev.tern.it.pb.Chunk;
import dev.tern.it.pb.Sum;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever ends a stream ends it everywhere, at once, and whoever waits for it is told why. */
class StreamCancelTest {
  private static final long SOON_MILLIS = 1000; // 100 ms are promised; machines that test are busy

  private final World world = new World();
  private final StreamServer server = world.closing(new StreamServer());

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private <T> T create(Class<T> type) {
    return world.direct(server.address()).create(type);
  }

  private void assertProviderIsToldSoon(String method) throws InterruptedException {
    long begun = System.nanoTime();
    assertThat(server.nextCancelled()).isEqualTo(method);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(SOON_MILLIS));
  }

  @Test
  void cancellingASubscriptionEndsTheCallAndNothingMoreIsTold() throws Exception {
    Taker<Chunk> taker = Taker.of(create(Streams.Publishers.class).down(Streams.want(1000, 1, "silence")));
    taker.request(10);
    taker.awaitElements(10);
    taker.cancel();
    taker.request(10);
    assertProviderIsToldSoon("Down");
    assertThat(taker.elements).hasSize(10);
    assertThat(taker.hasEnded()).isFalse();
  }

  @Test
  void cancellingInsideOfOnNextEndsTheCall() throws Exception {
    Taker<Chunk> taker = new Taker<>() {
      @Override
      public void onNext(Chunk chunk) {
        super.onNext(chunk);
        if (chunk.getNumber() == 4) {
          cancel();
        }
      }
    };
    create(Streams.Publishers.class).down(Streams.want(1000, 1, "silence")).subscribe(taker);
    taker.request(Long.MAX_VALUE);
    assertProviderIsToldSoon("Down");
    assertThat(taker.elements).hasSize(5);
  }

  @Test
  void cancellingBeforeTheProviderAnsweredEndsTheCall() throws Exception {
    Taker<Chunk> taker = Taker.all(create(Streams.Publishers.class).down(Streams.want(0, 1, "silence")));
    Awaitility.await().until(() -> server.calls.get() == 1);
    taker.cancel();
    assertProviderIsToldSoon("Down");
  }

  @Test
  void aSubscriptionCancelledAtOnceMakesNoCall() throws Exception {
    Streams.Publishers streams = create(Streams.Publishers.class);
    streams.down(Streams.want(1)).subscribe(new Taker<>() {
      @Override
      public void onSubscribe(Flow.Subscription given) {
        given.cancel();
      }
    });
    Taker.all(streams.down(Streams.want(1))).awaitEnd();
    assertThat(server.calls).hasValue(1);
  }

  @Test
  void cancellingTheRepliesOfAConversationCancelsItsRequestPublisher() throws Exception {
    Source source = Source.endless(100);
    Taker<Chunk> taker = Taker.of(create(Streams.Publishers.class).both(source));
    taker.request(10);
    taker.awaitElements(10);
    taker.cancel();
    assertProviderIsToldSoon("Both");
    Awaitility.await().untilTrue(source.cancelled);
  }

  @Test
  void cancellingTheFutureOfAStreamedRequestCancelsItsPublisher() throws Exception {
    Source source = Source.endless(100);
    CompletableFuture<Sum> sum = create(Streams.Publishers.class).up(source);
    Awaitility.await().until(() -> server.received.get() > 10);
    sum.cancel(true);
    assertProviderIsToldSoon("Up");
    Awaitility.await().untilTrue(source.cancelled);
    assertThat(catchThrowable(sum::join)).isInstanceOf(CancellationException.class);
  }

  @Test
  void closingAStreamEndsTheCall() throws Exception {
    try (Stream<Chunk> replies = create(Streams.Lazy.class).down(Streams.want(1000, 1, "silence"))) {
      assertThat(replies.limit(3).count()).isEqualTo(3);
    }
    assertProviderIsToldSoon("Down");
  }

  @Test
  void closingAnIteratorEndsTheCallAndItsWaitingReaderIsTold() throws Exception {
    Iterator<Chunk> replies = create(Streams.Iterators.class).down(Streams.want(1, 1, "silence"));
    FutureTask<Throwable> reader = reading(replies);
    ((AutoCloseable) replies).close();
    assertProviderIsToldSoon("Down");
    assertThat(told(reader)).isEqualTo("CANCELLED dev.tern.it.pb.Streams/Down: closed by its reader");
    assertThat(catchThrowableOfType(RpcException.class, replies::hasNext).code()).isEqualTo(Code.CANCELLED);
  }

  @Test
  void interruptingAWaitingReaderEndsTheCall() throws Exception {
    Iterator<Chunk> replies = create(Streams.Iterators.class).down(Streams.want(1, 1, "silence"));
    replies.next();
    boolean[] interrupted = new boolean[1];
    FutureTask<Throwable> reader = new FutureTask<>(() -> {
      Throwable thrown = catchThrowable(replies::next);
      interrupted[0] = Thread.currentThread().isInterrupted();
      return thrown;
    });
    Thread thread = new Thread(reader);
    thread.start();
    awaitWaiting(thread);
    thread.interrupt();
    assertThat(told(reader))
        .isEqualTo("CANCELLED dev.tern.it.pb.Streams/Down: the reading thread was interrupted");
    assertThat(interrupted[0]).isTrue();
    assertProviderIsToldSoon("Down");
  }

  @Test
  void closingTheClientEndsEveryStreamAndTellsWhoeverWaits() throws Exception {
    RpcClient client = world.direct(server.address());
    Iterator<Chunk> replies = client.create(Streams.Iterators.class).down(Streams.want(1, 1, "silence"));
    FutureTask<Throwable> reader = reading(replies);
    Streams.Publishers publishers = client.create(Streams.Publishers.class);
    Taker<Chunk> taker = Taker.all(publishers.down(Streams.want(1, 1, "silence"))).awaitElements(1);
    Source source = Source.endless(1);
    CompletableFuture<Sum> sum = publishers.up(source);
    Awaitility.await().until(() -> server.received.get() > 0);

    long begun = System.nanoTime();
    client.close();

    assertThat(told(reader)).startsWith("UNAVAILABLE dev.tern.it.pb.Streams/Down broke off")
        .contains("client was closed");
    assertThat(taker.awaitFailure()).hasMessageContaining("client was closed");
    assertThat(Failing.soon(sum)).hasMessageContaining("client was closed");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    for (int call = 0; call < 3; call++) {
      assertThat(server.nextCancelled()).isNotEqualTo("none was cancelled");
    }
    Awaitility.await().untilTrue(source.cancelled);
  }

  @Test
  void aSubscriberThatThrowsEndsItsCallAndNoOther() throws Exception {
    Streams.Publishers streams = create(Streams.Publishers.class);
    Taker<Chunk> other = Taker.of(streams.down(Streams.want(100)));
    Taker<Chunk> broken = new Taker<>() {
      @Override
      public void onNext(Chunk chunk) {
        super.onNext(chunk);
        throw new IllegalStateException("mine");
      }
    };
    streams.down(Streams.want(1000, 1, "silence")).subscribe(broken);
    broken.request(Long.MAX_VALUE);
    assertThat(server.nextCancelled()).isEqualTo("Down");
    assertThat(broken.elements).hasSize(1);
    assertThat(broken.hasEnded()).isFalse();
    other.request(Long.MAX_VALUE);
    assertThat(other.awaitEnd().elements).hasSize(100);
  }

  @Test
  void readersThatWaitOnEveryThreadOfTheClientDoNotWaitForEachOther() throws Exception {
    RpcClient client = world.direct(server.address());
    Streams.Iterators iterators = client.create(Streams.Iterators.class);
    Streams.Publishers publishers = client.create(Streams.Publishers.class);
    CompletableFuture<?>[] readers = new CompletableFuture<?>[32];
    for (int i = 0; i < readers.length; i++) { // more than the client has threads, each on one of them
      readers[i] = publishers.up(Source.of(1, 1)).thenApply(sum -> {
        int count = 0;
        for (Iterator<Chunk> replies = iterators.down(Streams.want(100)); replies.hasNext(); replies.next()) {
          count++;
        }
        return count;
      });
    }
    for (CompletableFuture<?> reader : readers) {
      assertThat(reader.get(20, TimeUnit.SECONDS)).isEqualTo(100);
    }
  }

  /** A thread that took the first element and waits for the second. */
  private static FutureTask<Throwable> reading(Iterator<Chunk> replies) {
    replies.next();
    FutureTask<Throwable> reader = new FutureTask<>(() -> catchThrowable(replies::next));
    Thread thread = new Thread(reader);
    thread.start();
    awaitWaiting(thread);
    return reader;
  }

  private static void awaitWaiting(Thread thread) {
    Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
  }

  private static String told(FutureTask<Throwable> reader) throws Exception {
    RpcException failure = (RpcException) reader.get(SOON_MILLIS, TimeUnit.MILLISECONDS);
    return failure.code() + " " + failure.getMessage();
  }
}
