package dev.tern.it;

import dev.tern.examples.ledger.OutcomeLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Calls to {@link Work} from several threads, each written into the ledger before and after. */
final class Load implements AutoCloseable {
  /** What is called: one method, blocking or not. */
  interface Call {
    CompletableFuture<String> make(String id) throws Exception;
  }

  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final int UNDER_WAY = 64;

  private final OutcomeLog log;
  private final Duration timeout;
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private final List<Semaphore> underWay = new ArrayList<>();

  Load(Path file) {
    this(file, TIMEOUT);
  }

  /** @param timeout of the calls, by which each must have ended */
  Load(Path file, Duration timeout) {
    this.log = OutcomeLog.create(file);
    this.timeout = timeout;
  }

  /** Calls that wait on their thread. */
  Load blocking(int threadCount, boolean idempotent, BooleanSupplier more, Call call) {
    return start(threadCount, more, () -> record(log.begin(idempotent, timeout), call));
  }

  /** Calls that wait on none; at most {@link #UNDER_WAY} per thread at once. */
  Load later(int threadCount, boolean idempotent, BooleanSupplier more, Call call) {
    for (int i = 0; i < threadCount; i++) {
      Semaphore free = new Semaphore(UNDER_WAY);
      start(1, more, () -> {
        free.acquireUninterruptibly();
        record(log.begin(idempotent, timeout), call).whenComplete((done, failure) -> free.release());
      });
      underWay.add(free);
    }
    return this;
  }

  private Load start(int threadCount, BooleanSupplier more, Runnable one) {
    for (int i = 0; i < threadCount; i++) {
      Thread thread = new Thread(() -> {
        while (more.getAsBoolean()) {
          one.run();
        }
      }, "load-" + threads.size());
      threads.add(thread);
      thread.start();
    }
    return this;
  }

  private CompletableFuture<String> record(OutcomeLog.Call entry, Call call) {
    begun.incrementAndGet();
    try {
      return call.make(entry.id()).whenComplete((answer, failure) -> {
        if (failure == null) {
          entry.ok();
        } else {
          failed.incrementAndGet();
          entry.failed(failure);
        }
      });
    } catch (Exception e) {
      failed.incrementAndGet();
      entry.failed(e);
      return CompletableFuture.failedFuture(e);
    }
  }

  /** One more call, by the calling thread. */
  CompletableFuture<String> one(boolean idempotent, Call call) {
    return record(log.begin(idempotent, timeout), call);
  }

  int begun() {
    return begun.get();
  }

  int failed() {
    return failed.get();
  }

  /** Waits until no more is to be done, and the last call has ended. */
  void await() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(60));
      if (thread.isAlive()) {
        throw new AssertionError(thread.getName() + " hangs in " + List.of(thread.getStackTrace()));
      }
    }
    for (Semaphore free : underWay) {
      if (!free.tryAcquire(UNDER_WAY, 60, TimeUnit.SECONDS)) {
        throw new AssertionError((UNDER_WAY - free.availablePermits()) + " calls never ended");
      }
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
