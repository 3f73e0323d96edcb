package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.core.RpcClient;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams with this framework at both ends, in every codec. */
class OwnStreamsTest {
  record Quote(String symbol, int price) {}

  /** Checked, as a loop over an iterator cannot declare it. */
  static final class Delisted extends Exception {
    private static final long serialVersionUID = 1L;
    private final String symbol;

    Delisted(String message, String symbol) {
      super(message);
      this.symbol = symbol;
    }
  }

  @RpcService(name = "demo.Quotes", errors = Delisted.class)
  interface Quotes {
    Flow.Publisher<Quote> watch(String symbol);

    Stream<Quote> history(String symbol, int count);

    Iterator<Quote> follow(String symbol);

    CompletableFuture<Integer> upload(Flow.Publisher<Quote> quotes);

    @RpcMethod(name = "Double")
    Flow.Publisher<Quote> twice(Flow.Publisher<Quote> quotes);
  }

  static final class QuotesProvider implements Quotes {
    final AtomicBoolean closed = new AtomicBoolean();

    /** Three quotes, and then the failure. */
    @Override
    public Flow.Publisher<Quote> watch(String symbol) {
      return subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
        private int sent;

        @Override
        public void request(long count) {
          for (long i = 0; i < count && sent < 3; i++) {
            subscriber.onNext(new Quote(symbol, sent++));
            if (sent == 3) {
              subscriber.onError(new Delisted("gone", symbol));
            }
          }
        }

        @Override
        public void cancel() {}
      });
    }

    @Override
    public Stream<Quote> history(String symbol, int count) {
      return IntStream.range(0, count).mapToObj(price -> new Quote(symbol, price)).onClose(() -> closed.set(true));
    }

    @Override
    public Iterator<Quote> follow(String symbol) {
      return watchedBy(symbol);
    }

    private static Iterator<Quote> watchedBy(String symbol) {
      return IntStream.range(0, 3).mapToObj(price -> {
        if (price == 2) {
          throw new RpcException(Code.DATA_LOSS, "torn");
        }
        return new Quote(symbol, price);
      }).iterator();
    }

    @Override
    public CompletableFuture<Integer> upload(Flow.Publisher<Quote> quotes) {
      CompletableFuture<Integer> sum = new CompletableFuture<>();
      quotes.subscribe(new Taker<>() {
        private int total;

        @Override
        public void onSubscribe(Flow.Subscription given) {
          given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Quote quote) {
          total += quote.price();
        }

        @Override
        public void onComplete() {
          sum.complete(total);
        }

        @Override
        public void onError(Throwable thrown) {
          sum.completeExceptionally(thrown);
        }
      });
      return sum;
    }

    @Override
    public Flow.Publisher<Quote> twice(Flow.Publisher<Quote> quotes) {
      return subscriber -> quotes.subscribe(new Flow.Subscriber<>() {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
          subscriber.onSubscribe(subscription);
        }

        @Override
        public void onNext(Quote quote) {
          subscriber.onNext(new Quote(quote.symbol(), 2 * quote.price()));
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

  private final World world = new World();
  private final QuotesProvider provider = new QuotesProvider();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private Quotes quotes(String codec) {
    world.serve(builder -> builder.service(provider));
    RpcClient client = world.client(builder -> builder.codec(codec));
    return client.create(Quotes.class);
  }

  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"protobuf", "hessian", "json"})
  void everyKindOfStreamTravelsInEveryCodec(String codec) throws Exception {
    Quotes quotes = quotes(codec);
    try (Stream<Quote> history = quotes.history("ACME", 1000)) {
      assertThat(history.map(Quote::price).toList()).isEqualTo(upTo(1000));
    }
    try (SubmissionPublisher<Quote> mine = new SubmissionPublisher<>()) {
      CompletableFuture<Integer> sum = quotes.upload(mine);
      Awaitility.await().until(mine::hasSubscribers);
      upTo(100).forEach(price -> mine.submit(new Quote("ACME", price)));
      mine.close();
      assertThat(sum.get(20, TimeUnit.SECONDS)).isEqualTo(4950);
    }
    try (SubmissionPublisher<Quote> mine = new SubmissionPublisher<>()) {
      Taker<Quote> doubled = Taker.all(quotes.twice(mine));
      Awaitility.await().until(mine::hasSubscribers);
      upTo(100).forEach(price -> mine.submit(new Quote("ACME", price)));
      mine.close();
      assertThat(doubled.awaitEnd().elements).extracting(Quote::price)
          .isEqualTo(upTo(100).stream().map(price -> 2 * price).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"protobuf", "hessian", "json"})
  void aDeclaredErrorInMidStreamArrivesAsItselfBehindTheElements(String codec) throws Exception {
    Taker<Quote> taker = Taker.all(quotes(codec).watch("ACME"));
    Throwable failure = taker.awaitFailure();
    assertThat(failure).isExactlyInstanceOf(Delisted.class).hasMessage("gone");
    assertThat(((Delisted) failure).symbol).isEqualTo("ACME");
    assertThat(taker.elements).hasSize(3);
  }

  @RpcService(name = "demo.Quotes", errors = Delisted.class)
  interface WatchInALoop {
    Iterator<Quote> watch(String symbol) throws Delisted;
  }

  @Test
  void aCheckedErrorThatItsMethodThrowsComesOutOfAnIteratorAsACause() throws Exception {
    quotes("protobuf");
    Iterator<Quote> replies = world.client().create(WatchInALoop.class).watch("ACME");
    List<Quote> seen = new ArrayList<>();
    CompletionException failure =
        catchThrowableOfType(CompletionException.class, () -> replies.forEachRemaining(seen::add));
    assertThat(failure.getCause()).isExactlyInstanceOf(Delisted.class);
    assertThat(seen).hasSize(3);
  }

  @Test
  void whatAProviderThrowsInMidStreamSaysThatItMayHaveBeenExecuted() {
    Iterator<Quote> replies = quotes("protobuf").follow("ACME");
    List<Quote> seen = new ArrayList<>();
    RpcException failure = catchThrowableOfType(RpcException.class, () -> replies.forEachRemaining(seen::add));
    assertThat(failure.code()).isEqualTo(Code.DATA_LOSS);
    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(failure).hasMessage("torn");
    assertThat(seen).hasSize(2);
  }

  @Test
  void closingAStreamHereClosesItThere() {
    try (Stream<Quote> history = quotes("protobuf").history("ACME", Integer.MAX_VALUE)) {
      assertThat(history.limit(10).filter(Objects::nonNull).count()).isEqualTo(10);
    }
    Awaitility.await().untilTrue(provider.closed);
  }
}
