package dev.tern.api.spi;

import dev.tern.api.Endpoint;
import java.util.Map;

/**
 * One provider instance as the consumer sees it now. Keyed by instance id: it survives snapshots, so that its
 * figures do. Made, owned and updated by core; every method is safe for many threads and costs a field read.
 */
public interface Candidate {
  /** Id of the provider instance, unique in its registry. */
  String id();

  /** Where it listens. */
  Endpoint endpoint();

  /** Share of the calls relative to the others; &gt;= 0, where 0 takes none while others take some. 100 is usual. */
  int weight();

  /**
   * The weight that it has once it is warm, which every consumer knows alike; {@link #weight} rises to it by the clock
   * of each. For balancers that must agree with those of other consumers.
   */
  default int fullWeight() {
    return weight();
  }

  /** When it started, in milliseconds since 1970 by its own clock; 0 if unknown. */
  long startedAtMillis();

  /** Where it stands, such as a data centre; empty if unknown. */
  String zone();

  /** Whatever else it says about itself, such as {@code tag}; immutable, empty if nothing. For routing. */
  default Map<String, String> metadata() {
    return Map.of();
  }

  /** Attempts under way from this consumer. */
  int active();

  /**
   * Recent latency of attempts, in nanoseconds; 0 before the first. Rises at once with a slow attempt, and falls with
   * quick ones and with time.
   */
  long latencyEwmaNanos();

  /**
   * Share of its recent attempts that failed for a reason of the wire or of the provider's state, 0 to 1; failures that
   * the service itself answered with do not count. A balancer that looks at load must look at this too: who fails fast
   * looks idle.
   */
  default double failureShare() {
    return 0;
  }

  /** True while it should be avoided: unreachable, or failing too often. */
  boolean ejected();
}
