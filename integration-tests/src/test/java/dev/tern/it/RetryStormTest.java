package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Retries do not make an outage worse, neither of one service nor of the bottom of a chain. */
class RetryStormTest {
  private static final int PER_SECOND = 250;

  @RpcService(name = "demo.Layer")
  interface Layer {
    @RpcMethod(idempotent = true)
    CompletableFuture<String> get(String id);
  }

  /** The lowest layer, which is there or not. */
  private static final class Bottom implements Layer {
    private final AtomicInteger reached = new AtomicInteger();
    private volatile boolean down = true;

    @Override
    public CompletableFuture<String> get(String id) {
      reached.incrementAndGet();
      return down ? CompletableFuture.failedFuture(new RpcException(Code.UNAVAILABLE, "out of order"))
          : CompletableFuture.completedFuture(id);
    }
  }

  private final World world = new World();
  private final Bottom bottom = new Bottom();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  /** Three providers each. */
  private Layer over(Layer implementation) {
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      RpcServer server = world.serve(implementation);
      addresses.add(server.address().toString());
    }
    return consumer(addresses);
  }

  private Layer consumer(List<String> addresses) {
    return world.closing(RpcClient.builder().direct(addresses.toArray(String[]::new)).build()).create(Layer.class);
  }

  /** A layer whose providers each are a consumer of the one below, and tell its failures as ones to be tried elsewhere. */
  private Layer above(Layer below) {
    return over(id -> below.get(id).exceptionallyCompose(failure ->
        CompletableFuture.failedFuture(new RpcException(Code.UNAVAILABLE, "what it needs is out of order"))));
  }

  /** @return calls made, of which none was waited for before the next */
  private static int load(Layer layer, Duration length) throws Exception {
    List<CompletableFuture<String>> calls = new ArrayList<>();
    long begun = System.nanoTime();
    long pause = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
    while (calls.size() * pause < length.toNanos()) {
      calls.add(layer.get("a"));
      LockSupport.parkNanos(begun + calls.size() * pause - System.nanoTime());
    }
    for (CompletableFuture<String> call : calls) {
      call.handle((value, failure) -> value).get(10, TimeUnit.SECONDS);
    }
    return calls.size();
  }

  /** Every budget begins with a credit for short troubles; what is promised is what comes after it. */
  private static void spendCredit(Layer layer) throws Exception {
    for (int i = 0; i < 3; i++) {
      List<CompletableFuture<String>> calls = new ArrayList<>();
      for (int each = 0; each < 100; each++) {
        calls.add(layer.get("a").exceptionally(failure -> ""));
      }
      for (CompletableFuture<String> call : calls) {
        call.get(10, TimeUnit.SECONDS);
      }
    }
  }

  private double attemptsPerCall(Layer layer, Duration length) throws Exception {
    int before = bottom.reached.get();
    int calls = load(layer, length);
    double each = (bottom.reached.get() - before) / (double) calls;
    System.out.printf("attempts per call: %.3f of %d calls%n", each, calls);
    return each;
  }

  @Test
  void aServiceThatFailsAsAWholeGetsAFifthMoreLoadAtMostAndNoneOnceItIsBack() throws Exception {
    Layer layer = over(bottom);
    spendCredit(layer);

    assertThat(attemptsPerCall(layer, Duration.ofSeconds(4))).as("in the outage").isBetween(1.05, 1.2);

    bottom.down = false;
    assertThat(attemptsPerCall(layer, Duration.ofSeconds(2))).as("when it is over").isLessThanOrEqualTo(1.01);
  }

  @Test
  void theBottomOfAChainOfThreeConsumersGetsNoMoreThanThat() throws Exception {
    Layer second = above(bottomLayer());
    Layer top = above(second);
    spendCredit(top);

    assertThat(attemptsPerCall(top, Duration.ofSeconds(4))).isBetween(1.05, 1.3); // about 1.15 on a quiet machine
  }

  private Layer bottomLayer() {
    return over(bottom);
  }
}
