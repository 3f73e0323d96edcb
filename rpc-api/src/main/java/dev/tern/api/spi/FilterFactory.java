package dev.tern.api.spi;

import java.util.Set;

/**
 * Makes a filter. Listed in {@code META-INF/services/dev.tern.api.spi.FilterFactory}, it applies to every client and
 * server of the JVM that does not exclude it by name.
 */
public interface FilterFactory {
  /** Lower snake case, unique among filters. */
  String name();

  /** Where its filters stand. */
  Set<Place> places();

  /** Names of filters that stand outside this one, if they are present. */
  default Set<String> after() {
    return Set.of();
  }

  /** Names of filters that stand inside this one, if they are present. */
  default Set<String> before() {
    return Set.of();
  }

  /** Makes the filter for one place of one client or server. */
  Filter create(Place place);

  /** Where a filter stands. */
  enum Place {
    /** On the consumer, around all attempts of a call: sees one call. */
    CONSUMER_CALL,
    /** On the consumer, around each attempt. */
    CONSUMER_ATTEMPT,
    /** On the provider, around the user's object. */
    PROVIDER
  }
}
