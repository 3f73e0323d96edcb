package dev.tern.cluster;

import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.api.spi.Options;
import java.util.concurrent.ThreadLocalRandom;

/** {@code failover}: a failed call is tried again on another provider where that is safe, twice by default. */
public final class FailoverFactory implements ClusterFactory {
  /** For {@link java.util.ServiceLoader}, and for use without it. */
  public FailoverFactory() {}

  @Override
  public String name() {
    return "failover";
  }

  @Override
  public Cluster create(Options options) {
    return new Failover(ThreadLocalRandom::current);
  }
}
