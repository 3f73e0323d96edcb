package dev.tern.cluster;

import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.api.spi.Options;

/**
 * {@code broadcast}: every provider at once. Option {@code fail}: {@code any} (default) fails the call if one of them
 * fails, {@code all} only if none succeeds.
 */
public final class BroadcastFactory implements ClusterFactory {
  /** For {@link java.util.ServiceLoader}, and for use without it. */
  public BroadcastFactory() {}

  @Override
  public String name() {
    return "broadcast";
  }

  @Override
  public Cluster create(Options options) {
    String fail = options.text("fail");
    if (fail != null && !fail.equals("any") && !fail.equals("all")) {
      throw options.refused("fail", "any or all");
    }
    return new Broadcast("all".equals(fail));
  }
}
