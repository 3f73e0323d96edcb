package dev.tern.core.filter;

import dev.tern.api.spi.Filter;
import dev.tern.api.spi.FilterFactory;
import dev.tern.api.spi.FilterFactory.Place;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Filters of one place, outermost first. */
public final class Filters {
  private final List<Filter> filters;

  private Filters(List<Filter> filters) {
    this.filters = filters;
  }

  /**
   * @param factories those found; each applies where it says, ordered by what it says of the others, then by name
   * @param own given as objects by the user: outermost, in their order
   * @throws IllegalArgumentException if factories stand before each other in a circle, naming them
   */
  public static Filters of(Place place, Collection<? extends FilterFactory> factories, List<? extends Filter> own) {
    List<Filter> all = new ArrayList<>(own);
    for (FilterFactory factory : ordered(factories)) {
      if (factory.places().contains(place)) {
        all.add(factory.create(place));
      }
    }
    return new Filters(List.copyOf(all));
  }

  /** True if there is none, and so nothing to wrap. */
  public boolean isEmpty() {
    return filters.isEmpty();
  }

  /** The invoker with every filter around it. */
  public Invoker wrap(Invoker innermost) {
    Invoker invoker = innermost;
    for (int i = filters.size() - 1; i >= 0; i--) {
      invoker = new Filtered(filters.get(i), invoker);
    }
    return invoker;
  }

  /** Outermost first. */
  private static List<FilterFactory> ordered(Collection<? extends FilterFactory> factories) {
    Map<String, FilterFactory> waiting = new LinkedHashMap<>();
    factories.stream().sorted(Comparator.comparing(FilterFactory::name))
        .forEach(factory -> waiting.put(factory.name(), factory));
    Map<String, Set<String>> outer = new LinkedHashMap<>(); // who stands outside of whom
    waiting.values().forEach(factory -> outer.put(factory.name(), new LinkedHashSet<>(factory.after())));
    waiting.values().forEach(factory -> factory.before().forEach(inner -> {
      if (outer.containsKey(inner)) {
        outer.get(inner).add(factory.name());
      }
    }));
    List<FilterFactory> done = new ArrayList<>();
    while (!waiting.isEmpty()) {
      FilterFactory next = waiting.values().stream()
          .filter(factory -> outer.get(factory.name()).stream().noneMatch(waiting::containsKey))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("filters that each want to stand before the other: "
              + String.join(", ", waiting.keySet()) + " (expected: before() and after() without a circle)"));
      done.add(next);
      waiting.remove(next.name());
    }
    return done;
  }

  private record Filtered(Filter filter, Invoker next) implements Invoker {
    @Override
    public CompletionStage<Reply> invoke(Invocation invocation) {
      try {
        return filter.invoke(invocation, next);
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
  }
}
