package dev.tern.cluster;

import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.api.spi.Options;

/** {@code failfast}: exactly one attempt per call. */
public final class FailfastFactory implements ClusterFactory {
  /** For {@link java.util.ServiceLoader}, and for use without it. */
  public FailfastFactory() {}

  @Override
  public String name() {
    return "failfast";
  }

  @Override
  public Cluster create(Options options) {
    return new Failfast();
  }
}
