package dev.tern.it;

import static dev.tern.it.Feeds.chunk;
import static dev.tern.it.Feeds.wish;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.core.RpcServerBuilder;
import dev.tern.it.pb.feed.Chunk;
import dev.tern.it.pb.feed.FeedsGrpc;
import dev.tern.it.pb.feed.Total;
import dev.tern.it.pb.feed.Wish;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How streams fail on a provider, as a stock consumer sees it. */
class ProviderStreamFailuresTest {
  private static final Metadata.Key<String> EXECUTED =
      Metadata.Key.of("tern-executed", Metadata.ASCII_STRING_MARSHALLER);

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

  private static Feeds downloading(Function<Wish, Flow.Publisher<Chunk>> handler) {
    return new Feeds.Base() {
      @Override
      public Flow.Publisher<Chunk> download(Wish wish) {
        return handler.apply(wish);
      }
    };
  }

  private static Feeds uploading(Function<Flow.Publisher<Chunk>, CompletableFuture<Total>> handler) {
    return new Feeds.Base() {
      @Override
      public CompletableFuture<Total> upload(Flow.Publisher<Chunk> chunks) {
        return handler.apply(chunks);
      }
    };
  }

  private static StockStream<Wish, Chunk> download(ManagedChannel channel) {
    return StockStream.start(channel, FeedsGrpc.getDownloadMethod()).ask(wish(0));
  }

  @Test
  void aFailureBeforeTheFirstMessageIsTheWholeAnswer() {
    StockStream<Wish, Chunk> thrown = download(serve(downloading(wish -> {
      throw new RpcException(Code.NOT_FOUND, "none here");
    }))).request(1);
    assertThat(thrown.fullStatus().getDescription()).isEqualTo("none here");
    assertThat(thrown.status()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(thrown.headers()).as("trailers only").isNull();
    assertThat(thrown.trailers().containsKey(EXECUTED)).isFalse();

    StockStream<Wish, Chunk> signalled = download(serve(downloading(
        wish -> Numbers.failing(0, Feeds::chunk, new RpcException(Code.ABORTED, "not today"))))).request(1);
    assertThat(signalled.status()).isEqualTo(Status.Code.ABORTED);
    assertThat(signalled.headers()).as("trailers only").isNull();
  }

  @Test
  void aFailureAfterMessagesIsTheStatusBehindThem() throws Exception {
    StockStream<Wish, Chunk> call = download(serve(downloading(
        wish -> Numbers.failing(3, Feeds::chunk, new RpcException(Code.DATA_LOSS, "the disk is gone")))));
    for (int i = 0; i < 3; i++) {
      assertThat(call.next()).isEqualTo(chunk(i));
    }
    assertThat(call.request(1).status()).isEqualTo(Status.Code.DATA_LOSS);
    assertThat(call.fullStatus().getDescription()).isEqualTo("the disk is gone");
    assertThat(call.waiting()).isZero();
  }

  @Test
  void whatAHandlerDidNotChooseToSayStaysInItsLog() {
    StockStream<Wish, Chunk> call = download(serve(downloading(
        wish -> Numbers.failing(0, Feeds::chunk, new IllegalStateException("secret"))))).request(1);
    assertThat(call.status()).isEqualTo(Status.Code.UNKNOWN);
    assertThat(call.fullStatus().getDescription()).startsWith("the provider failed; its log says why under ")
        .doesNotContain("secret");
  }

  @Test
  void nothingReturnedIsAFailure() {
    assertThat(download(serve(downloading(wish -> null))).status()).isEqualTo(Status.Code.UNKNOWN);
  }

  /** How a publisher breaks the rules of Flow, told what its subscriber is. */
  private void aPublisherThat(BiConsumer<Flow.Subscriber<? super Chunk>, Flow.Subscription> misbehaves) {
    ManagedChannel channel = serve(new Feeds.Base() {
      @Override
      public Flow.Publisher<Chunk> download(Wish wish) {
        return wish.getCount() > 0 ? Numbers.of(wish.getCount(), Feeds::chunk) : subscriber -> {
          Flow.Subscription subscription = new Flow.Subscription() {
            @Override
            public void request(long count) {}

            @Override
            public void cancel() {}
          };
          misbehaves.accept(subscriber, subscription);
        };
      }
    });
    StockStream<Wish, Chunk> call = download(channel).request(100);
    assertThat(call.status()).isEqualTo(Status.Code.UNKNOWN);
    assertThat(call.fullStatus().getDescription()).startsWith("the provider failed; its log says why under ");
    assertThat(StockStream.start(channel, FeedsGrpc.getDownloadMethod()).ask(wish(5)).rest())
        .as("the next call on the same connection").hasSize(5);
  }

  @Test
  void aPublisherThatGivesMoreThanItWasAskedForFailsItsCall() {
    aPublisherThat((subscriber, subscription) -> {
      subscriber.onSubscribe(subscription);
      Chunk large = chunk(1).toBuilder().setContent(ByteString.copyFrom(new byte[1 << 20])).build();
      for (int i = 0; i < 200; i++) { // as long as the transport takes them, it is asked for them too
        subscriber.onNext(large);
      }
    });
  }

  @Test
  void aPublisherThatSignalsNullFailsItsCall() {
    aPublisherThat((subscriber, subscription) -> {
      subscriber.onSubscribe(subscription);
      subscriber.onNext(null);
    });
    aPublisherThat((subscriber, subscription) -> {
      subscriber.onSubscribe(subscription);
      subscriber.onError(null);
    });
    aPublisherThat((subscriber, subscription) -> subscriber.onSubscribe(null));
  }

  @Test
  void aPublisherThatThrowsFailsItsCall() {
    aPublisherThat((subscriber, subscription) -> {
      throw new IllegalStateException("cannot subscribe");
    });
    aPublisherThat((subscriber, subscription) -> subscriber.onSubscribe(new Flow.Subscription() {
      @Override
      public void request(long count) {
        throw new IllegalStateException("cannot request");
      }

      @Override
      public void cancel() {}
    }));
  }

  /** The first element is still being encoded, by a getter that waits, when the second comes from another thread. */
  @Test
  void aPublisherThatSpeaksFromTwoThreadsAtOnceFailsItsCall() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    ManagedChannel channel = serve(new SlowProvider(subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
      private final AtomicBoolean started = new AtomicBoolean();

      @Override
      public void request(long count) {
        if (started.compareAndSet(false, true)) {
          new Thread(() -> subscriber.onNext(Slow.of(inside, leave))).start();
          new Thread(() -> {
            try {
              inside.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            subscriber.onNext(new Slow(List.of("word")));
            leave.countDown();
          }).start();
        }
      }

      @Override
      public void cancel() {}
    })));
    StockStream<byte[], byte[]> call = StockStream.start(channel,
        Bytes.method("It.SlowService/slow", MethodType.SERVER_STREAMING)).ask(new byte[0]).request(10);
    assertThat(call.status()).isEqualTo(Status.Code.UNKNOWN);
    assertThat(call.waiting()).as("messages before").isLessThanOrEqualTo(1);
  }

  @Test
  void aReplyThatIsTooLongEndsTheStreamAndSaysSo() throws Exception {
    StockStream<Wish, Chunk> call = download(serve(builder -> builder.maxMessageBytes(1 << 10)
        .service(downloading(wish -> Numbers.of(3, i -> chunk(i).toBuilder()
            .setContent(ByteString.copyFrom(new byte[i == 1 ? 2 << 10 : 0])).build())))));
    assertThat(call.next()).isEqualTo(chunk(0));
    assertThat(call.request(1).status()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(call.fullStatus().getDescription())
        .startsWith("dev.tern.it.pb.feed.Feeds/Download: the reply cannot be sent: message larger than 1024 bytes");
    assertThat(call.waiting()).isZero();
  }

  @Test
  void aRequestThatCannotBeDecodedFailsTheCallAndReachesTheSubscriber() {
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    ManagedChannel channel = serve(uploading(chunks -> Collected.each(chunks, chunk -> { })
        .whenComplete((all, failure) -> told.complete(failure)).thenApply(all -> Total.getDefaultInstance())));
    StockStream<byte[], byte[]> call = StockStream.start(channel,
        Bytes.method("dev.tern.it.pb.feed.Feeds/Upload", MethodType.CLIENT_STREAMING)).request(2);
    call.send(new byte[] {8, 1}).send(new byte[] {8});
    assertThat(call.status()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(call.fullStatus().getDescription()).startsWith("a request cannot be decoded: ");
    assertThat(call.trailers().containsKey(EXECUTED)).as("the handler had begun").isFalse();
    assertThat(told.join()).isInstanceOfSatisfying(RpcException.class,
        failure -> assertThat(failure.code()).isEqualTo(Code.INVALID_ARGUMENT));
  }

  @Test
  void aRequestThatIsTooLongOnceDecompressedFailsTheCallAndReachesTheSubscriber() {
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    ManagedChannel channel = serve(builder -> builder.maxMessageBytes(10 << 10).service(uploading(
        chunks -> Collected.each(chunks, chunk -> { }).whenComplete((all, failure) -> told.complete(failure))
            .thenApply(all -> Total.getDefaultInstance()))));
    StockStream<Chunk, Total> call = StockStream.start(channel, FeedsGrpc.getUploadMethod(),
        CallOptions.DEFAULT.withCompression("gzip")).request(2);
    call.send(chunk(0).toBuilder().setContent(ByteString.copyFrom(new byte[100 << 10])).build());
    assertThat(call.status()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(told.join()).isInstanceOf(RpcException.class);
  }

  @Test
  void aSubscriberThatThrowsFailsItsCall() {
    ManagedChannel channel = serve(uploading(chunks -> {
      Collected.each(chunks, chunk -> {
        throw new RpcException(Code.OUT_OF_RANGE, "no " + chunk.getNumber());
      });
      return new CompletableFuture<>();
    }));
    StockStream<Chunk, Total> call = StockStream.start(channel, FeedsGrpc.getUploadMethod()).request(2);
    call.send(chunk(7));
    assertThat(call.status()).isEqualTo(Status.Code.OUT_OF_RANGE);
    assertThat(call.fullStatus().getDescription()).isEqualTo("no 7");
  }

  @Test
  void aFullQueueTurnsAStreamAwayBeforeItsHandler() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    ManagedChannel channel = serve(builder -> builder.handlerThreads(1).handlerQueue(0).service(downloading(wish -> {
      running.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return Numbers.of(1, Feeds::chunk);
    })));
    StockStream<Wish, Chunk> first = download(channel);
    running.await();
    StockStream<Wish, Chunk> second = download(channel);
    StockStream<Chunk, Total> third = StockStream.start(channel, FeedsGrpc.getUploadMethod());
    assertThat(second.status()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(second.trailers().get(EXECUTED)).isEqualTo("no");
    assertThat(third.status()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(third.trailers().get(EXECUTED)).isEqualTo("no");
    release.countDown();
    assertThat(first.rest()).hasSize(1);
  }

  @Test
  void aRequestThatCannotBeDecodedIsTurnedAwayBeforeTheHandlerOfAStreamOfReplies() {
    ManagedChannel channel = serve(downloading(wish -> {
      throw new AssertionError("the handler began");
    }));
    StockStream<byte[], byte[]> call = StockStream.start(channel,
        Bytes.method("dev.tern.it.pb.feed.Feeds/Download", MethodType.SERVER_STREAMING)).ask(new byte[] {8});
    assertThat(call.status()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(call.trailers().get(EXECUTED)).isEqualTo("no");
  }
}
