package dev.tern.core.filter;

import dev.tern.api.spi.Filter;
import dev.tern.api.spi.FilterFactory;
import dev.tern.api.spi.FilterFactory.Place;
import dev.tern.api.spi.NamedFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts filters in order: those given as objects as they were given, then those found by name; and whoever is to stand
 * outside of another is moved outwards to it, with nobody else.
 */
final class Order {
  private final Map<String, Waiting> named = new LinkedHashMap<>();
  private final Map<String, Set<String>> outer = new LinkedHashMap<>(); // who stands outside of whom
  private final Set<String> path = new LinkedHashSet<>();
  private final Set<Waiting> done = new LinkedHashSet<>();

  private Order() {}

  /**
   * One filter that waits for its place.
   *
   * @param name null: it has none, and nobody can ask for a place beside it
   * @param made null: it does not apply here, though others ask for a place beside it
   */
  private record Waiting(@Nullable String name, @Nullable Standing made, Set<String> after, Set<String> before) {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other; // one filter may be given twice
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** Outermost first. */
  static List<Standing> of(Place place, Collection<? extends FilterFactory> factories, List<? extends Filter> own) {
    List<Waiting> all = new ArrayList<>();
    for (Filter filter : own) {
      all.add(filter instanceof NamedFilter given
          ? new Waiting(given.name(), new Standing("\"" + given.name() + "\"", given.filter()), given.after(),
              given.before())
          : new Waiting(null, new Standing(describe(filter), filter), Set.of(), Set.of()));
    }
    factories.stream().sorted(Comparator.comparing(FilterFactory::name)).forEach(factory -> all.add(
        new Waiting(factory.name(), factory.places().contains(place)
            ? new Standing("\"" + factory.name() + "\"", factory.create(place)) : null,
            factory.after(), factory.before())));
    return new Order().sorted(all);
  }

  private static String describe(Filter filter) {
    String type = filter.getClass().getName();
    int lambda = type.indexOf("$$Lambda");
    return lambda < 0 ? type : "of " + type.substring(0, lambda);
  }

  private List<Standing> sorted(List<Waiting> all) {
    for (Waiting one : all) {
      if (one.name != null && named.putIfAbsent(one.name, one) != null) {
        throw new IllegalArgumentException("filter \"" + one.name + "\" is there twice (expected: names of their own"
            + " for filters given as objects; withoutFilter(\"" + one.name + "\") leaves out one that was found)");
      }
    }
    named.values().forEach(one -> outer.computeIfAbsent(one.name, name -> new LinkedHashSet<>()).addAll(one.after));
    named.values().forEach(one -> one.before.stream().filter(named::containsKey)
        .forEach(inner -> outer.get(inner).add(one.name)));
    all.forEach(this::place);
    return done.stream().map(Waiting::made).filter(Objects::nonNull).toList();
  }

  private void place(Waiting one) {
    if (done.contains(one)) {
      return;
    }
    if (one.name != null) {
      if (!path.add(one.name)) {
        throw new IllegalArgumentException("filters that each want to stand before the other: " + String.join(", ",
            path.stream().dropWhile(name -> !name.equals(one.name)).sorted().toList())
            + " (expected: before() and after() without a circle)");
      }
      outer.get(one.name).stream().filter(named::containsKey).sorted().map(named::get).forEach(this::place);
      path.remove(one.name);
    }
    done.add(one);
  }

  /**
   * A filter in its place.
   *
   * @param name for error texts
   */
  record Standing(String name, Filter filter) {}
}
