package dev.tern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class TernTestKitTest {
  record Book(long id, String title) {}

  @RpcService(name = "demo.Books")
  interface Books {
    @RpcMethod(idempotent = true)
    Book find(long id);

    CompletableFuture<Void> add(Book book);
  }

  static final class Shelf implements Books {
    final AtomicInteger found = new AtomicInteger();
    final ConcurrentLinkedQueue<Book> added = new ConcurrentLinkedQueue<>();

    @Override
    public Book find(long id) {
      found.incrementAndGet();
      return new Book(id, "Title " + id);
    }

    @Override
    public CompletableFuture<Void> add(Book book) {
      added.add(book);
      return CompletableFuture.completedFuture(null);
    }
  }

  private final Shelf shelf = new Shelf();

  @Test
  void aCallReachesTheObjectAndItsAnswerComesBack() {
    try (TernTestKit kit = TernTestKit.start(shelf)) {
      Books books = kit.create(Books.class);

      assertThat(books.find(7)).isEqualTo(new Book(7, "Title 7"));
      books.add(new Book(8, "New")).join();

      assertThat(shelf.added).containsExactly(new Book(8, "New"));
    }
  }

  @Test
  void anIdempotentCallIsTriedOnAnotherProviderWhereOneBreaksOff() {
    Shelf other = new Shelf();
    try (TernTestKit kit = TernTestKit.builder().provider(shelf).provider(other).start()) {
      Books books = kit.create(Books.class);
      Injection broken = kit.network().inject(Fault.breakOff()).of("demo.Books/find").at(kit.servers().get(0).address());

      for (int i = 0; i < 4; i++) {
        assertThat(books.find(i).id()).isEqualTo(i);
      }

      assertThat(broken.met()).isPositive();
      assertThat(shelf.found).hasPositiveValue(); // it ran there, and its answer was lost
      assertThat(other.found).hasValue(4);
    }
  }

  @Test
  void aCallThatMayHaveRunIsNotRepeatedUnlessItsMethodSaysSo() {
    try (TernTestKit kit = TernTestKit.builder().provider(shelf).provider(new Shelf()).start()) {
      kit.network().inject(Fault.breakOff());

      assertThatThrownBy(() -> kit.create(Books.class).add(new Book(1, "Once")).join())
          .cause().asInstanceOf(InstanceOfAssertFactories.type(RpcException.class))
          .satisfies(failure -> {
            assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
            assertThat(failure.attempts()).hasSize(1);
          });
    }
  }

  @Test
  void aRefusedCallWasNotExecuted() {
    try (TernTestKit kit = TernTestKit.start(shelf)) {
      Books books = kit.create(Books.class);
      Injection refused = kit.network().inject(Fault.refuse()).of("demo.Books").times(1);

      books.add(new Book(1, "Twice tried")).join();

      assertThat(refused.met()).isEqualTo(1);
      assertThat(shelf.added).hasSize(1);
    }
  }

  @Test
  void whatIsLostEndsAtTheDeadlineAndNobodyCanTellWhetherItRan() {
    try (TernTestKit kit = TernTestKit.builder().provider(shelf)
        .client(client -> client.timeout(Duration.ofMillis(150))).start()) {
      Books books = kit.create(Books.class);
      try (Injection lost = kit.network().inject(Fault.loseRequest())) {
        assertThatThrownBy(() -> books.add(new Book(1, "Lost")).join())
            .cause().isInstanceOfSatisfying(RpcException.class, failure -> {
              assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
              assertThat(failure.execution()).as("as far as a consumer can know").isEqualTo(Execution.MAYBE_EXECUTED);
            });
        assertThat(lost.met()).isEqualTo(1);
      }
      assertThat(shelf.added).isEmpty();

      kit.network().inject(Fault.loseReply());
      assertThatThrownBy(() -> books.add(new Book(2, "Answered in vain")).join())
          .cause().isInstanceOfSatisfying(RpcException.class,
              failure -> assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED));
      assertThat(shelf.added).containsExactly(new Book(2, "Answered in vain"));
    }
  }

  @Test
  void aDelayedRequestArrivesLaterAndNotBefore() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    Books waiting = new Books() {
      @Override
      public Book find(long id) {
        arrived.countDown();
        return new Book(id, "Late");
      }

      @Override
      public CompletableFuture<Void> add(Book book) {
        return CompletableFuture.completedFuture(null);
      }
    };
    try (TernTestKit kit = TernTestKit.start(waiting)) {
      Books books = kit.create(Books.class);
      kit.network().inject(Fault.delay(Duration.ofMillis(120)));
      long begun = System.nanoTime();

      assertThat(books.find(1).title()).isEqualTo("Late");

      assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(120));
      kit.network().heal();
      assertThat(books.find(2).id()).isEqualTo(2);
    }
  }

  @Test
  void anInjectedAnswerIsTheProvidersWord() {
    try (TernTestKit kit = TernTestKit.start(shelf)) {
      kit.network().inject(Fault.answer(Code.NOT_FOUND, "no such book"));

      assertThatThrownBy(() -> kit.create(Books.class).find(1)).hasMessage("no such book")
          .isInstanceOfSatisfying(RpcException.class, failure -> assertThat(failure.code()).isEqualTo(Code.NOT_FOUND));
      assertThat(shelf.found).hasValue(0);
    }
  }

  @Test
  void twoKitsKnowNothingOfEachOther() {
    Shelf other = new Shelf();
    try (TernTestKit one = TernTestKit.start(shelf); TernTestKit two = TernTestKit.start(other)) {
      one.network().inject(Fault.refuse());

      assertThat(two.create(Books.class).find(3).id()).isEqualTo(3);

      assertThat(shelf.found).hasValue(0);
      assertThat(other.found).hasValue(1);
    }
  }

  /** The best of ten, since other processes may hold up any of them; the first pays for the loading of classes. */
  @Test
  void startingCallingAndClosingTakesLessThanFiftyMilliseconds() {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      long begun = System.nanoTime();
      try (TernTestKit kit = TernTestKit.start(shelf)) {
        assertThat(kit.create(Books.class).find(i).id()).isEqualTo(i);
      }
      best = Math.min(best, System.nanoTime() - begun);
    }
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(50));
  }

  @Test
  void withoutAProviderItSaysWhatIsMissing() {
    assertThatThrownBy(() -> TernTestKit.builder().start()).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("provider(new YourService())");
  }
}
