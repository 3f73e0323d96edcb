package dev.tern.cluster;

import dev.tern.api.RpcException;
import dev.tern.api.spi.Invocation;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines for the failures of one method, at most one a second: an outage must not fill a disk. Safe for threads. */
final class FailsafeLog implements Failsafe.Report {
  private static final Logger LOG = LoggerFactory.getLogger(Failsafe.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long NEVER = Long.MIN_VALUE;

  private final AtomicLong lastNanos = new AtomicLong(NEVER);
  private final LongAdder untold = new LongAdder();

  @Override
  public void swallowed(Invocation invocation, RpcException failure, long nowNanos) {
    long last = lastNanos.get();
    if (last != NEVER && nowNanos - last < PAUSE_NANOS || !lastNanos.compareAndSet(last, nowNanos)) {
      untold.increment();
      return;
    }
    long others = untold.sumThenReset();
    LOG.warn("{} failed, and its caller was given an empty value{}: {}: {}", invocation.method().fullName(),
        others == 0 ? "" : " (so were " + others + " others meanwhile)", failure.code(), failure.getMessage());
  }
}
