package dev.tern.cluster;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many of a method's calls may have a further attempt because they are late: each call earns a share of one, and no
 * more than ten are saved up. Calls are only counted, on striped counters; the arithmetic is left to those that are
 * late. Safe for many threads.
 */
final class HedgeShare {
  private static final double MOST_SAVED = 10;

  private final double share;
  private final LongAdder calls = new LongAdder();
  private final AtomicReference<Account> account;

  /** @param share 0 to 1; 0: none at all */
  HedgeShare(double share) {
    this.share = share;
    this.account = new AtomicReference<>(new Account(0, share == 0 ? 0 : MOST_SAVED));
  }

  void onCall() {
    calls.increment();
  }

  boolean tryTake() {
    while (true) {
      Account before = account.get();
      long now = Math.max(before.calls, calls.sum());
      double saved = Math.min(MOST_SAVED, before.saved + share * (now - before.calls));
      if (saved < 1) {
        return false; // nothing is written: what was earned stays with the older account
      }
      if (account.compareAndSet(before, new Account(now, saved - 1))) {
        return true;
      }
    }
  }

  /**
   * What stood to the good when it was last looked at.
   *
   * @param calls counted until then
   */
  private record Account(long calls, double saved) {}
}
