package dev.tern.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.spi.Filter;
import dev.tern.api.spi.FilterFactory;
import dev.tern.api.spi.FilterFactory.Place;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Reply;
import dev.tern.tck.Calls;
import dev.tern.tck.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

    assertThat(seen).containsExactly("c", "d", "a", "b", "invoked");
  }

  @Test
  void aCircleIsRefusedNamingWhoIsInIt() {
    List<FilterFactory> circle = List.of(factory("a", Set.of("b"), Set.of()), factory("b", Set.of("a"), Set.of()));

    assertThatThrownBy(() -> Filters.of(Place.PROVIDER, circle, List.of())).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("filters that each want to stand before the other: a, b"
            + " (expected: before() and after() without a circle)");
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
