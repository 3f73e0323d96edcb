package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.RpcContext;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One provider of three is slow: a hedge hides that, and costs little. */
@Tag("long")
class HedgedCallsTest {
  private static final int CALLS = 2_000;
  /** What a share may have saved up before: once, not for each thousand calls. */
  private static final int SAVED = 10;
  private static final int SLOW_MILLIS = 500;
  private static final int USUAL_MILLIS = 20;

  @RpcService(name = "demo.Runner", cluster = "forking", loadBalancer = "p2c")
  interface Runner {
    @RpcMethod(idempotent = true)
    CompletableFuture<String> run(String id);

    @RpcMethod(idempotent = true, cluster = "forking?delay=50ms")
    String runNow(String id);

    @RpcMethod(idempotent = true, cluster = "forking?delay=50ms")
    Iterator<String> runAll(String id);
  }

  private static final class Track implements Runner {
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private volatile int millis = USUAL_MILLIS;

    @Override
    public CompletableFuture<String> run(String id) {
      begun.incrementAndGet();
      RpcContext here = RpcContext.current();
      here.onCancel(cancelled::incrementAndGet);
      if (here.previousAttempts() > 0) {
        repeated.incrementAndGet();
      }
      Executor later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
      return CompletableFuture.supplyAsync(() -> id, later);
    }

    @Override
    public String runNow(String id) {
      return run(id).join();
    }

    @Override
    public Iterator<String> runAll(String id) {
      return List.of(run(id).join()).iterator();
    }
  }

  private final World world = new World();
  private final List<Track> tracks = List.of(new Track(), new Track(), new Track());

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private Runner runner() {
    tracks.forEach(world::serve);
    return world.client().create(Runner.class);
  }

  private int begun() {
    return tracks.stream().mapToInt(track -> track.begun.get()).sum();
  }

  /** How long each call took in nanoseconds, from the quickest to the slowest. */
  private static long[] load(Runner runner) throws Exception {
    Semaphore room = new Semaphore(10);
    List<CompletableFuture<Long>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      room.acquire();
      long begun = System.nanoTime();
      calls.add(runner.run("a").thenApply(id -> System.nanoTime() - begun)
          .whenComplete((done, failed) -> room.release()));
    }
    long[] nanos = new long[CALLS];
    for (int i = 0; i < CALLS; i++) {
      nanos[i] = calls.get(i).get(10, TimeUnit.SECONDS);
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private static double p99(long[] nanos) {
    return nanos[nanos.length * 99 / 100] / 1e6;
  }

  @Test
  void oneSlowProviderOfThreeDoesNotShowAndCostsLittleMoreLoad() throws Exception {
    Runner runner = runner();
    Track slow = tracks.get(0);
    load(runner); // classes, connections, the usual delay
    double ratio = Double.MAX_VALUE;
    for (int round = 0; round < 3 && ratio > 2; round++) { // a machine that is busy elsewhere spoils a round
      slow.millis = USUAL_MILLIS;
      double healthy = p99(load(runner));
      slow.millis = SLOW_MILLIS;
      int begunBefore = begun();
      int slowBefore = slow.begun.get();
      int cancelledBefore = slow.cancelled.get();

      double slowed = p99(load(runner));

      ratio = slowed / healthy;
      int extra = begun() - begunBefore - CALLS;
      int asked = slow.begun.get() - slowBefore;
      System.out.printf("p99 healthy %.1f ms, one of three at %d ms: %.1f ms, extra load %.1f %%, %d to the slow one%n",
          healthy, SLOW_MILLIS, slowed, 100.0 * extra / CALLS, asked);
      assertThat(extra).isPositive().isLessThanOrEqualTo(CALLS / 10 + SAVED);
      assertThat(slow.cancelled.get() - cancelledBefore).as("of the %d calls to the slow one", asked)
          .isGreaterThan(asked / 2);
    }
    assertThat(ratio).isLessThanOrEqualTo(2);
    assertThat(tracks.stream().mapToInt(track -> track.repeated.get()).sum()).isPositive();
  }

  @Test
  void theSlowProviderLearnsThatNobodyWaitsForItAnyMore() {
    Runner runner = runner();
    tracks.forEach(track -> track.millis = 0);
    runner.runNow("warm");
    Track slow = tracks.get(0);
    slow.millis = 2_000;
    while (slow.cancelled.get() < 3) {
      assertThat(runner.runNow("a")).isEqualTo("a");
      assertThat(runner.runAll("b").next()).isEqualTo("b");
    }
    assertThat(slow.begun.get()).isGreaterThanOrEqualTo(3);
  }
}
