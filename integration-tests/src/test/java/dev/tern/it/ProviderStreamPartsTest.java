package dev.tern.it;

import static dev.tern.it.Feeds.chunk;
import static dev.tern.it.Feeds.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.api.spi.Filter;
import dev.tern.api.spi.Reply;
import dev.tern.core.RpcServerBuilder;
import dev.tern.it.pb.feed.Chunk;
import dev.tern.it.pb.feed.FeedsGrpc;
import dev.tern.it.pb.feed.Total;
import dev.tern.it.pb.feed.Wish;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What stands around a provider's streams: filters, threads, compression. */
class ProviderStreamPartsTest {
  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private ManagedChannel serve(UnaryOperator<RpcServerBuilder> settings) {
    return world.closing(new StockChannel(world.serve(settings).port())).channel();
  }

  /** Adds 100 to the number of every element. */
  private static Flow.Publisher<Object> raised(Flow.Publisher<?> elements) {
    return subscriber -> elements.subscribe(new Flow.Subscriber<Object>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscriber.onSubscribe(subscription);
      }

      @Override
      public void onNext(Object element) {
        Chunk chunk = (Chunk) element;
        subscriber.onNext(chunk.toBuilder().setNumber(chunk.getNumber() + 100).build());
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

  @Test
  void filtersSeeBothStreamsAndMayChangeThem() {
    List<String> seen = new CopyOnWriteArrayList<>();
    Filter raising = (invocation, next) -> {
      seen.add(invocation.method().fullName() + " " + invocation.arguments().size() + " "
          + (invocation.arguments().get(0) instanceof Flow.Publisher));
      return next.invoke(invocation).thenApply(reply ->
          new Reply(raised((Flow.Publisher<?>) reply.value()), reply.attachments()));
    };
    ManagedChannel channel = serve(builder -> builder.filter(raising).service(new Feeds.Base() {
      @Override
      public Flow.Publisher<Chunk> download(Wish wish) {
        return Numbers.of(wish.getCount(), Feeds::chunk);
      }

      @Override
      public Flow.Publisher<Chunk> chat(Flow.Publisher<Chunk> chunks) {
        Echo<Chunk> echo = new Echo<>();
        chunks.subscribe(echo);
        return echo;
      }
    }));
    assertThat(StockStream.start(channel, FeedsGrpc.getDownloadMethod()).ask(wish(2)).rest())
        .containsExactly(chunk(100), chunk(101));
    assertThat(StockStream.start(channel, FeedsGrpc.getChatMethod()).send(chunk(7)).halfClose().rest())
        .containsExactly(chunk(107));
    assertThat(seen).containsExactly("dev.tern.it.pb.feed.Feeds/Download 1 false", "dev.tern.it.pb.feed.Feeds/Chat 1 true");
  }

  @RpcService(name = "dev.tern.it.pb.feed.Feeds")
  interface AtOnce {
    @RpcMethod(name = "Download", nonBlocking = true)
    Stream<Chunk> download(Wish wish);

    @RpcMethod(name = "Chat", nonBlocking = true)
    Flow.Publisher<Chunk> chat(Flow.Publisher<Chunk> chunks);
  }

  @Test
  void aNonBlockingMethodDoesAllOfItOnTheEventLoop() throws Exception {
    List<String> threads = new CopyOnWriteArrayList<>();
    ManagedChannel channel = serve(builder -> builder.service((AtOnce) new AtOnce() {
      @Override
      public Stream<Chunk> download(Wish wish) {
        return LongStream.range(0, wish.getCount()).mapToObj(i -> {
          threads.add(Thread.currentThread().getName());
          return chunk(i);
        });
      }

      @Override
      public Flow.Publisher<Chunk> chat(Flow.Publisher<Chunk> chunks) {
        threads.add(Thread.currentThread().getName());
        Echo<Chunk> echo = new Echo<>() {
          @Override
          public void onNext(Chunk element) {
            threads.add(Thread.currentThread().getName());
            super.onNext(element);
          }
        };
        chunks.subscribe(echo);
        return echo;
      }
    }));
    assertThat(StockStream.start(channel, FeedsGrpc.getDownloadMethod()).ask(wish(100)).rest()).hasSize(100);
    StockStream<Chunk, Chunk> chat = StockStream.start(channel, FeedsGrpc.getChatMethod());
    for (int i = 0; i < 100; i++) {
      chat.send(chunk(i));
      assertThat(chat.next()).isEqualTo(chunk(i));
    }
    assertThat(chat.halfClose().rest()).isEmpty();
    assertThat(threads).hasSize(201).allMatch(name -> name.matches("tern-server-io-\\d+"));
  }

  @Test
  void anExecutorThatTakesNoMoreFailsTheStreamAndStillClosesWhatWasOpened() throws Exception {
    AtomicBoolean full = new AtomicBoolean();
    AtomicInteger closed = new AtomicInteger();
    ManagedChannel channel = serve(builder -> builder.executor(task -> {
      if (full.get()) {
        throw new RejectedExecutionException("full");
      }
      new Thread(task).start();
    }).service((ProviderStreamLifeTest.Pulled) new ProviderStreamLifeTest.Pulled() {
      @Override
      public Stream<Chunk> download(Wish wish) {
        Chunk large = chunk(1).toBuilder().setContent(ByteString.copyFrom(new byte[1 << 20])).build();
        return Stream.generate(() -> large).onClose(closed::incrementAndGet);
      }

      @Override
      public Iterator<Chunk> chat(Flow.Publisher<Chunk> chunks) {
        throw new UnsupportedOperationException();
      }
    }));
    StockStream<Wish, Chunk> call = StockStream.start(channel, FeedsGrpc.getDownloadMethod()).ask(wish(0));
    call.next();
    full.set(true);
    assertThat(call.request(1_000).status()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    await().untilAsserted(() -> assertThat(closed).hasValue(1));
  }

  @Test
  void longMessagesOfAStreamAreCompressedAndShortOnesAreNot() throws Exception {
    Chunk large = chunk(1).toBuilder().setContent(ByteString.copyFrom(new byte[1 << 20])).build();
    int port = world.serve(builder -> builder.compressAbove(1_000).service(new Feeds.Base() {
      @Override
      public Flow.Publisher<Chunk> download(Wish wish) {
        return Numbers.of(wish.getCount(), i -> i % 2 == 0 ? chunk(i) : large);
      }
    })).port();
    Dam dam = world.closing(new Dam(port));
    ManagedChannel channel = world.closing(new StockChannel(
        Integer.parseInt(dam.address().substring("127.0.0.1:".length())))).channel();
    StockStream<Wish, Chunk> call = StockStream.start(channel, FeedsGrpc.getDownloadMethod()).ask(wish(8));
    List<Chunk> all = new ArrayList<>(call.rest());
    assertThat(all).hasSize(8);
    assertThat(all.get(7)).isEqualTo(large);
    assertThat(call.headers().get(Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER)))
        .isEqualTo("gzip");
    assertThat(dam.passed()).as("bytes for 4 MiB of zeros").isLessThan(50_000);
  }

  @Test
  void aCallThatIsAnsweredBeforeItsRequestsEndTellsTheirSubscriber() {
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    ManagedChannel channel = serve(builder -> builder.service(new Feeds.Base() {
      @Override
      public CompletableFuture<Total> upload(Flow.Publisher<Chunk> chunks) {
        CompletableFuture<Total> answer = new CompletableFuture<>();
        Collected.each(chunks, chunk -> answer.complete(Total.newBuilder().setCount(chunk.getNumber()).build()))
            .whenComplete((nothing, failure) -> told.complete(failure));
        return answer;
      }
    }));
    StockStream<Chunk, Total> call = StockStream.start(channel, FeedsGrpc.getUploadMethod()).send(chunk(3));
    assertThat(call.rest()).containsExactly(Total.newBuilder().setCount(3).build());
    assertThat(told.join()).hasMessage("the call was answered before its requests ended");
  }
}
