package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.RpcService;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One provider of three became slow: balancers that look at load soon leave it nearly alone, without any other setting. */
class SlowProviderTest {
  private static final int CALLS = 1_500;
  private static final int AT_ONCE = 12;

  @RpcService(name = "demo.Pace")
  interface Pace {
    int step(int number);

    CompletableFuture<Integer> stepLater(int number);
  }

  private static final class Walker implements Pace {
    private final long millis;
    private final AtomicInteger steps = new AtomicInteger();

    Walker(long millis) {
      this.millis = millis;
    }

    @Override
    public int step(int number) {
      steps.incrementAndGet();
      try {
        Thread.sleep(millis); // the provider's own slowness, which is what is tested
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return number;
    }

    @Override
    public CompletableFuture<Integer> stepLater(int number) {
      return CompletableFuture.completedFuture(step(number));
    }
  }

  private final World world = new World();
  private final Walker slow = new Walker(300);
  private final List<Walker> walkers = List.of(slow, new Walker(2), new Walker(2));

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private Pace pace(String balancer) {
    String[] endpoints = walkers.stream().map(world::serve).map(RpcServer::address).map(Object::toString)
        .toArray(String[]::new);
    return world.closing(RpcClient.builder().direct(endpoints).loadBalancer(balancer).build())
        .create(Pace.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"least_active", "p2c", "shortest_response"})
  void theSlowOneOfThreeGetsFewBlockingCalls(String balancer) throws Exception {
    Pace pace = pace(balancer);
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        int number = i;
        calls.add(threads.submit(() -> pace.step(number)));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(slow.steps.get()).isLessThan(CALLS * 15 / 100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"least_active", "p2c", "shortest_response"})
  void theSlowOneOfThreeGetsFewAsynchronousCalls(String balancer) throws Exception {
    Pace pace = pace(balancer);
    Semaphore free = new Semaphore(AT_ONCE);
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      free.acquire();
      calls.add(pace.stepLater(i).whenComplete((number, failure) -> free.release()));
    }
    calls.forEach(CompletableFuture::join);
    assertThat(slow.steps.get()).isLessThan(CALLS * 15 / 100);
  }
}
