package dev.tern.core.directory;

import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Router;
import dev.tern.api.spi.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What calls choose among, as one look at the providers has found it. Immutable.
 *
 * @param any for calls that no rule confines
 * @param groups for those that one does, as the routing counts them
 */
record Selection(Router.Routing routing, Part any, List<Part> groups) {
  /** Before there is any provider, and once the directory is closed. */
  static final Selection NONE =
      new Selection(Router.Routing.ANY, new Part(Snapshot.empty(), Snapshot.empty(), null), List.of());

  Selection {
    groups = List.copyOf(groups);
  }

  /**
   * Providers that one kind of calls may go to.
   *
   * @param first those that are asked first
   * @param all those, and those that are asked when the first have failed
   * @param probes of those that are left out for failing; null if nobody is
   */
  record Part(Snapshot first, Snapshot all, @Nullable Probes probes) {}

  Part of(Invocation invocation) {
    int group = routing.group(invocation);
    return group < 0 ? any : groups.get(group);
  }
}
