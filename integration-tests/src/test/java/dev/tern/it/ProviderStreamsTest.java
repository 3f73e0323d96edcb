package dev.tern.it;

import static dev.tern.it.Feeds.chunk;
import static dev.tern.it.Feeds.wish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.it.pb.feed.Chunk;
import dev.tern.it.pb.feed.FeedsGrpc;
import dev.tern.it.pb.feed.Total;
import dev.tern.it.pb.feed.Wish;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor.MethodType;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Feeds of every kind and style, called by stock grpc-java. */
class ProviderStreamsTest {
  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private ManagedChannel serve(Object provider) {
    return world.closing(new StockChannel(world.serve(provider).port())).channel();
  }

  private static List<Chunk> chunks(long count) {
    return LongStream.range(0, count).mapToObj(Feeds::chunk).toList();
  }

  @Test
  void aPublisherIsAStreamOfReplies() {
    ManagedChannel channel = serve(new Feeds.Base() {
      @Override
      public Flow.Publisher<Chunk> download(Wish wish) {
        return Numbers.of(wish.getCount(), Feeds::chunk);
      }
    });
    for (long count : new long[] {0, 1, 2, 1_000}) {
      assertThat(StockStream.start(channel, FeedsGrpc.getDownloadMethod()).ask(wish(count)).rest())
          .isEqualTo(chunks(count));
    }
  }

  @RpcService(name = "dev.tern.it.pb.feed.Feeds")
  interface StreamOfReplies {
    @RpcMethod(name = "Download")
    Stream<Chunk> download(Wish wish);

    @RpcMethod(name = "Chat")
    Iterator<Chunk> chat(Flow.Publisher<Chunk> chunks);
  }

  @Test
  void aStreamOfTheJdkIsAStreamOfRepliesAndSoIsAnIterator() {
    ManagedChannel channel = serve(new StreamOfReplies() {
      @Override
      public Stream<Chunk> download(Wish wish) {
        return LongStream.range(0, wish.getCount()).mapToObj(Feeds::chunk);
      }

      @Override
      public Iterator<Chunk> chat(Flow.Publisher<Chunk> chunks) {
        return chunks(3).iterator();
      }
    });
    for (long count : new long[] {0, 1, 2, 1_000}) {
      assertThat(StockStream.start(channel, FeedsGrpc.getDownloadMethod()).ask(wish(count)).rest())
          .isEqualTo(chunks(count));
    }
    assertThat(StockStream.start(channel, FeedsGrpc.getChatMethod()).rest()).isEqualTo(chunks(3));
  }

  @Test
  void aSubmissionPublisherIsAStreamOfReplies() {
    ManagedChannel channel = serve(new Feeds.Base() {
      @Override
      public Flow.Publisher<Chunk> download(Wish wish) {
        SubmissionPublisher<Chunk> replies = new SubmissionPublisher<>();
        Thread feeder = new Thread(() -> {
          try (replies) {
            while (!replies.hasSubscribers()) {
              Thread.onSpinWait();
            }
            chunks(wish.getCount()).forEach(replies::submit); // waits while the consumer does not read
          }
        });
        feeder.start();
        return replies;
      }
    });
    assertThat(StockStream.start(channel, FeedsGrpc.getDownloadMethod()).ask(wish(2_000)).rest())
        .isEqualTo(chunks(2_000));
  }

  @Test
  void requestsArriveInOrderAndAreAnsweredOnce() throws Exception {
    List<Long> seen = new CopyOnWriteArrayList<>();
    ManagedChannel channel = serve(new Feeds.Base() {
      @Override
      public CompletableFuture<Total> upload(Flow.Publisher<Chunk> chunks) {
        return Collected.of(chunks).thenApply(all -> {
          all.forEach(chunk -> seen.add(chunk.getNumber()));
          return Total.newBuilder().setCount(all.size()).build();
        });
      }
    });
    for (int count : new int[] {0, 1, 1_000}) {
      seen.clear();
      StockStream<Chunk, Total> call = StockStream.start(channel, FeedsGrpc.getUploadMethod());
      chunks(count).forEach(call::send);
      assertThat(call.halfClose().rest()).containsExactly(Total.newBuilder().setCount(count).build());
      assertThat(seen).isEqualTo(LongStream.range(0, count).boxed().toList());
    }
  }

  @Test
  void bothSidesTalkInTurns() throws Exception {
    ManagedChannel channel = serve(new Feeds.Base() {
      @Override
      public Flow.Publisher<Chunk> chat(Flow.Publisher<Chunk> chunks) {
        Echo<Chunk> echo = new Echo<>();
        chunks.subscribe(echo);
        return echo;
      }
    });
    StockStream<Chunk, Chunk> call = StockStream.start(channel, FeedsGrpc.getChatMethod());
    for (int i = 0; i < 100; i++) {
      call.send(chunk(i));
      assertThat(call.next()).isEqualTo(chunk(i));
    }
    assertThat(call.halfClose().rest()).isEmpty();
  }

  /** Blocks its subscriber whenever its buffer is full, so that requests and replies may not share one queue. */
  @Test
  void anEchoThroughASmallBufferDoesNotStandInItsOwnWay() throws Exception {
    ManagedChannel channel = serve(new Feeds.Base() {
      @Override
      public Flow.Publisher<Chunk> chat(Flow.Publisher<Chunk> chunks) {
        SubmissionPublisher<Chunk> replies = new SubmissionPublisher<>(Runnable::run, 1);
        return subscriber -> {
          replies.subscribe(subscriber);
          Collected.each(chunks, replies::submit).whenComplete((done, failure) -> replies.close());
        };
      }
    });
    StockStream<Chunk, Chunk> call = StockStream.start(channel, FeedsGrpc.getChatMethod());
    chunks(5_000).forEach(call::send);
    assertThat(call.halfClose().rest()).isEqualTo(chunks(5_000));
  }

  @Test
  void aHandlerThatLeavesItsRequestsAloneAnswersAllTheSame() {
    ManagedChannel channel = serve(new Feeds.Base() {
      @Override
      public CompletableFuture<Total> upload(Flow.Publisher<Chunk> chunks) {
        return CompletableFuture.completedFuture(Total.newBuilder().setCount(-1).build());
      }

      @Override
      public Flow.Publisher<Chunk> chat(Flow.Publisher<Chunk> chunks) {
        return Numbers.of(2, Feeds::chunk);
      }
    });
    StockStream<Chunk, Total> upload = StockStream.start(channel, FeedsGrpc.getUploadMethod());
    assertThat(upload.send(chunk(1)).send(chunk(2)).rest()).containsExactly(Total.newBuilder().setCount(-1).build());
    StockStream<Chunk, Chunk> chat = StockStream.start(channel, FeedsGrpc.getChatMethod());
    assertThat(chat.send(chunk(1)).rest()).isEqualTo(chunks(2));
  }

  @RpcService(name = "Code.First")
  interface CodeFirst {
    Stream<Square> squares(int first, int last);

    CompletableFuture<String> join(Flow.Publisher<String> words);

    Flow.Publisher<Double> halves(Flow.Publisher<Integer> numbers);
  }

  record Square(int of, long value, List<String> notes) {}

  static final class CodeFirstProvider implements CodeFirst {
    @Override
    public Stream<Square> squares(int first, int last) {
      return IntStream.rangeClosed(first, last).mapToObj(i -> new Square(i, (long) i * i, List.of("square of " + i)));
    }

    @Override
    public CompletableFuture<String> join(Flow.Publisher<String> words) {
      return Collected.of(words).thenApply(all -> String.join(" ", all));
    }

    @Override
    public Flow.Publisher<Double> halves(Flow.Publisher<Integer> numbers) {
      return subscriber -> Collected.of(numbers).thenAccept(all ->
          Numbers.of(all.size(), i -> all.get((int) i) / 2.0).subscribe(subscriber));
    }
  }

  /** The wire of a code-first stream: each element is what a single value of its type would be. */
  @Test
  void recordsAndPlainValuesTravelAsElements() {
    ManagedChannel channel = serve(new CodeFirstProvider());
    StockStream<byte[], byte[]> squares = StockStream.start(channel, Bytes.method("Code.First/squares",
        MethodType.SERVER_STREAMING));
    assertThat(squares.ask(new byte[] {8, 3, 16, 4}).rest()).map(HexFormat.of()::formatHex).containsExactly(
        "080310091a0b737175617265206f662033", "080410101a0b737175617265206f662034");
    StockStream<byte[], byte[]> join = StockStream.start(channel, Bytes.method("Code.First/join",
        MethodType.CLIENT_STREAMING));
    assertThat(join.send(new byte[] {10, 1, 'a'}).send(new byte[] {10, 1, 'b'}).halfClose().rest())
        .containsExactly(new byte[] {10, 3, 'a', ' ', 'b'});
    StockStream<byte[], byte[]> halves = StockStream.start(channel, Bytes.method("Code.First/halves",
        MethodType.BIDI_STREAMING));
    assertThat(halves.send(new byte[] {8, 1}).halfClose().rest()).map(HexFormat.of()::formatHex)
        .containsExactly("09000000000000e03f");
  }
}
