package dev.tern.cluster;

import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.api.spi.Options;

/** {@code failsafe}: one attempt per call; where it fails, the caller gets an empty value and the log a line. */
public final class FailsafeFactory implements ClusterFactory {
  /** For {@link java.util.ServiceLoader}, and for use without it. */
  public FailsafeFactory() {}

  @Override
  public String name() {
    return "failsafe";
  }

  @Override
  public Cluster create(Options options) {
    return new Failsafe(new FailsafeLog());
  }
}
