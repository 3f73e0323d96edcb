package dev.tern.core.directory;

import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.Router;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one balancer has made of a selection. Immutable. */
record Pickers(Router.Routing routing, @Nullable Pair any, List<@Nullable Pair> groups) {
  /** Where there is nobody. */
  static final Pickers NONE = new Pickers(Router.Routing.ANY, null, List.of());

  static Pickers of(Selection selection, LoadBalancer balancer) {
    return new Pickers(selection.routing(), Pair.of(selection.any(), balancer),
        selection.groups().stream().<@Nullable Pair>map(part -> Pair.of(part, balancer)).toList());
  }

  /** Null while there is no provider that this call may go to. */
  @Nullable Candidate pick(Invocation invocation, Set<Candidate> tried) {
    int group = groups.isEmpty() ? -1 : routing.group(invocation);
    Pair pair = group < 0 ? any : groups.get(group);
    return pair == null ? null : pair.pick(invocation, tried);
  }

  /**
   * Of one part of the providers.
   *
   * @param first over those that are asked first
   * @param all null if those are all
   */
  private record Pair(LoadBalancer.Picker first, LoadBalancer.@Nullable Picker all) {
    static @Nullable Pair of(Selection.Part part, LoadBalancer balancer) {
      if (part.all().isEmpty()) {
        return null;
      }
      return new Pair(balancer.over(part.first()), part.first() == part.all() ? null : balancer.over(part.all()));
    }

    Candidate pick(Invocation invocation, Set<Candidate> tried) {
      Candidate picked = first.pick(invocation, tried);
      return all != null && tried.contains(picked) ? all.pick(invocation, tried) : picked;
    }
  }
}
