package dev.tern.core.directory;

import static java.util.Collections.unmodifiableList;

import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.Router;
import dev.tern.api.spi.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one balancer has made of a selection. Immutable. */
record Pickers(Router.Routing routing, @Nullable Pair any, List<@Nullable Pair> groups) {
  /** Where there is nobody. */
  static final Pickers NONE = new Pickers(Router.Routing.ANY, null, List.of());

  /** Keeps those of its pickers that fit what is there now. */
  Pickers next(Selection selection, LoadBalancer balancer) {
    List<@Nullable Pair> made = new ArrayList<>();
    for (int i = 0; i < selection.groups().size(); i++) {
      made.add(Pair.of(selection.groups().get(i), balancer, i < groups.size() ? groups.get(i) : null));
    }
    return new Pickers(selection.routing(), Pair.of(selection.any(), balancer, any), unmodifiableList(made));
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
    static @Nullable Pair of(Selection.Part part, LoadBalancer balancer, @Nullable Pair last) {
      if (part.all().isEmpty()) {
        return null;
      }
      return new Pair(over(part.first(), balancer, last == null ? null : last.first),
          part.first() == part.all() ? null : over(part.all(), balancer, last == null ? null : last.all), part.probes());
    }

    private static LoadBalancer.Picker over(Snapshot snapshot, LoadBalancer balancer,
        LoadBalancer.@Nullable Picker last) {
      return last != null && last.fits(snapshot) ? last : balancer.over(snapshot);
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
