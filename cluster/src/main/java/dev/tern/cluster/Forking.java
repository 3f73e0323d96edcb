package dev.tern.cluster;

import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.Invoker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a further provider when the first is late, and takes the answer that comes first: a hedge against the slow one
 * among many. Only so many calls may do so, or what is slow because it is overloaded would get more to do.
 */
final class Forking implements Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(Forking.class);

  private final HedgeDelay delay;
  private final HedgeShare share;
  private final int atMost;

  /** @param atMost attempts per call, &gt;= 2 */
  Forking(HedgeDelay delay, double share, int atMost) {
    this.delay = delay;
    this.share = new HedgeShare(share);
    this.atMost = atMost;
  }

  @Override
  public void check(MethodContract method) {
    if (method.kind().streamsRequests()) {
      throw new IllegalArgumentException("cluster \"forking\" cannot carry a streamed request: it can be sent once, to"
          + " one provider. Choose another mode for it.");
    }
    if (!method.idempotent()) {
      LOG.warn("{}: cluster \"forking\" asks one provider at a time here, since the method is not idempotent. Say"
          + " idempotent = true if running it twice does no harm, or choose failover.", method.fullName());
    }
  }

  @Override
  public Invoker over(Attempts attempts) {
    return invocation -> new HedgedCall(attempts, invocation, this).start();
  }

  HedgeDelay delay() {
    return delay;
  }

  HedgeShare share() {
    return share;
  }

  int atMost() {
    return atMost;
  }
}
