package dev.tern.cluster;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** How long to wait before a round of attempts: 100 ms, doubling to 1 s, each 20 % more or less. */
final class Backoff {
  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final double JITTER = 0.2;

  /** Of calls with one attempt, which never wait for another. */
  static final Backoff UNUSED = new Backoff(() -> {
    throw new IllegalStateException("a call with one attempt never waits for another");
  });

  private final Supplier<? extends RandomGenerator> random;

  Backoff(Supplier<? extends RandomGenerator> random) {
    this.random = random;
  }

  /** @param waits how often this call has waited before */
  long nanos(int waits) {
    long full = waits < 4 ? FIRST_NANOS << waits : LONGEST_NANOS;
    return (long) (full * (1 + JITTER * (2 * random.get().nextDouble() - 1)));
  }
}
