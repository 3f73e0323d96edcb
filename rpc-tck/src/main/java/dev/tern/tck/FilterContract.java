package dev.tern.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Filter;
import dev.tern.api.spi.FilterFactory;
import dev.tern.api.spi.FilterFactory.Place;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * What every filter must do that lets calls pass, in each place where it stands. Extend it, give it your factory, and
 * run it; whatever else yours does to a call is for tests of your own.
 */
public abstract class FilterContract {
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  /** The factory under test; its filters let calls of {@code demo.Greeting} pass. */
  protected abstract FilterFactory factory();

  @Test
  void itsNameIsLowerSnakeCaseAndItStandsSomewhere() {
    assertThat(factory().name()).matches("[a-z][a-z0-9_]*");
    assertThat(factory().places()).isNotEmpty();
  }

  @Test
  void itAsksForNoPlaceBesideItself() {
    assertThat(factory().before()).doesNotContain(factory().name()).noneMatch(factory().after()::contains);
    assertThat(factory().after()).doesNotContain(factory().name());
  }

  @Test
  void aReplyPasses() {
    for (Place place : factory().places()) {
      CompletableFuture<Reply> reply =
          invoke(factory().create(place), CompletableFuture.completedFuture(Reply.of("hello")));

      assertThat(reply).as("at %s", place).isCompletedWithValueMatching(told -> "hello".equals(told.value()));
    }
  }

  @Test
  void aFailurePasses() {
    RpcException failure = RpcException.notExecuted(Code.UNAVAILABLE, "connection refused");
    for (Place place : factory().places()) {
      CompletableFuture<Reply> reply = invoke(factory().create(place), CompletableFuture.failedFuture(failure));

      assertThat(reply).as("at %s", place).isCompletedExceptionally();
      assertThat(reply.handle((told, thrown) -> thrown).join()).hasStackTraceContaining("connection refused");
    }
  }

  @Test
  void aCallUnderWayIsNotWaitedFor() {
    for (Place place : factory().places()) {
      CompletableFuture<Reply> later = new CompletableFuture<>();
      CompletableFuture<Reply> reply =
          Assertions.assertTimeoutPreemptively(AT_ONCE, () -> invoke(factory().create(place), later));
      assertThat(reply).as("at %s", place).isNotDone();

      later.complete(Reply.of("hello"));

      assertThat(reply).as("at %s", place).succeedsWithin(AT_ONCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void eachCallGoesOnOnceWithItsMethodAndMeansToEndIt() {
    Invocation call = Calls.of("find", new ManualClock());
    for (Place place : factory().places()) {
      List<Invocation> passed = new ArrayList<>();

      factory().create(place).invoke(call, next -> {
        passed.add(next);
        return CompletableFuture.completedFuture(Reply.of("hello"));
      });

      assertThat(passed).as("at %s", place).hasSize(1);
      assertThat(passed.get(0).method()).as("at %s", place).isSameAs(call.method());
      assertThat(passed.get(0).cancellation()).as("who cancels must be heard, at %s", place)
          .isSameAs(call.cancellation());
      assertThat(passed.get(0).deadline().atNanos()).as("no later deadline, at %s", place)
          .isLessThanOrEqualTo(call.deadline().atNanos());
    }
  }

  @Test
  void aFailureOfAnyKindEndsTheCall() {
    for (Place place : factory().places()) {
      for (Throwable failure : List.of(new IllegalStateException("broken"), new AssertionError("broken"),
          new CompletionException(new IOException("broken")))) {
        CompletableFuture<Reply> reply = invoke(factory().create(place), CompletableFuture.failedFuture(failure));

        assertThat(reply).as("%s at %s", failure, place).isCompletedExceptionally();
        assertThat(reply.handle((told, thrown) -> thrown).join()).hasStackTraceContaining("broken");
      }
    }
  }

  @Test
  void aStreamOfRepliesPassesWithAllItsElementsInOrder() {
    for (Place place : factory().places()) {
      Flow.Publisher<Object> three = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
        private int sent;

        @Override
        public void request(long count) {
          for (long i = 0; i < count && sent < 3; i++) {
            subscriber.onNext("hello " + sent++);
            if (sent == 3) {
              subscriber.onComplete();
            }
          }
        }

        @Override
        public void cancel() {}
      });
      CompletableFuture<Reply> reply =
          invoke(factory().create(place), CompletableFuture.completedFuture(Reply.of(three)));

      assertThat(reply).as("at %s", place).succeedsWithin(AT_ONCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(reply.join().value()).as("at %s", place).isInstanceOf(Flow.Publisher.class);
      Elements elements = new Elements();
      ((Flow.Publisher<?>) reply.join().value()).subscribe(elements);
      assertThat(elements.all).as("at %s", place)
          .succeedsWithin(AT_ONCE.toSeconds(), TimeUnit.SECONDS)
          .isEqualTo(List.of("hello 0", "hello 1", "hello 2"));
    }
  }

  /** All elements of a stream, asked for one by one. */
  private static final class Elements implements Flow.Subscriber<Object> {
    private final CompletableFuture<List<Object>> all = new CompletableFuture<>();
    private final List<Object> seen = new ArrayList<>();
    private Flow.@Nullable Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription made) {
      subscription = made;
      made.request(1);
    }

    @Override
    public void onNext(Object element) {
      seen.add(element);
      Objects.requireNonNull(subscription).request(1);
    }

    @Override
    public void onError(Throwable failure) {
      all.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      all.complete(seen);
    }
  }

  @Test
  void oneFilterServesManyCallsAtOnce() {
    for (Place place : factory().places()) {
      Filter filter = factory().create(place);
      List<CompletableFuture<Object>> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String own = "hello " + i;
        calls.add(CompletableFuture.supplyAsync(
            () -> invoke(filter, CompletableFuture.completedFuture(Reply.of(own))).join().value()));
      }
      for (int i = 0; i < calls.size(); i++) {
        assertThat(calls.get(i).join()).isEqualTo("hello " + i);
      }
    }
  }

  private static CompletableFuture<Reply> invoke(Filter filter, CompletableFuture<Reply> outcome) {
    return filter.invoke(Calls.of("find", new ManualClock()), invocation -> outcome).toCompletableFuture();
  }
}
