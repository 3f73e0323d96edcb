package dev.tern.core.directory;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How a consumer looks at its providers.
 *
 * @param zone where the consumer stands; empty: providers of all zones are alike
 * @param warmUp how long a provider that has just started gets less than its share; zero: it gets all at once
 */
public record DirectorySettings(String zone, Duration warmUp) {
  /** All zones alike, and 30 s to warm up. */
  public static final DirectorySettings DEFAULT = new DirectorySettings("", Duration.ofSeconds(30));

  public DirectorySettings {
    requireNonNull(zone, "zone");
    requireNonNull(warmUp, "warmUp");
  }
}
