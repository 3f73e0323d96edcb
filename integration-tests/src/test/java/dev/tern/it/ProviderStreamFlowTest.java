package dev.tern.it;

import static dev.tern.it.Feeds.chunk;
import static dev.tern.it.Feeds.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.it.pb.feed.Chunk;
import dev.tern.it.pb.feed.FeedsGrpc;
import dev.tern.it.pb.feed.Total;
import dev.tern.it.pb.feed.Wish;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody is asked for more than the other side takes. */
class ProviderStreamFlowTest {
  private static final int CHUNK_BYTES = 16 << 10;
  /** What fits into the consumer's window, and the few that the provider holds beside it. */
  private static final int WINDOW_CHUNKS = StockChannel.WINDOW_BYTES / CHUNK_BYTES + 8;

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private ManagedChannel serve(Object provider) {
    return world.closing(new StockChannel(world.serve(builder -> builder.service(provider).handlerThreads(4)).port()))
        .channel();
  }

  private static Chunk large(long number) {
    return chunk(number).toBuilder().setContent(ByteString.copyFrom(new byte[CHUNK_BYTES])).build();
  }

  /** Waits until a count stands still, and says where. */
  private static long settled(LongSupplier count) {
    AtomicLong last = new AtomicLong(-1);
    await().pollInterval(Duration.ofMillis(200)).until(() -> {
      long now = count.getAsLong();
      return now > 0 && last.getAndSet(now) == now;
    });
    return count.getAsLong();
  }

  @Test
  void aConsumerThatReadsNothingStopsThePublisher() throws Exception {
    Numbers<Chunk> source = Numbers.endless(ProviderStreamFlowTest::large);
    ManagedChannel channel = serve(new Feeds.Base() {
      @Override
      public Flow.Publisher<Chunk> download(Wish wish) {
        return source;
      }
    });
    StockStream<Wish, Chunk> call = StockStream.start(channel, FeedsGrpc.getDownloadMethod()).ask(wish(0));
    long asked = settled(source::requested);
    assertThat(asked).isLessThan(WINDOW_CHUNKS);
    for (int i = 0; i < 3 * WINDOW_CHUNKS; i++) {
      assertThat(call.next().getNumber()).isEqualTo(i);
    }
    assertThat(settled(source::requested)).isBetween(3L * WINDOW_CHUNKS, 4L * WINDOW_CHUNKS);
    call.cancel();
    source.cancelledOn().join();
  }

  @RpcService(name = "dev.tern.it.pb.feed.Feeds")
  interface Pulled {
    @RpcMethod(name = "Download")
    Stream<Chunk> download(Wish wish);
  }

  /** Four threads serve forty streams that nobody reads, and then every one to its end. */
  @Test
  void aStreamThatIsNotReadHoldsNoThread() throws Exception {
    AtomicLong taken = new AtomicLong();
    ManagedChannel channel = serve((Pulled) wish -> LongStream.range(0, wish.getCount()).mapToObj(i -> {
      taken.incrementAndGet();
      return large(i);
    }));
    List<StockStream<Wish, Chunk>> calls = Stream.generate(() ->
        StockStream.start(channel, FeedsGrpc.getDownloadMethod()).ask(wish(200))).limit(40).toList();
    assertThat(settled(taken::get)).isLessThan(40L * WINDOW_CHUNKS);
    for (StockStream<Wish, Chunk> call : calls) {
      assertThat(call.rest()).hasSize(200);
    }
  }

  /** Takes nothing by itself. */
  private static final class Hesitant implements Flow.Subscriber<Chunk> {
    private final AtomicReference<Flow.Subscription> subscription = new AtomicReference<>();
    private final AtomicLong received = new AtomicLong();
    private final CompletableFuture<Long> done = new CompletableFuture<>();

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription.set(given);
    }

    @Override
    public void onNext(Chunk chunk) {
      assertThat(chunk.getNumber()).isEqualTo(received.getAndIncrement());
    }

    @Override
    public void onError(Throwable failure) {
      done.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      done.complete(received.get());
    }
  }

  @Test
  void aHandlerThatAsksForNothingStopsItsConsumer() throws Exception {
    Hesitant reader = new Hesitant();
    ManagedChannel channel = serve(new Feeds.Base() {
      @Override
      public CompletableFuture<Total> upload(Flow.Publisher<Chunk> chunks) {
        chunks.subscribe(reader);
        return reader.done.thenApply(count -> Total.newBuilder().setCount(count).build());
      }
    });
    StockStream<Chunk, Total> call = StockStream.start(channel, FeedsGrpc.getUploadMethod()).request(2);
    await().until(() -> call.isReady() && reader.subscription.get() != null);
    long sent = 0;
    while (sent * CHUNK_BYTES < 3 << 20) {
      call.send(large(sent++));
    }
    await().until(() -> !call.isReady());
    await().during(Duration.ofMillis(300)).until(() -> !call.isReady() && reader.received.get() == 0);

    reader.subscription.get().request(10);
    await().until(() -> reader.received.get() == 10);
    await().during(Duration.ofMillis(200)).until(() -> reader.received.get() == 10);

    reader.subscription.get().request(Long.MAX_VALUE);
    assertThat(call.halfClose().awaitNext().getCount()).isEqualTo(sent);
    assertThat(call.status()).isEqualTo(Status.Code.OK);
  }

  /** A handler that wants no more does not stop a consumer that has more to say. */
  @Test
  void whatAHandlerNoLongerWantsIsTakenFromTheConsumerUpToALimit() throws Exception {
    CompletableFuture<Total> answer = new CompletableFuture<>();
    ManagedChannel channel = serve(new Feeds.Base() {
      @Override
      public CompletableFuture<Total> upload(Flow.Publisher<Chunk> chunks) {
        chunks.subscribe(new Flow.Subscriber<>() {
          private Flow.Subscription subscription;

          @Override
          public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(5);
          }

          @Override
          public void onNext(Chunk chunk) {
            if (chunk.getNumber() == 1) {
              subscription.cancel();
            } else if (chunk.getNumber() > 1) {
              answer.completeExceptionally(new AssertionError("got " + chunk.getNumber() + " after it cancelled"));
            }
          }

          @Override
          public void onError(Throwable failure) {
            answer.completeExceptionally(new AssertionError("told of a failure after it cancelled", failure));
          }

          @Override
          public void onComplete() {
            answer.completeExceptionally(new AssertionError("told of the end after it cancelled"));
          }
        });
        return answer;
      }
    });
    StockStream<Chunk, Total> call = StockStream.start(channel, FeedsGrpc.getUploadMethod()).request(2);
    long sent = 0;
    while (sent * CHUNK_BYTES < 3 << 20) { // more than the window, less than is dropped
      call.send(large(sent++));
    }
    await().until(call::isReady);
    while (sent * CHUNK_BYTES < 16 << 20) {
      call.send(large(sent++));
    }
    await().during(Duration.ofMillis(500)).until(() -> !call.isReady());
    answer.complete(Total.newBuilder().setCount(2).build());
    assertThat(call.awaitNext().getCount()).isEqualTo(2);
    assertThat(call.status()).isEqualTo(Status.Code.OK);
  }
}
