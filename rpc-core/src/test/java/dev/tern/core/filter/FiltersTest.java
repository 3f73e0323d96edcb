package dev.tern.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Filter;
import dev.tern.api.spi.FilterFactory;
import dev.tern.api.spi.FilterFactory.Place;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.NamedFilter;
import dev.tern.api.spi.Reply;
import dev.tern.tck.Calls;
import dev.tern.tck.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FiltersTest {
  private final List<String> seen = new ArrayList<>();
  private final Invoker innermost = invocation -> {
    seen.add("invoked");
    return CompletableFuture.completedFuture(Reply.of(null));
  };

  @Test
  void theUsersOwnStandOutsideOfThoseFoundInTheirOrder() {
    run(Filters.of(Place.CONSUMER_CALL, List.of(factory("found", Set.of(), Set.of())),
        List.of(named("first"), named("second"))));

    assertThat(seen).containsExactly("first", "second", "found", "invoked");
  }

  @Test
  void factoriesStandAsTheyAskAndOtherwiseByName() {
    run(Filters.of(Place.CONSUMER_CALL, List.of(factory("c", Set.of(), Set.of()), factory("b", Set.of("d"), Set.of()),
        factory("d", Set.of(), Set.of("a", "absent")), factory("a", Set.of(), Set.of())), List.of()));

    assertThat(seen).containsExactly("d", "a", "b", "c", "invoked");
  }

  @Test
  void aCircleIsRefusedNamingWhoIsInIt() {
    List<FilterFactory> circle = List.of(factory("a", Set.of("b"), Set.of()), factory("b", Set.of("a"), Set.of()));

    assertThatThrownBy(() -> Filters.of(Place.PROVIDER, circle, List.of())).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("filters that each want to stand before the other: a, b"
            + " (expected: before() and after() without a circle)");
  }

  @Test
  void anObjectWithANameStandsAsItAsksAndAsOthersAskOfIt() {
    run(Filters.of(Place.CONSUMER_CALL,
        List.of(factory("found", Set.of("first"), Set.of()), factory("outer", Set.of(), Set.of("second"))),
        List.of(named("unnamed"), NamedFilter.of("first", named("first")).after("found_inner", "absent"),
            NamedFilter.of("second", named("second")), NamedFilter.of("found_inner", named("found_inner")))));

    assertThat(seen).containsExactly("unnamed", "found_inner", "first", "outer", "second", "found", "invoked");
  }

  @Test
  void oneFilterMayBeGivenTwiceUnlessItHasAName() {
    Filter one = named("one");
    run(Filters.of(Place.CONSUMER_CALL, List.of(), List.of(one, one)));
    assertThat(seen).containsExactly("one", "one", "invoked");

    NamedFilter first = NamedFilter.of("trace", one);
    assertThatThrownBy(() -> Filters.of(Place.CONSUMER_CALL, List.of(factory("trace", Set.of(), Set.of())),
        List.of(first))).hasMessage("filter \"trace\" is there twice (expected: names of their own for filters given as"
            + " objects; withoutFilter(\"trace\") leaves out one that was found)");
    assertThatThrownBy(() -> NamedFilter.of("My Filter", one))
        .hasMessage("filter name: \"My Filter\" (expected: lower snake case, such as access_log)");
  }

  @Test
  void aCircleThroughAnObjectIsRefusedNamingOnlyThoseInIt() {
    assertThatThrownBy(() -> Filters.of(Place.PROVIDER, List.of(factory("b", Set.of("c"), Set.of())),
        List.of(NamedFilter.of("a", named("a")).after("b"), NamedFilter.of("c", named("c")).after("b"))))
        .hasMessage("filters that each want to stand before the other: b, c"
            + " (expected: before() and after() without a circle)");
  }

  @Test
  void aFilterThatReturnsNullIsNamedAndTheLabelSaysWhetherItLetTheCallPass() {
    assertThat(failure(Place.CONSUMER_CALL, NamedFilter.of("audit", (invocation, next) -> null)))
        .isEqualTo("INTERNAL NOT_EXECUTED demo.Greeting/find: the filter \"audit\" returned null instead of a stage"
            + "\n  Let it return what next.invoke(invocation) returned, or a stage with Reply.of(value).");
    assertThat(seen).isEmpty();
    assertThat(failure(Place.CONSUMER_CALL, (invocation, next) -> {
      next.invoke(invocation);
      return null;
    })).startsWith("INTERNAL MAYBE_EXECUTED demo.Greeting/find: the filter of dev.tern.core.filter.FiltersTest");
    assertThat(failure(Place.CONSUMER_ATTEMPT, NamedFilter.of("audit",
        (invocation, next) -> next.invoke(invocation).thenApply(reply -> null))))
        .startsWith("INTERNAL MAYBE_EXECUTED demo.Greeting/find: the filter \"audit\" answered null instead of");
    assertThat(failure(Place.PROVIDER, NamedFilter.of("audit", (invocation, next) -> null)))
        .startsWith("java.lang.IllegalStateException: demo.Greeting/find: the filter \"audit\" returned null");
  }

  @Test
  void whatAFilterThrowsIsTheFailureWhateverItIs() {
    assertThat(failure(Place.CONSUMER_CALL, (invocation, next) -> {
      throw new NoClassDefFoundError("some/Missing");
    })).isEqualTo("java.lang.NoClassDefFoundError: some/Missing");
  }

  @Test
  void onAConsumerNoFilterCanSayThatAnExecutedCallWasNot() {
    Filter denying = (invocation, next) -> next.invoke(invocation).thenCompose(reply ->
        CompletableFuture.failedFuture(RpcException.notExecuted(Code.PERMISSION_DENIED, "not you")));
    assertThat(failure(Place.CONSUMER_CALL, denying)).isEqualTo("PERMISSION_DENIED MAYBE_EXECUTED not you");
    Invoker refused = invocation ->
        CompletableFuture.failedFuture(RpcException.notExecuted(Code.UNAVAILABLE, "connection refused"));
    assertThat(failure(Place.CONSUMER_CALL, refused, (invocation, next) -> next.invoke(invocation).exceptionallyCompose(
        first -> next.invoke(invocation)))).isEqualTo("UNAVAILABLE NOT_EXECUTED connection refused");
    AtomicInteger tries = new AtomicInteger();
    assertThat(failure(Place.CONSUMER_CALL, invocation -> tries.incrementAndGet() == 1
        ? CompletableFuture.failedFuture(RpcException.maybeExecuted(Code.UNAVAILABLE, "reset"))
            : refused.invoke(invocation),
        (invocation, next) -> next.invoke(invocation).exceptionallyCompose(first -> next.invoke(invocation))))
        .as("the first try may have been executed").isEqualTo("UNAVAILABLE MAYBE_EXECUTED connection refused");
  }

  @Test
  void onAProviderARefusalIsCertainOnlyWhereNothingWentPastTheFilters() {
    Filter passing = (invocation, next) -> next.invoke(invocation);
    Filter denying = (invocation, next) -> {
      throw RpcException.notExecuted(Code.PERMISSION_DENIED, "not you");
    };
    assertThat(failure(Place.PROVIDER, innermost, passing, denying))
        .isEqualTo("refused: PERMISSION_DENIED NOT_EXECUTED not you");
    assertThat(seen).isEmpty();
    assertThat(failure(Place.PROVIDER, (invocation, next) -> {
      next.invoke(invocation);
      throw RpcException.notExecuted(Code.PERMISSION_DENIED, "not you");
    })).isEqualTo("PERMISSION_DENIED MAYBE_EXECUTED not you");
    assertThat(failure(Place.PROVIDER, invocation -> CompletableFuture.failedFuture(
        RpcException.notExecuted(Code.UNAVAILABLE, "no endpoint for demo.Other")), passing))
        .as("of another call, which the handler made")
        .isEqualTo("UNAVAILABLE MAYBE_EXECUTED no endpoint for demo.Other");
  }

  @Test
  void onceACallWasToldAsNotExecutedNothingGoesPastTheFiltersAnyMore() {
    AtomicReference<Invoker> kept = new AtomicReference<>();
    assertThat(failure(Place.PROVIDER, (invocation, next) -> {
      kept.set(next);
      throw RpcException.notExecuted(Code.PERMISSION_DENIED, "not you");
    })).startsWith("refused: ");
    assertThat(kept.get().invoke(Calls.of("find", new ManualClock()))).isCompletedExceptionally();
    assertThat(seen).isEmpty();
  }

  @Test
  void aRaceBetweenRefusingAndCallingNextIsDecidedOneWay() throws Exception {
    for (int i = 0; i < 500; i++) {
      AtomicInteger ran = new AtomicInteger();
      CompletableFuture<Reply> refusal = new CompletableFuture<>();
      CompletableFuture<Invoker> kept = new CompletableFuture<>();
      CompletableFuture<Reply> told = filters(Place.PROVIDER, (invocation, next) -> {
        kept.complete(next);
        return refusal;
      }).wrap(invocation -> {
        ran.incrementAndGet();
        return CompletableFuture.completedFuture(Reply.of(null));
      }).invoke(Calls.of("find", new ManualClock())).toCompletableFuture();
      CyclicBarrier together = new CyclicBarrier(2);
      CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
        await(together);
        kept.join().invoke(Calls.of("find", new ManualClock()));
      });
      await(together);
      refusal.completeExceptionally(RpcException.notExecuted(Code.PERMISSION_DENIED, "not you"));
      String outcome = told(told);
      other.get();
      assertThat(ran).hasValue(outcome.startsWith("refused: ") ? 0 : 1);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private String failure(Place place, Filter filter) {
    return failure(place, innermost, filter);
  }

  private static String failure(Place place, Invoker innermost, Filter... filters) {
    return told(filters(place, filters).wrap(innermost).invoke(Calls.of("find", new ManualClock()))
        .toCompletableFuture());
  }

  private static Filters filters(Place place, Filter... filters) {
    return Filters.of(place, List.of(), List.of(filters));
  }

  private static String told(CompletableFuture<Reply> call) {
    Throwable failure = call.handle((reply, thrown) -> thrown).join();
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof RefusedException refused) {
      return "refused: " + text(refused.refusal());
    }
    return cause instanceof RpcException known ? text(known) : cause.toString();
  }

  private static String text(RpcException failure) {
    return failure.code() + " " + failure.execution() + " " + failure.getMessage();
  }

  @Test
  void aFactoryAppliesOnlyWhereItSays() {
    Filters filters = Filters.of(Place.PROVIDER, List.of(factory("consumer", Set.of(), Set.of())), List.of());

    assertThat(filters.isEmpty()).isTrue();
  }

  @Test
  void aFilterThatThrowsFailsTheStage() {
    Filters filters = Filters.of(Place.PROVIDER, List.of(), List.of((invocation, next) -> {
      throw new IllegalStateException("no");
    }));

    assertThat(filters.wrap(innermost).invoke(Calls.of("find", new ManualClock()))).isCompletedExceptionally();
    assertThat(seen).isEmpty();
  }

  private void run(Filters filters) {
    assertThat(filters.wrap(innermost).invoke(Calls.of("find", new ManualClock()))).isCompleted();
  }

  private Filter named(String name) {
    return (invocation, next) -> {
      seen.add(name);
      return next.invoke(invocation);
    };
  }

  private FilterFactory factory(String name, Set<String> after, Set<String> before) {
    return new FilterFactory() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Set<Place> places() {
        return Set.of(Place.CONSUMER_CALL);
      }

      @Override
      public Set<String> after() {
        return after;
      }

      @Override
      public Set<String> before() {
        return before;
      }

      @Override
      public Filter create(Place place) {
        return named(name);
      }
    };
  }
}
