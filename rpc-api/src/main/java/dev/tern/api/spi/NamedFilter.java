package dev.tern.api.spi;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A filter with a name, so that it can stand before or after others, and others before or after it. Names that no
 * filter of the same client or server has mean nothing.
 *
 * @param name lower snake case, unique among filters, those found on the class path included
 * @param after names of filters that stand outside this one, if they are present
 * @param before names of filters that stand inside this one, if they are present
 */
public record NamedFilter(String name, Filter filter, Set<String> after, Set<String> before) implements Filter {
  public NamedFilter {
    if (!requireNonNull(name, "name").matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException(
          "filter name: \"" + name + "\" (expected: lower snake case, such as access_log)");
    }
    requireNonNull(filter, "filter");
    after = Set.copyOf(after);
    before = Set.copyOf(before);
  }

  /** A filter under a name, which so far asks for no place. */
  public static NamedFilter of(String name, Filter filter) {
    return new NamedFilter(name, filter, Set.of(), Set.of());
  }

  /** A copy that stands inside these filters. */
  public NamedFilter after(String... names) {
    return new NamedFilter(name, filter, Set.of(names), before);
  }

  /** A copy that stands outside these filters. */
  public NamedFilter before(String... names) {
    return new NamedFilter(name, filter, after, Set.of(names));
  }

  @Override
  public CompletionStage<Reply> invoke(Invocation invocation, Invoker next) {
    return filter.invoke(invocation, next);
  }
}
