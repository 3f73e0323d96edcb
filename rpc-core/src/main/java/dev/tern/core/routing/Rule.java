package dev.tern.core.routing;

import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Confines calls to providers. Of several rules the first that speaks of a call decides about it.
 *
 * @param name unique
 * @param service which services it is about; null: all
 * @param when all of them hold for the calls it speaks of; empty: it speaks of every call
 * @param to all of them hold for the providers that such calls may go to
 * @param strict true if such a call fails where there is no such provider; otherwise the next rule decides
 */
record Rule(String name, @Nullable Values service, List<Condition> when, List<Target> to, boolean strict) {
  Rule {
    when = List.copyOf(when);
    to = List.copyOf(to);
  }

  boolean speaksOf(Invocation invocation) {
    for (int i = 0; i < when.size(); i++) {
      if (!when.get(i).holds(invocation)) {
        return false;
      }
    }
    return true;
  }

  boolean allows(Candidate candidate) {
    return to.stream().allMatch(target -> target.holds(candidate));
  }

  /** As it was written. */
  @Override
  public String toString() {
    Stream<String> about = service == null ? Stream.of() : Stream.of("service" + service);
    String left = Stream.concat(about, when.stream().map(condition -> condition.subject() + condition.values()))
        .collect(Collectors.joining(", "));
    return name + ": " + left + (left.isEmpty() ? "" : " ") + (strict ? "=>! " : "=> ")
        + to.stream().map(target -> target.subject() + target.values()).collect(Collectors.joining(", "));
  }
}
