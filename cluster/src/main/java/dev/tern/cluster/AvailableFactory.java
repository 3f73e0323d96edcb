package dev.tern.cluster;

import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.api.spi.Options;

/** {@code available}: the first provider that can be reached, always in the same order. */
public final class AvailableFactory implements ClusterFactory {
  /** For {@link java.util.ServiceLoader}, and for use without it. */
  public AvailableFactory() {}

  @Override
  public String name() {
    return "available";
  }

  @Override
  public Cluster create(Options options) {
    return new Available();
  }
}
