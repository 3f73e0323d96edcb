package dev.tern.cluster;

import dev.tern.api.FailbackListener;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodContract;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what becomes of the calls of one method, and says so to the log and to listeners. Safe for many threads. */
final class FailbackReport {
  private static final Logger LOG = LoggerFactory.getLogger(Failback.class);

  private final MethodContract method;
  private final List<FailbackListener> listeners;
  final LongAdder accepted = new LongAdder();
  final LongAdder replayed = new LongAdder();
  final LongAdder delivered = new LongAdder();
  final LongAdder lost = new LongAdder();
  final LongAdder unreadable = new LongAdder();
  final LongAdder refused = new LongAdder();

  FailbackReport(MethodContract method, List<FailbackListener> listeners) {
    this.method = method;
    this.listeners = listeners;
  }

  void accepted(FailbackTask task, RpcException failure) {
    accepted.increment();
    LOG.debug("{}: task {} is tried again later; it failed: {}: {}", method, task.id, failure.code(), failure.getMessage());
    FailbackListener.Task told = task.told(method);
    tell(listener -> listener.accepted(told, failure));
  }

  void failed(FailbackTask task, RpcException failure) {
    LOG.debug("{}: task {} failed again, {} times by now: {}: {}", method, task.id, task.tries, failure.code(),
        failure.getMessage());
  }

  void delivered(FailbackTask task, @Nullable Throwable failure) {
    delivered.increment();
    if (failure == null) {
      LOG.debug("{}: task {} was delivered", method, task.id);
    } else {
      LOG.warn("{}: task {} was delivered, and answered with {}, which nobody waits for any more", method, task.id,
          failure.getClass().getName());
    }
    FailbackListener.Task told = task.told(method);
    tell(listener -> listener.delivered(told, failure));
  }

  /** @param why in a few words, after which the failure follows */
  void lost(FailbackTask task, String why, RpcException failure) {
    lost.increment();
    LOG.error("{}: task {} is lost: {}: {}: {}", method, task.id, why, failure.code(), failure.getMessage());
    FailbackListener.Task told = task.told(method);
    tell(listener -> listener.lost(told, failure));
  }

  void refused(RpcException failure) {
    refused.increment();
    tell(listener -> listener.refused(method.service(), method.name(), failure));
  }

  void unreadable(String id, Path aside, Throwable why) {
    unreadable.increment();
    LOG.error("{}: task {} cannot be decoded any more, as after a change of its interface; it was put into {}: {}", method, id,
        aside, why.getMessage());
  }

  void replayed(int tasks, Path file) {
    replayed.add(tasks);
    LOG.info("{}: {} tasks of an earlier process are in {}, and are tried again", method, tasks, file);
  }

  void stored(int tasks, Path file) {
    LOG.warn("{}: {} tasks stay in {}, to be tried again when this method is called by failback the next time", method, tasks,
        file);
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
