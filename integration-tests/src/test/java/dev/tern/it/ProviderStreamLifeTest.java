package dev.tern.it;

import static dev.tern.it.Feeds.chunk;
import static dev.tern.it.Feeds.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.api.spi.Filter;
import dev.tern.core.RpcServer;
import dev.tern.core.RpcServerBuilder;
import dev.tern.it.pb.feed.Chunk;
import dev.tern.it.pb.feed.FeedsGrpc;
import dev.tern.it.pb.feed.Total;
import dev.tern.it.pb.feed.Wish;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When streams of a provider end though nobody finished them, and what is let go then. */
class ProviderStreamLifeTest {
  private static final Duration SOON = Duration.ofMillis(100);

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private ManagedChannel serve(Object provider) {
    return serve(builder -> builder.service(provider));
  }

  private ManagedChannel serve(UnaryOperator<RpcServerBuilder> settings) {
    return world.closing(new StockChannel(world.serve(settings).port())).channel();
  }

  private static StockStream<Wish, Chunk> download(ManagedChannel channel) {
    return StockStream.start(channel, FeedsGrpc.getDownloadMethod()).ask(wish(0));
  }

  private static Chunk large(long number) {
    return chunk(number).toBuilder().setContent(ByteString.copyFrom(new byte[64 << 10])).build();
  }

  /** How long after now something happened, as it was seen by whoever waits for it. */
  private static Duration after(long startNanos, CompletableFuture<?> event) {
    event.orTimeout(20, TimeUnit.SECONDS).handle((value, failure) -> value).join();
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  @Test
  void aPublisherHearsWithin100MsThatItsConsumerGaveUp() throws Exception {
    Numbers<Chunk> source = Numbers.endless(ProviderStreamLifeTest::large);
    ManagedChannel channel = serve(new Feeds.Base() {
      @Override
      public Flow.Publisher<Chunk> download(Wish wish) {
        return source;
      }
    });
    StockStream<Wish, Chunk> call = download(channel);
    call.next();
    long start = System.nanoTime();
    call.cancel();
    assertThat(after(start, source.cancelledOn())).isLessThan(SOON);
    assertThat(source.cancelledOn().join()).matches("tern-handler-\\d+");
  }

  @Test
  void aSubscriberAndTheCancellationHearWithin100MsThatTheConsumerGaveUp() throws Exception {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    CompletableFuture<RpcException> fired = new CompletableFuture<>();
    CompletableFuture<String> thread = new CompletableFuture<>();
    Filter watching = (invocation, next) -> {
      invocation.cancellation().onCancel(() -> fired.complete(invocation.cancellation().cause()));
      return next.invoke(invocation);
    };
    ManagedChannel channel = serve(builder -> builder.filter(watching).service(new Feeds.Base() {
      @Override
      public CompletableFuture<Total> upload(Flow.Publisher<Chunk> chunks) {
        Collected.each(chunks, chunk -> { }).whenComplete((nothing, failure) -> {
          thread.complete(Thread.currentThread().getName());
          ended.completeExceptionally(failure);
        });
        return new CompletableFuture<>();
      }
    }));
    StockStream<Chunk, Total> call = StockStream.start(channel, FeedsGrpc.getUploadMethod()).send(chunk(1));
    await().until(call::isReady);
    await().until(() -> !fired.isDone());
    long start = System.nanoTime();
    call.cancel();
    assertThat(after(start, ended)).isLessThan(SOON);
    assertThat(ended).isCompletedExceptionally();
    assertThat(ended.handle((nothing, failure) -> failure).join()).isInstanceOfSatisfying(RpcException.class,
        failure -> assertThat(failure.code()).isEqualTo(Code.CANCELLED));
    assertThat(fired.get(1, TimeUnit.SECONDS).code()).isEqualTo(Code.CANCELLED);
    assertThat(thread.join()).matches("tern-handler-\\d+");
  }

  @RpcService(name = "dev.tern.it.pb.feed.Feeds")
  interface Pulled {
    @RpcMethod(name = "Download")
    Stream<Chunk> download(Wish wish);

    @RpcMethod(name = "Chat")
    Iterator<Chunk> chat(Flow.Publisher<Chunk> chunks);
  }

  /** What it opens, it counts when it is closed. */
  private static final class Opened implements Pulled {
    private final AtomicInteger closed = new AtomicInteger();
    private final BlockingQueue<Chunk> later = new LinkedBlockingQueue<>();
    private final CompletableFuture<Thread> waiting = new CompletableFuture<>();

    @Override
    public Stream<Chunk> download(Wish wish) {
      Stream<Chunk> stream = LongStream.iterate(0, i -> i + 1).mapToObj(i -> {
        if (i == wish.getBytes()) {
          throw new RpcException(Code.DATA_LOSS, "no more");
        }
        return large(i);
      });
      return (wish.getCount() > 0 ? stream.limit(wish.getCount()) : stream).onClose(closed::incrementAndGet);
    }

    private final class Waiting implements Iterator<Chunk>, AutoCloseable {
      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public Chunk next() {
        waiting.complete(Thread.currentThread());
        try {
          return later.take();
        } catch (InterruptedException e) {
          throw new IllegalStateException("interrupted", e);
        }
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    }

    @Override
    public Iterator<Chunk> chat(Flow.Publisher<Chunk> chunks) {
      return new Waiting();
    }
  }

  @Test
  void whatAHandlerOpenedIsClosedAtItsEndAtItsFailureAndWhenTheConsumerGivesUp() throws Exception {
    Opened provider = new Opened();
    ManagedChannel channel = serve(provider);
    assertThat(StockStream.start(channel, FeedsGrpc.getDownloadMethod()).ask(wish(3, -1)).rest()).hasSize(3);
    assertThat(provider.closed).as("closed before its end is told").hasValue(1);

    StockStream<Wish, Chunk> failing = StockStream.start(channel, FeedsGrpc.getDownloadMethod()).ask(wish(0, 2));
    assertThat(failing.request(5).status()).isEqualTo(Status.Code.DATA_LOSS);
    assertThat(provider.closed).hasValue(2);

    StockStream<Wish, Chunk> endless = StockStream.start(channel, FeedsGrpc.getDownloadMethod()).ask(wish(0, -1));
    endless.next();
    endless.cancel();
    await().untilAsserted(() -> assertThat(provider.closed).hasValue(3));
  }

  @Test
  void aThreadThatWaitsForTheNextElementIsFreedWhenTheConsumerGivesUp() throws Exception {
    Opened provider = new Opened();
    ManagedChannel channel = serve(builder -> builder.handlerThreads(1).service(provider));
    StockStream<Chunk, Chunk> call = StockStream.start(channel, FeedsGrpc.getChatMethod());
    provider.waiting.get(10, TimeUnit.SECONDS);
    call.cancel();
    await().untilAsserted(() -> assertThat(provider.closed).hasValue(1));
    assertThat(StockStream.start(channel, FeedsGrpc.getDownloadMethod()).ask(wish(3, -1)).rest())
        .as("the next call, on the only thread").hasSize(3);
  }

  @Test
  void whatAHandlerOpenedIsClosedEvenIfAFilterFailsBeforeAnybodySubscribes() {
    Opened provider = new Opened();
    Filter failing = (invocation, next) -> next.invoke(invocation).thenApply(reply -> {
      throw new RpcException(Code.PERMISSION_DENIED, "not you");
    });
    ManagedChannel channel = serve(builder -> builder.filter(failing).service(provider));
    assertThat(download(channel).request(1).status()).isEqualTo(Status.Code.PERMISSION_DENIED);
    await().untilAsserted(() -> assertThat(provider.closed).hasValue(1));
  }

  @Test
  void aSilentStreamTellsItsConsumerSoonThatItWasTaken() throws Exception {
    Opened provider = new Opened();
    StockStream<Chunk, Chunk> call = StockStream.start(serve(provider), FeedsGrpc.getChatMethod()).request(1);
    await().until(call::hasHeaders);
    assertThat(call.waiting()).isZero();
    provider.later.add(chunk(5));
    assertThat(call.awaitNext()).isEqualTo(chunk(5));
    call.cancel();
  }

  @Test
  void aStreamInWhichNothingMovesIsEnded() throws Exception {
    Opened provider = new Opened();
    ManagedChannel channel = serve(builder -> builder.streamIdleTimeout(Duration.ofMillis(700)).service(provider));
    StockStream<Chunk, Chunk> call = StockStream.start(channel, FeedsGrpc.getChatMethod()).request(10);
    for (int i = 0; i < 4; i++) { // 1.2 s in all
      assertThat(call.endsWithin(Duration.ofMillis(300))).isFalse();
      provider.later.add(chunk(i));
      call.awaitNext();
    }
    assertThat(call.status()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(call.fullStatus().getDescription()).startsWith("dev.tern.it.pb.feed.Feeds/Chat: no progress for 700 ms");
    await().untilAsserted(() -> assertThat(provider.closed).hasValue(1));
  }

  /** A status would wait behind what the consumer does not read. */
  @Test
  void aConsumerThatReadsNothingIsLeftAfterAWhile() throws Exception {
    Numbers<Chunk> source = Numbers.endless(ProviderStreamLifeTest::large);
    RpcServer server = world.serve(builder -> builder.streamIdleTimeout(Duration.ofMillis(700))
        .service(new Feeds.Base() {
          @Override
          public Flow.Publisher<Chunk> download(Wish wish) {
            return source;
          }
        }));
    StockStream<Wish, Chunk> call = download(world.closing(new StockChannel(server.port())).channel());
    source.cancelledOn().get(10, TimeUnit.SECONDS);
    long start = System.nanoTime();
    server.close(); // waits 10 s for a stream that is still under way
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(call.request(1_000).status()).isNotEqualTo(Status.Code.OK);
  }

  @Test
  void aHandlerThatTakesItsTimeForTheOnlyReplyIsNotIdle() throws Exception {
    CompletableFuture<Total> answer = new CompletableFuture<>();
    ManagedChannel channel = serve(builder -> builder.streamIdleTimeout(Duration.ofMillis(300))
        .service(new Feeds.Base() {
          @Override
          public CompletableFuture<Total> upload(Flow.Publisher<Chunk> chunks) {
            return Collected.of(chunks).thenCompose(all -> answer);
          }
        }));
    StockStream<Chunk, Total> call = StockStream.start(channel, FeedsGrpc.getUploadMethod()).request(2).halfClose();
    assertThat(call.endsWithin(Duration.ofSeconds(1))).isFalse();
    answer.complete(Total.getDefaultInstance());
    assertThat(call.status()).isEqualTo(Status.Code.OK);

    StockStream<Chunk, Total> open = StockStream.start(channel, FeedsGrpc.getUploadMethod()).request(2);
    assertThat(open.status()).as("of one whose requests never come").isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }

  @Test
  void aStreamWhoseTimeIsUpIsEnded() throws Exception {
    Numbers<Chunk> source = Numbers.endless(ProviderStreamLifeTest::large);
    ManagedChannel channel = serve(new Feeds.Base() {
      @Override
      public Flow.Publisher<Chunk> download(Wish wish) {
        return source;
      }
    });
    StockStream<Wish, Chunk> call = StockStream.start(channel, FeedsGrpc.getDownloadMethod(),
        CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS)).ask(wish(0));
    call.next();
    assertThat(call.status()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    source.cancelledOn().get(2, TimeUnit.SECONDS);
  }

  @Test
  void aClosingServerWaitsForAStreamAndEndsItAtTheLimit() throws Exception {
    Opened provider = new Opened();
    RpcServer server = world.serve(builder -> builder.drainLimit(Duration.ofSeconds(1)).service(provider));
    ManagedChannel channel = world.closing(new StockChannel(server.port())).channel();
    StockStream<Chunk, Chunk> waiting = StockStream.start(channel, FeedsGrpc.getChatMethod()).request(10);
    provider.waiting.get(10, TimeUnit.SECONDS);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
    assertThat(waiting.endsWithin(Duration.ofMillis(300))).isFalse();
    provider.later.add(chunk(1));
    assertThat(waiting.awaitNext()).as("of a server that drains").isEqualTo(chunk(1));
    assertThat(waiting.status()).isNotEqualTo(Status.Code.OK);
    closed.get(10, TimeUnit.SECONDS);
    assertThat(provider.closed).as("what it had opened").hasValue(1);
  }
}
