package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.core.RpcClient;
import dev.tern.it.pb.Chunk;
import dev.tern.it.pb.Sum;
import dev.tern.it.pb.Want;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams of every kind and style against a stock gRPC server, where all is well. */
class StreamCallsTest {
  private final World world = new World();
  private final StreamServer server = world.closing(new StreamServer());

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private Streams.Publishers publishers() {
    return world.direct(server.address()).create(Streams.Publishers.class);
  }

  private Streams.Iterators iterators() {
    return world.direct(server.address()).create(Streams.Iterators.class);
  }

  private Sum sum(Source source) throws Exception {
    return publishers().up(source).get(20, TimeUnit.SECONDS);
  }

  private Streams.Lazy lazy() {
    return world.direct(server.address()).create(Streams.Lazy.class);
  }

  private static List<Integer> numbers(Iterable<Chunk> chunks) {
    List<Integer> numbers = new ArrayList<>();
    chunks.forEach(chunk -> numbers.add(chunk.getNumber()));
    return numbers;
  }

  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void aPublisherBringsAllRepliesInOrderOnTheClientsThreads() throws Exception {
    Taker<Chunk> taker = Taker.all(publishers().down(Streams.want(5000))).awaitEnd();
    assertThat(numbers(taker.elements)).isEqualTo(upTo(5000));
    assertThat(taker.threads).allMatch(name -> name.matches("tern-client-\\d+"));
  }

  @Test
  void aPublisherBringsThemOnTheEventLoopWhereTheClientAsksForIt() throws Exception {
    Streams.Publishers publishers = world.closing(RpcClient.builder().direct(server.address())
        .completeOnEventLoop().build()).create(Streams.Publishers.class);
    Taker<Chunk> taker = Taker.all(publishers.down(Streams.want(5000))).awaitEnd();
    assertThat(numbers(taker.elements)).isEqualTo(upTo(5000));
    assertThat(taker.threads).allMatch(name -> name.matches("tern-client-io-\\d+"));
  }

  @Test
  void aPublisherStartsItsCallAtItsSubscription() throws Exception {
    Flow.Publisher<Chunk> replies = publishers().down(Streams.want(1));
    sum(Source.of(1, 1)); // by now a call made before would have arrived
    assertThat(server.calls).hasValue(1);
    Taker.all(replies).awaitEnd();
    assertThat(server.calls).hasValue(2);
  }

  @Test
  void aStreamOfNothingCompletes() throws Exception {
    assertThat(Taker.all(publishers().down(Streams.want(0))).awaitEnd().elements).isEmpty();
    assertThat(iterators().down(Streams.want(0)).hasNext()).isFalse();
    assertThat(lazy().down(Streams.want(0))).isEmpty();
    assertThat(sum(Source.of(0, 1)).getCount()).isZero();
  }

  @Test
  void anIteratorBringsAllRepliesAndThenHasNoMore() {
    Iterator<Chunk> replies = iterators().down(Streams.want(1000));
    assertThat(numbers(() -> replies)).isEqualTo(upTo(1000));
    assertThat(replies.hasNext()).isFalse();
    assertThatThrownBy(replies::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void aStreamBringsAllReplies() {
    try (Stream<Chunk> replies = lazy().down(Streams.want(1000))) {
      assertThat(replies.map(Chunk::getNumber).toList()).isEqualTo(upTo(1000));
    }
  }

  @Test
  void aStreamedRequestArrivesWholeAndIsAnsweredOnce() throws Exception {
    Sum expected = Sum.newBuilder().setCount(1000).setBytes(10_000).build();
    Source source = Source.of(1000, 10);
    assertThat(publishers().up(source).get(20, TimeUnit.SECONDS)).isEqualTo(expected);
    assertThat(source.subscriptions).hasValue(1);
    assertThat(source.thread).matches("tern-client-\\d+");
  }

  @Test
  void aRequestPublisherMayHaveThreadsOfItsOwn() throws Exception {
    try (SubmissionPublisher<Chunk> source = new SubmissionPublisher<>()) {
      var sum = publishers().up(source);
      Awaitility.await().until(source::hasSubscribers);
      for (int number = 0; number < 1000; number++) {
        source.submit(Chunk.newBuilder().setNumber(number).build());
      }
      source.close();
      assertThat(sum.get(20, TimeUnit.SECONDS).getCount()).isEqualTo(1000);
    }
  }

  @Test
  void bothSidesStreamAtOnceInEveryStyle() throws Exception {
    assertThat(numbers(Taker.all(publishers().both(Source.of(3000, 10))).awaitEnd().elements)).isEqualTo(upTo(3000));
    Iterator<Chunk> replies = iterators().both(Source.of(3000, 10));
    assertThat(numbers(() -> replies)).isEqualTo(upTo(3000));
    try (Stream<Chunk> stream = lazy().both(Source.of(3000, 10))) {
      assertThat(stream.map(Chunk::getNumber).toList()).isEqualTo(upTo(3000));
    }
  }

  @Test
  void aConversationGoesToAndFro() throws Exception {
    try (SubmissionPublisher<Chunk> said = new SubmissionPublisher<>()) {
      Taker<Chunk> heard = Taker.all(publishers().both(said));
      Awaitility.await().until(said::hasSubscribers);
      for (int turn = 1; turn <= 20; turn++) {
        said.submit(Chunk.newBuilder().setNumber(turn).build());
        heard.awaitElements(turn);
      }
      said.close();
      heard.awaitEnd();
    }
  }

  @Test
  void longMessagesOfAStreamAreCompressedAndShortOnesAreNot() throws Exception {
    Dam dam = world.closing(new Dam(Integer.parseInt(server.address().split(":")[1])));
    Streams.Publishers compressing = world.closing(RpcClient.builder().direct(dam.address())
        .compressAbove(1000).build()).create(Streams.Publishers.class);
    assertThat(compressing.up(Source.of(100, 100_000)).get(20, TimeUnit.SECONDS).getBytes()).isEqualTo(10_000_000);
    long few = dam.passed();
    assertThat(few).isLessThan(100_000);
    assertThat(compressing.up(Source.of(1000, 900)).get(20, TimeUnit.SECONDS).getBytes()).isEqualTo(900_000);
    assertThat(dam.passed() - few).isGreaterThan(900_000);
  }

  @Test
  void nothingIsToldToAProviderOfATimeThatNobodyNamed() throws Exception {
    Taker.all(publishers().down(Streams.want(1))).awaitEnd();
    assertThat(server.headerOfNextCall("grpc-timeout")).isEmpty();
    sum(Source.of(1, 1));
    assertThat(server.headerOfNextCall("grpc-timeout")).isEmpty();
    Streams.Limited limited = world.direct(server.address()).create(Streams.Limited.class);
    Taker.all(limited.down(Want.getDefaultInstance())).awaitEnd();
    assertThat(server.headerOfNextCall("grpc-timeout")).matches("3\\d\\dm");
  }
}
