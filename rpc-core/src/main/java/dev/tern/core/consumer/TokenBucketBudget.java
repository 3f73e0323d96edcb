package dev.tern.core.consumer;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.RetryBudget;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * A token bucket for the retries of one service: it earns a share of every call and some more each second, and holds
 * at most what ten seconds earn. So a service that fails as a whole gets a fifth more load from its consumers, not
 * three times as much, while one with few calls can still retry.
 *
 * <p>The fifth is both parts together, at 200 calls per second: 0.15 for each call, and 10 per second, which are 0.05
 * for each. With more calls it comes down to 0.15; with fewer the ten per second count for more, and harm nobody.
 *
 * <p>Calls pay for counting themselves only, on striped counters. The arithmetic is left to the retries, which settle
 * what was earned since the last one; they assume that the calls in between came evenly.
 */
final class TokenBucketBudget implements RetryBudget {
  private static final double TOKENS_PER_CALL = 0.15;
  private static final double TOKENS_PER_SECOND = 10;
  private static final double HELD_SECONDS = 10;
  private static final double NANOS_PER_SECOND = 1e9;

  private final NanoClock clock;
  private final LongAdder calls = new LongAdder();
  private final AtomicReference<Account> account;

  TokenBucketBudget(NanoClock clock) {
    this.clock = clock;
    this.account = new AtomicReference<>(
        new Account(clock.nanoTime(), 0, TOKENS_PER_SECOND * HELD_SECONDS, 0));
  }

  @Override
  public void onCall() {
    calls.increment();
  }

  @Override
  public boolean tryTake() {
    while (true) {
      Account before = account.get();
      Account now = before.settledAt(clock.nanoTime(), calls.sum());
      if (now.tokens < 1) {
        return false; // nothing is written: what was earned stays with the older account, to be settled later
      }
      if (account.compareAndSet(before, now.less(1))) {
        return true;
      }
    }
  }

  /**
   * What stood in the bucket when it was last settled.
   *
   * @param atNanos when that was
   * @param calls counted until then
   * @param tokens in the bucket
   * @param recentCalls of the last ten seconds, as an average that decays: no ring of counters to keep
   */
  private record Account(long atNanos, long calls, double tokens, double recentCalls) {
    Account settledAt(long nowNanos, long callsNow) {
      // Two threads may read clock and counter in another order than they settle.
      long elapsedNanos = Math.max(0, nowNanos - atNanos);
      long newCalls = Math.max(0, callsNow - calls);
      double seconds = elapsedNanos / NANOS_PER_SECOND;
      double age = seconds / HELD_SECONDS;
      double decay = Math.exp(-age);
      double recent = recentCalls * decay + newCalls * (age > 1e-6 ? (1 - decay) / age : 1);
      double earned = TOKENS_PER_CALL * newCalls + TOKENS_PER_SECOND * seconds;
      double most = TOKENS_PER_CALL * recent + TOKENS_PER_SECOND * HELD_SECONDS;
      return new Account(atNanos + elapsedNanos, calls + newCalls, Math.min(tokens + earned, most), recent);
    }

    Account less(int taken) {
      return new Account(atNanos, calls, tokens - taken, recentCalls);
    }
  }
}
