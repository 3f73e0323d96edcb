package dev.tern.core.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.tck.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long MS = 1_000_000;

  private final ManualClock clock = new ManualClock();

  @Test
  void afterAPauseItGivesItsBurstAndThenOneByOne() {
    TokenBucket bucket = new TokenBucket(10, 3, clock);
    assertThat(List.of(bucket.take(), bucket.take(), bucket.take())).containsOnly(0L);
    assertThat(bucket.take()).isEqualTo(100 * MS);
    assertThat(bucket.take()).as("a refusal costs nothing").isEqualTo(100 * MS);
    clock.advance(Duration.ofMillis(99));
    assertThat(bucket.take()).isEqualTo(MS);
    clock.advance(Duration.ofMillis(1));
    assertThat(bucket.take()).isZero();
    assertThat(bucket.take()).isEqualTo(100 * MS);
    clock.advance(Duration.ofHours(1));
    assertThat(List.of(bucket.take(), bucket.take(), bucket.take())).as("never more than the burst").containsOnly(0L);
    assertThat(bucket.take()).isPositive();
  }

  @Test
  void overTimeItGivesTheRateExactly() {
    TokenBucket bucket = new TokenBucket(250, 1, clock);
    int given = 0;
    for (int ms = 0; ms < 10_000; ms++) {
      given += bucket.take() == 0 ? 1 : 0;
      clock.advance(Duration.ofMillis(1));
    }
    assertThat(given).isEqualTo(2_500);
  }

  @Test
  void manyThreadsTogetherGetNoMoreThanItHolds() throws Exception {
    TokenBucket bucket = new TokenBucket(1, 10_000, clock);
    AtomicInteger given = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread thread = new Thread(() -> {
        for (int call = 0; call < 5_000; call++) {
          given.addAndGet(bucket.take() == 0 ? 1 : 0);
        }
      });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(given).hasValue(10_000);
  }
}
