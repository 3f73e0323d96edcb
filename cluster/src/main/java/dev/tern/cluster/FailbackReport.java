package dev.tern.cluster;

import dev.tern.api.RpcException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what becomes of tasks: to the log, and to whoever listens. Safe for many threads. */
final class FailbackReport {
  private static final Logger LOG = LoggerFactory.getLogger(Failback.class);

  private final List<FailbackListener> listeners;
  private final LongAdder delivered = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final LongAdder refused = new LongAdder();

  FailbackReport(List<FailbackListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  void accepted(String method, String id, RpcException failure) {
    LOG.debug("{}: taken over as task {}, to be tried again: {}", method, id, failure.getMessage());
    tell(listener -> listener.accepted(method, id));
  }

  void delivered(String method, String id, @Nullable Throwable failure) {
    delivered.increment();
    if (failure == null) {
      LOG.debug("{}: task {} is done", method, id);
    } else {
      LOG.warn("{}: task {} is done, a provider answered it with a failure: {}", method, id, failure.toString());
    }
    tell(listener -> listener.delivered(method, id, failure));
  }

  void lost(String method, String id, RpcException failure, String why) {
    lost.increment();
    LOG.error("{}: task {} is lost, {}: {}", method, id, why, failure.getMessage());
    tell(listener -> listener.lost(method, id, failure));
  }

  void refused(String method, RpcException failure) {
    refused.increment();
    tell(listener -> listener.refused(method, failure));
  }

  void closed(String method, int stored, String journal) {
    if (stored > 0) {
      LOG.warn("{}: {} tasks wait in {} for the next start", method, stored, journal);
    }
    if (delivered.sum() + lost.sum() + refused.sum() > 0) {
      LOG.info("{}: failback delivered {} calls, lost {}, refused {}", method, delivered.sum(), lost.sum(), refused.sum());
    }
  }

  void resumed(String method, int tasks, String journal) {
    LOG.info("{}: {} tasks of an earlier process are in {}, and are tried now", method, tasks, journal);
  }

  void unreadable(String method, String id, String aside, Exception failure) {
    LOG.error("{}: task {} cannot be read any more, its interface has changed; it was put aside in {}: {}", method, id, aside,
        failure.getMessage());
  }

  private void tell(Consumer<FailbackListener> what) {
    for (FailbackListener listener : listeners) {
      try {
        what.accept(listener);
      } catch (RuntimeException e) {
        LOG.warn("{} failed", listener.getClass().getName(), e);
      }
    }
  }
}
