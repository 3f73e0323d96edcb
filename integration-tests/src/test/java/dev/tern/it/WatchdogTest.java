package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** User code that keeps an event loop busy is named in the log. */
class WatchdogTest {
  private final World world = new World();
  private final Logged log = new Logged("dev.tern.core.schedule.Watchdog");

  @RpcService
  interface Slow {
    @RpcMethod(nonBlocking = true)
    String onTheLoop(int millis);

    @RpcMethod(nonBlocking = true)
    String otherOnTheLoop(int millis);

    String elsewhere(int millis);

    CompletableFuture<String> later();

    Flow.Publisher<String> several();
  }

  static final class SlowProvider implements Slow {
    @Override
    public String onTheLoop(int millis) {
      return take(millis);
    }

    @Override
    public String otherOnTheLoop(int millis) {
      return take(millis);
    }

    @Override
    public String elsewhere(int millis) {
      return take(millis);
    }

    @Override
    public CompletableFuture<String> later() {
      return CompletableFuture.supplyAsync(() -> "later", CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
    }

    @Override
    public Flow.Publisher<String> several() {
      SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
      later().thenAccept(answer -> {
        publisher.submit(answer);
        publisher.close();
      });
      return publisher;
    }
  }

  private static CompletableFuture<Void> each(Flow.Publisher<String> publisher, Consumer<String> taker) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    publisher.subscribe(new Flow.Subscriber<>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
      }

      @Override
      public void onNext(String element) {
        taker.accept(element);
      }

      @Override
      public void onError(Throwable failure) {
        end.completeExceptionally(failure);
      }

      @Override
      public void onComplete() {
        end.complete(null);
      }
    });
    return end;
  }

  static String take(int millis) {
    try {
      boolean never = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS); // the work itself
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "done";
  }

  @AfterEach
  void close() throws Exception {
    log.close();
    world.close();
  }

  @Test
  void aNonBlockingMethodThatBlocksIsNamedWithItsStackOncePerMinute() {
    world.serve(new SlowProvider());
    Slow slow = world.client().create(Slow.class);
    slow.onTheLoop(600);
    slow.onTheLoop(600);
    slow.otherOnTheLoop(600);
    assertThat(log.lines("dev.tern.it.WatchdogTest.Slow/onTheLoop keeps the event loop tern-server-io-")).hasSize(1)
        .allMatch(line -> line.contains("busy for more than 100 ms: other calls wait behind it"));
    assertThat(log.lines("dev.tern.it.WatchdogTest.Slow/otherOnTheLoop keeps")).hasSize(1);
    assertThat(log.stacks()).contains("WatchdogTest.take", "SlowProvider.onTheLoop", "SlowProvider.otherOnTheLoop");
  }

  @Test
  void aContinuationThatBlocksTheClientsEventLoopIsNamedToo() {
    world.serve(new SlowProvider());
    Slow slow = world.client(builder -> builder.completeOnEventLoop()).create(Slow.class);
    slow.later().thenApply(answer -> take(600)).orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(log.lines("dev.tern.it.WatchdogTest.Slow/later keeps the event loop tern-client-io-")).hasSize(1);
    assertThat(log.stacks()).contains("WatchdogTest.take");
  }

  @Test
  void aSubscriberThatBlocksTheClientsEventLoopIsNamedToo() {
    world.serve(new SlowProvider());
    Slow slow = world.client(builder -> builder.completeOnEventLoop()).create(Slow.class);
    each(slow.several(), element -> take(600)).orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(log.lines("dev.tern.it.WatchdogTest.Slow/several keeps the event loop tern-client-io-")).hasSize(1);
    assertThat(log.stacks()).contains("WatchdogTest.take");
  }

  @Test
  void whatIsQuickOrBlocksElsewhereIsNotNamed() {
    Duration limit = Duration.ofMillis(500);
    world.serve(builder -> builder.service(new SlowProvider()).eventLoopWarning(limit));
    Slow slow = world.client(builder -> builder.eventLoopWarning(limit)).create(Slow.class);
    for (int i = 0; i < 100; i++) {
      slow.onTheLoop(10); // together longer than the limit
    }
    slow.elsewhere(1_200);
    slow.later().thenApply(answer -> take(1_200)).orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(log.lines("")).isEmpty();
  }

  @Test
  void theLimitCanBeSetAndTurnedOff() {
    world.serve(builder -> builder.service(new SlowProvider()).eventLoopWarning(Duration.ofSeconds(1)));
    world.client().create(Slow.class).onTheLoop(400);
    assertThat(log.lines("")).isEmpty();
    world.client().create(Slow.class).onTheLoop(1_900);
    assertThat(log.lines("")).hasSize(1).allMatch(line -> line.contains("busy for more than 1 s"));
  }

  @Test
  void aLimitOfZeroMeansNone() throws Exception {
    world.serve(builder -> builder.service(new SlowProvider()).eventLoopWarning(Duration.ZERO));
    world.client().create(Slow.class).onTheLoop(500);
    assertThat(log.lines("")).isEmpty();
    assertThat(watchdogs()).isZero();
  }

  @Test
  void itsThreadComesWithTheFirstSuchCallAndLeavesWithItsServer() throws Exception {
    world.serve(new SlowProvider());
    Slow slow = world.client().create(Slow.class);
    slow.elsewhere(0);
    assertThat(watchdogs()).isZero();
    slow.onTheLoop(0);
    assertThat(watchdogs()).isOne();
    world.close();
    Awaitility.await().until(() -> watchdogs() == 0);
  }

  private static long watchdogs() {
    return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().endsWith("-watchdog")).count();
  }
}
