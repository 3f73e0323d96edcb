package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** F08, T2, T3: one deadline for a whole chain, and one end. */
class ContextDeadlineTest {
  /** Twice what is promised: the machine that tests may be busy. */
  private static final Duration SOON = Duration.ofMillis(2 * 100);
  private static final Duration SHORT = Duration.ofMillis(500);

  private final World world = new World();
  private final CompletableFuture<Seen> seenAtC = new CompletableFuture<>();
  private final CompletableFuture<Long> endOfB = new CompletableFuture<>();
  private final CompletableFuture<Long> endOfC = new CompletableFuture<>();
  private final HopProvider c = new HopProvider(what -> {
    RpcContext here = RpcContext.current();
    here.onCancel(() -> endOfC.complete(System.nanoTime()));
    seenAtC.complete(new Seen(System.nanoTime(), here.remaining().orElse(null)));
    return endless(here);
  });
  private Hop toC;

  /** @param left null without a deadline */
  private record Seen(long atNanos, Duration left) {}

  /** Work that ends only when it is told that nobody waits for it. */
  private static String endless(RpcContext here) throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    here.onCancel(over::countDown);
    assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
    return "too late";
  }

  /** The first call of a JVM loads classes, which is not what is measured here. */
  @BeforeAll
  static void warmUp() throws Exception {
    try (World world = new World()) {
      Hop toC = world.direct(world.serve(new HopProvider(what -> what)).address().toString()).create(Hop.class);
      Hop toB = world.direct(world.serve(new HopProvider(toC::ask)).address().toString()).create(Hop.class);
      toB.askLater("a").get(30, TimeUnit.SECONDS);
      toB.ask("a");
    }
  }

  @BeforeEach
  void open() {
    RpcServer server = world.serve(c);
    toC = world.direct(server.address().toString()).create(Hop.class);
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private Hop toB(RpcServer b, Duration timeout) {
    return world.closing(RpcClient.builder().direct(b.address().toString()).timeout(timeout).build()).create(Hop.class);
  }

  /** Notes when it is told that nobody waits for it any more, or has ended by itself: its own call has that deadline, too. */
  private static HopProvider watching(CompletableFuture<Long> end, HopProvider.Work work) {
    return new HopProvider(what -> {
      RpcContext.current().onCancel(() -> end.complete(System.nanoTime()));
      try {
        return work.on(what);
      } catch (RpcException e) {
        end.complete(System.nanoTime());
        throw e;
      }
    });
  }

  private static void by(CompletableFuture<Long> event, long expectedNanos) throws Exception {
    Duration late = Duration.ofNanos(event.get(10, TimeUnit.SECONDS) - expectedNanos);
    assertThat(late).isBetween(Duration.ofMillis(-50), SOON);
  }

  private static void nothingAlive(HopProvider... providers) throws Exception {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    for (HopProvider provider : providers) {
      while (provider.alive() > 0 && System.nanoTime() < limit) {
        Thread.sleep(5); // polls
      }
      assertThat(provider.alive()).isZero();
    }
  }

  @Test
  void aChainHasOneDeadlineAndAllItsWorkEndsWithIt() throws Exception {
    AtomicReference<RpcException> failureOfC = new AtomicReference<>();
    HopProvider b = watching(endOfB, what -> {
      pause(150);
      try {
        return toC.askPatiently(what);
      } catch (RpcException e) {
        failureOfC.set(e);
        throw e;
      }
    });
    Hop toB = toB(world.serve(b), SHORT);
    long started = System.nanoTime();
    long expiry = started + SHORT.toNanos();
    RpcException failure = Failing.call(() -> toB.ask("a"));
    assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    Seen seen = seenAtC.get(1, TimeUnit.SECONDS);
    assertThat(seen.left()).as("at most what is left, though B would wait a minute")
        .isBetween(Duration.ofMillis(100), SHORT.minusMillis(150));
    by(endOfB, expiry);
    by(endOfC, expiry);
    nothingAlive(b, c);
    assertThat(failureOfC.get().execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(Failing.told(failureOfC.get()).replace("\n", " ")).matches( // as A gave up, or as B's own clock said
        "(DEADLINE_EXCEEDED|CANCELLED) MAYBE_EXECUTED dev\\.tern\\.it\\.Hop/askPatiently (took longer than [23]\\d\\d ms|was"
            + " cancelled), in 1 attempt .* It had to end: dev\\.tern\\.it\\.Hop/ask, which it was made for,"
            + " (has passed its deadline|was cancelled)");
  }

  @Test
  void whatIsLeftIsOnTheWireRoundedDown() throws Exception {
    try (StockServer silent = StockServer.silent()) {
      Hop onwards = world.direct(silent.address()).create(Hop.class);
      CompletableFuture<String> connecting = onwards.askLater("connects");
      silent.headerOfNextCall("grpc-timeout");
      connecting.cancel(true);
      assertThat(silent.nextCancelled()).isEqualTo("dev.tern.it.Hop/askLater");
      HopProvider b = new HopProvider(what -> {
        pause(150);
        return onwards.askPatiently(what);
      });
      Hop toB = toB(world.serve(b), Duration.ofSeconds(2));
      Failing.call(() -> toB.ask("a"));
      String left = silent.headerOfNextCall("grpc-timeout");
      assertThat(left).matches("\\d+m");
      assertThat(Integer.parseInt(left.substring(0, left.length() - 1))).isBetween(100, 1850);
      assertThat(silent.nextCancelled()).isEqualTo("dev.tern.it.Hop/askPatiently");
    }
  }

  @Test
  void cancellingTheFutureOfTheFirstCallEndsTheLastOne() throws Exception {
    HopProvider b = watching(endOfB, what -> toC.askLater(what));
    Hop toB = toB(world.serve(b), Duration.ofSeconds(20));
    CompletableFuture<String> call = toB.askLater("a");
    seenAtC.get(10, TimeUnit.SECONDS);
    long cancelled = System.nanoTime();
    call.cancel(true);
    by(endOfB, cancelled);
    by(endOfC, cancelled);
    nothingAlive(b, c);
  }

  @Test
  void interruptingTheThreadThatMadeTheFirstCallEndsTheLastOne() throws Exception {
    CompletableFuture<RpcException> failureOfC = new CompletableFuture<>();
    HopProvider b = watching(endOfB, what -> {
      try {
        return toC.askPatiently(what);
      } catch (RpcException e) {
        failureOfC.complete(e);
        throw e;
      }
    });
    Hop toB = toB(world.serve(b), Duration.ofSeconds(20));
    FutureTask<RpcException> call = new FutureTask<>(() -> Failing.call(() -> toB.ask("a")));
    Thread caller = new Thread(call);
    caller.start();
    seenAtC.get(10, TimeUnit.SECONDS);
    long interrupted = System.nanoTime();
    caller.interrupt();
    assertThat(call.get(10, TimeUnit.SECONDS).code()).isEqualTo(Code.CANCELLED);
    by(endOfB, interrupted);
    by(endOfC, interrupted);
    nothingAlive(b, c);
    assertThat(Failing.told(failureOfC.get(10, TimeUnit.SECONDS))).startsWith("CANCELLED MAYBE_EXECUTED"
        + " dev.tern.it.Hop/askPatiently was cancelled, in 1 attempt\n").endsWith("maybe executed, # ms: cancelled"
        + "\n  It had to end: dev.tern.it.Hop/ask, which it was made for, was cancelled");
  }

  /** What its caller sends to end it is held back: the provider's own clock ends the work. */
  @Test
  void aHandlerIsToldAtItsDeadlineThoughItsCallerCannotSay() throws Exception {
    RpcServer server = world.serve(watching(endOfB, what -> {
      seenAtC.complete(new Seen(System.nanoTime(), RpcContext.current().remaining().orElseThrow()));
      return endless(RpcContext.current());
    }));
    Dam dam = world.closing(new Dam(server.port()));
    Hop toB = world.closing(RpcClient.builder().direct(dam.address()).timeout(SHORT).build()).create(Hop.class);
    long started = System.nanoTime();
    CompletableFuture<String> call = toB.askLater("a");
    Seen seen = seenAtC.get(10, TimeUnit.SECONDS);
    dam.shut();
    by(endOfB, seen.atNanos() + seen.left().toNanos());
    assertThat(System.nanoTime() - started).isGreaterThanOrEqualTo(SHORT.toNanos() - TimeUnit.MILLISECONDS.toNanos(50));
    assertThat(Failing.future(call).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    dam.open();
  }

  @Test
  void aCallForOneThatHasEndedIsNeverSent() throws Exception {
    CompletableFuture<RpcException> expired = new CompletableFuture<>();
    CompletableFuture<RpcException> cancelled = new CompletableFuture<>();
    HopProvider b = new HopProvider(what -> {
      if (what.equals("expired")) {
        RpcContext here = RpcContext.current();
        await(() -> here.remaining().orElseThrow().isZero());
        expired.complete(Failing.call(() -> toC.ask(what)));
        return "";
      }
      CompletableFuture<RpcException> told = cancelled;
      try {
        endless(RpcContext.current());
        told.complete(Failing.call(() -> toC.ask(what)));
        assertThat(Failing.told(Failing.future(toC.askLater(what)))).isEqualTo(Failing.told(told.join())
            .replace("Hop/ask ", "Hop/askLater "));
      } catch (Throwable e) {
        told.completeExceptionally(e);
      }
      return "";
    });
    RpcServer server = world.serve(b);
    Dam dam = world.closing(new Dam(server.port())); // holds back that A gives up: B's own clock has to say it
    Hop viaDam = world.closing(RpcClient.builder().direct(dam.address()).timeout(SHORT).build()).create(Hop.class);
    CompletableFuture<String> unheard = viaDam.askLater("expired");
    await(() -> b.alive() == 1);
    dam.shut();
    assertThat(Failing.told(expired.get(10, TimeUnit.SECONDS))).isEqualTo("DEADLINE_EXCEEDED NOT_EXECUTED"
        + " dev.tern.it.Hop/ask was not sent: dev.tern.it.Hop/askLater, which it was made for, has passed its deadline");
    dam.open();
    assertThat(Failing.future(unheard).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    await(() -> b.alive() == 0);
    CompletableFuture<String> call = toB(server, Duration.ofSeconds(20)).askLater("cancelled");
    await(() -> b.alive() == 1);
    call.cancel(true);
    assertThat(Failing.told(cancelled.get(10, TimeUnit.SECONDS))).isEqualTo("CANCELLED NOT_EXECUTED"
        + " dev.tern.it.Hop/ask was not sent: dev.tern.it.Hop/askLater, which it was made for, was cancelled");
    assertThat(c.begun()).isZero();
  }

  @Test
  void detachedWorkOutlivesTheCallAndShorterTimesHold() throws Exception {
    CompletableFuture<String> detached = new CompletableFuture<>();
    HopProvider quick = new HopProvider(what -> {
      pause(what.equals("slow") ? 400 : 0);
      return RpcContext.current().remaining().orElseThrow();
    });
    Hop toQuick = toB(world.serve(quick), Duration.ofSeconds(20));
    HopProvider b = new HopProvider(what -> {
      RpcContext here = RpcContext.current();
      assertThat(Duration.parse(here.withTimeout(Duration.ofMillis(100)).supply(() -> toQuick.ask(""))))
          .isLessThanOrEqualTo(Duration.ofMillis(100));
      assertThat(Duration.parse(here.withTimeout(Duration.ofSeconds(10)).supply(() -> toQuick.ask(""))))
          .as("never longer").isLessThanOrEqualTo(Duration.ofSeconds(1));
      here.detached().supply(() -> toQuick.askLater("slow")).whenComplete((answer, failure) ->
          detached.complete(failure == null ? answer : failure.toString()));
      return "begun";
    });
    CompletableFuture<String> call = toB(world.serve(b), Duration.ofSeconds(1)).askLater("a");
    assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo("begun");
    assertThat(Duration.parse(detached.get(10, TimeUnit.SECONDS))).isGreaterThan(Duration.ofSeconds(10));
  }

  @Test
  void outsideOfCallsATimeLimitHoldsToo() {
    RpcException failure = Failing.call(() -> RpcContext.current().withTimeout(Duration.ofMillis(200))
        .run(() -> toC.askPatiently("a")));
    assertThat(failure).hasMessageStartingWith("dev.tern.it.Hop/askPatiently took longer than 1")
        .hasMessageEndingWith("\n  It had to end: the time limit of its context has passed");
    assertThatThrownBy(() -> RpcContext.current().withTimeout(Duration.ZERO)).hasMessage("timeout: 0 ns (expected: > 0)");
  }

  private static void pause(int millis) throws InterruptedException {
    new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS); // the work itself
  }

  private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(limit);
      Thread.sleep(2); // polls
    }
  }
}
