package dev.tern.cluster;

import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.api.spi.Options;
import java.time.Duration;

/**
 * {@code forking}: a second provider is asked when the first is late, and the first answer counts. For idempotent
 * methods.
 *
 * <p>Options: {@code delay}, after which a further provider is asked, 1 ms to 1 h; by default the time that 95 of 100
 * answers of the method stay within, learnt from its calls. {@code share}: how many calls may have a further attempt
 * because they are late, 0 to 1 of all; 0.1 by default, of which half is left when nothing is wrong. {@code at_most}:
 * attempts per call, 2 to 5, 2 by default.
 */
public final class ForkingFactory implements ClusterFactory {
  private static final double DEFAULT_SHARE = 0.1;

  /** For {@link java.util.ServiceLoader}, and for use without it. */
  public ForkingFactory() {}

  @Override
  public String name() {
    return "forking";
  }

  @Override
  public Cluster create(Options options) {
    Duration none = Duration.ZERO;
    Duration delay = options.duration("delay", none, Duration.ofMillis(1), Duration.ofHours(1));
    double share = options.share("share", DEFAULT_SHARE);
    int atMost = options.number("at_most", 2, 2, 5);
    return new Forking(delay.equals(none) ? new UsualDelay() : new FixedDelay(delay.toNanos()), share, atMost);
  }
}
