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

  /**
   * Null while there is no provider that this call may go to.
   *
   * @param avoided those tried, and others that had better be left alone
   */
  @Nullable Candidate pick(Invocation invocation, Set<Candidate> tried, Set<Candidate> avoided) {
    int group = groups.isEmpty() ? -1 : routing.group(invocation);
    Pair pair = group < 0 ? any : groups.get(group);
    return pair == null ? null : pair.pick(invocation, tried, avoided);
  }

  /**
   * Of one part of the providers.
   *
   * @param first over those that are asked first
   * @param all null if those are all
   * @param probes null if nobody is left out for failing
   */
  private record Pair(LoadBalancer.Picker first, LoadBalancer.@Nullable Picker all, @Nullable Probes probes) {
    static @Nullable Pair of(Selection.Part part, LoadBalancer balancer) {
      if (part.all().isEmpty()) {
        return null;
      }
      return new Pair(balancer.over(part.first()), part.first() == part.all() ? null : balancer.over(part.all()),
          part.probes());
    }

    Candidate pick(Invocation invocation, Set<Candidate> tried, Set<Candidate> avoided) {
      if (probes != null && tried.isEmpty()) { // what has failed already is late enough
        LiveCandidate probed = probes.take(invocation);
        if (probed != null) {
          return probed;
        }
      }
      Candidate picked = first.pick(invocation, avoided);
      return all != null && avoided.contains(picked) ? all.pick(invocation, avoided) : picked;
    }
  }
}
