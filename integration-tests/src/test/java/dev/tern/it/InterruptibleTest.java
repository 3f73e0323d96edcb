package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handlers that block, and ask to be interrupted once nobody waits for them. */
class InterruptibleTest {
  private static final Duration SOON = Duration.ofMillis(2 * 100);

  private final World world = new World();
  private final CountDownLatch never = new CountDownLatch(1);
  private final CompletableFuture<Long> interrupted = new CompletableFuture<>();
  private final CompletableFuture<Boolean> began = new CompletableFuture<>();

  @AfterEach
  void close() throws Exception {
    never.countDown();
    world.close();
  }

  private Object block() throws InterruptedException {
    began.complete(true);
    try {
      return never.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted.complete(System.nanoTime());
      throw e;
    }
  }

  private Hop to(RpcServer server, Duration timeout) {
    return world.closing(RpcClient.builder().direct(server.address().toString()).timeout(timeout).build())
        .create(Hop.class);
  }

  @Test
  void aHandlerThatBlocksIsInterruptedAtItsDeadline() throws Exception {
    HopProvider provider = new HopProvider(what -> block());
    Hop hop = to(world.serve(provider), Duration.ofMillis(400));
    long started = System.nanoTime();
    assertThat(Failing.call(() -> hop.askInterruptibly("a")).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(Duration.ofNanos(interrupted.get(10, TimeUnit.SECONDS) - started))
        .isBetween(Duration.ofMillis(350), Duration.ofMillis(400).plus(SOON));
  }

  @Test
  void itIsInterruptedWhenItsCallerIsAsWellAndOnAVirtualThreadToo() throws Exception {
    for (ExecutorService executor : executors()) {
      CompletableFuture<Boolean> here = new CompletableFuture<>();
      CompletableFuture<Long> ended = new CompletableFuture<>();
      HopProvider provider = new HopProvider(what -> {
        here.complete(true);
        try {
          return never.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          ended.complete(System.nanoTime());
          throw e;
        }
      });
      Hop hop = to(world.serve(builder -> builder.service(provider).executor(executor)), Duration.ofSeconds(20));
      Thread caller = new Thread(() -> Failing.call(() -> hop.askInterruptibly("a")));
      caller.start();
      here.get(10, TimeUnit.SECONDS);
      long now = System.nanoTime();
      caller.interrupt();
      assertThat(Duration.ofNanos(ended.get(10, TimeUnit.SECONDS) - now)).isLessThan(SOON);
      caller.join(10_000);
      executor.shutdownNow();
    }
  }

  private static ExecutorService[] executors() throws Exception {
    ExecutorService platform = Executors.newSingleThreadExecutor();
    return Runtime.version().feature() < 21 ? new ExecutorService[] {platform} : new ExecutorService[] {platform,
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null)};
  }

  @Test
  void oneThatDidNotAskForItIsLeftAlone() throws Exception {
    HopProvider provider = new HopProvider(what -> block());
    Hop hop = to(world.serve(provider), Duration.ofMillis(300));
    Failing.call(() -> hop.ask("a"));
    assertThat(provider.alive()).isEqualTo(1);
    never.countDown();
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (provider.alive() > 0 && System.nanoTime() < limit) {
      Thread.sleep(5); // polls
    }
    assertThat(provider.alive()).isZero();
    assertThat(interrupted).isNotDone();
  }

  /** One thread runs them all: an interrupt that strayed would end one that nobody cancelled. */
  @Test
  void noOtherWorkIsEverInterrupted() throws Exception {
    AtomicInteger strayed = new AtomicInteger();
    HopProvider provider = new HopProvider(what -> {
      if (what.equals("short")) {
        return "";
      }
      try {
        Thread.sleep(1); // the work itself, which an interrupt would end
        return "";
      } catch (InterruptedException e) {
        strayed.incrementAndGet();
        throw e;
      }
    });
    RpcServer server = world.serve(builder -> builder.service(provider).handlerThreads(1));
    Hop hop = to(server, Duration.ofSeconds(20));
    ExecutorService callers = Executors.newFixedThreadPool(2);
    for (int round = 0; round < 500; round++) {
      Thread cancelled = new Thread(() -> {
        try {
          hop.askInterruptibly("short");
        } catch (RuntimeException e) {
          // cancelled
        }
      });
      cancelled.start();
      CompletableFuture<String> other = CompletableFuture.supplyAsync(() -> hop.ask("long"), callers);
      cancelled.interrupt();
      other.get(10, TimeUnit.SECONDS);
      cancelled.join(10_000);
    }
    callers.shutdownNow();
    assertThat(strayed).hasValue(0);
  }
}
