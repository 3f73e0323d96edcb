package dev.tern.it;

import com.google.protobuf.ByteString;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.core.RpcServer;
import dev.tern.it.pb.feed.Chunk;
import dev.tern.it.pb.feed.Total;
import dev.tern.it.pb.feed.Wish;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A provider of streams of any length, in a JVM of its own. */
final class StreamMain {
  private StreamMain() {}

  @RpcService(name = "dev.tern.it.pb.feed.Feeds")
  interface LongStreams {
    @RpcMethod(name = "Download")
    Stream<Chunk> download(Wish wish);

    @RpcMethod(name = "Upload")
    CompletableFuture<Total> upload(Flow.Publisher<Chunk> chunks);
  }

  static final class Provider implements LongStreams {
    @Override
    public Stream<Chunk> download(Wish wish) {
      return LongStream.range(0, wish.getCount()).mapToObj(i -> Chunk.newBuilder().setNumber(i)
          .setContent(ByteString.copyFrom(new byte[wish.getBytes()])).build());
    }

    @Override
    public CompletableFuture<Total> upload(Flow.Publisher<Chunk> chunks) {
      AtomicLong count = new AtomicLong();
      AtomicLong bytes = new AtomicLong();
      CompletableFuture<Total> total = new CompletableFuture<>();
      chunks.subscribe(new Flow.Subscriber<>() {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
          subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Chunk chunk) {
          count.incrementAndGet();
          bytes.addAndGet(chunk.getContent().size());
        }

        @Override
        public void onError(Throwable failure) {
          total.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
          total.complete(Total.newBuilder().setCount(count.get()).setSum(bytes.get()).build());
        }
      });
      return total;
    }
  }

  public static void main(String[] arguments) throws Exception {
    RpcServer server = RpcServer.builder().service(new Provider()).start();
    System.out.println("port " + server.port());
    server.awaitClosed();
  }
}
