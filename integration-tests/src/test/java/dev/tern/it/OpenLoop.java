package dev.tern.it;

import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Calls that come at random, so many a second, whatever became of those before. What a call took is counted from the
 * moment at which it should have begun, so that a late start counts as well.
 */
final class OpenLoop {
  private final Random random = new Random(7);
  private final Supplier<CompletableFuture<?>> call;

  /** @param call begins one and returns at once */
  OpenLoop(Supplier<CompletableFuture<?>> call) {
    this.call = call;
  }

  /**
   * What became of the calls of one stretch of time.
   *
   * @param refused certainly not executed
   * @param otherwise failed in any other way
   * @param tookNanos of those that were answered, ascending
   */
  record Result(int begun, int refused, int otherwise, List<Long> tookNanos, double seconds) {
    double perSecond() {
      return tookNanos.size() / seconds;
    }

    double millis(double share) {
      return tookNanos.isEmpty() ? Double.NaN : tookNanos.get((int) (tookNanos.size() * share)) / 1e6;
    }

    @Override
    public String toString() {
      return String.format("%d begun in %.1f s, %.0f/s answered, %d refused, %d failed otherwise, p50 %.1f ms, p99 %.1f ms,"
          + " longest %.1f ms", begun, seconds, perSecond(), refused, otherwise, millis(0.5), millis(0.99),
          millis(1 - 1e-9));
    }
  }

  /** What will have become of the calls of one stretch of time, once the last has ended. */
  interface Phase {
    Result result();
  }

  /** Returns once the last call has begun, so that the next stretch follows without a gap. */
  Phase run(double perSecond, Duration length) {
    ConcurrentLinkedQueue<Long> took = new ConcurrentLinkedQueue<>();
    AtomicInteger refused = new AtomicInteger();
    AtomicInteger otherwise = new AtomicInteger();
    List<CompletableFuture<?>> calls = new ArrayList<>();
    long began = System.nanoTime();
    long due = began;
    while (due - began < length.toNanos()) {
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      long at = due;
      calls.add(call.get().handle((answer, failure) -> {
        if (failure == null) {
          took.add(System.nanoTime() - at);
        } else if (unwrapped(failure) instanceof RpcException told && told.execution() == Execution.NOT_EXECUTED) {
          refused.incrementAndGet();
        } else {
          otherwise.incrementAndGet();
        }
        return null;
      }));
      due += (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
    }
    return () -> {
      CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new)).orTimeout(30, TimeUnit.SECONDS).join();
      return new Result(calls.size(), refused.get(), otherwise.get(), took.stream().sorted().toList(),
          length.toNanos() / 1e9);
    };
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
  }
}
