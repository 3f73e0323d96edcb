package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.NanoClock;
import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every call ends by its deadline, and the provider is told of it. */
class DeadlineTest {
  /** Twice what is promised: the machine that tests may be busy. */
  private static final Duration SLACK = Duration.ofMillis(2 * 250);

  private final World world = new World();

  /** The first call of a JVM loads classes, which is not what is measured here. */
  @BeforeAll
  static void warmUp() throws Exception {
    try (World world = new World(); StockServer silent = StockServer.silent()) {
      world.serve(new WorkProvider("near"));
      world.client().create(Work.class).onceLater("a", 0).get(30, TimeUnit.SECONDS);
      Failing.call(() -> world.direct(silent.address()).create(Work.class).onceInTime("a", 0));
    }
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @Test
  void withoutAnySettingThreeSecondsAreOnTheWireAndEndTheCall() throws Exception {
    try (StockServer silent = StockServer.silent()) {
      Work work = world.direct(silent.address()).create(Work.class);
      Ended later = Ended.of(() -> Failing.future(work.onceLater("later", 0)));
      Ended blocking = Ended.of(() -> Failing.call(() -> work.once("blocking", 0)));
      assertThat(silent.headerOfNextCall("grpc-timeout")).matches("2\\d\\d\\dm|3000m|3S");
      assertThat(silent.headerOfNextCall("grpc-timeout")).matches("2\\d\\d\\dm|3000m|3S");
      blocking.after(Duration.ofSeconds(3), "DEADLINE_EXCEEDED MAYBE_EXECUTED dev.tern.it.Work/once took longer than"
          + " 3 s, in 1 attempt\n  " + silent.address() + "  maybe executed, # ms: no answer");
      later.after(Duration.ofSeconds(3), "DEADLINE_EXCEEDED MAYBE_EXECUTED dev.tern.it.Work/onceLater took longer than"
          + " 3 s, in 1 attempt\n  " + silent.address() + "  maybe executed, # ms: no answer");
    }
  }

  @Test
  void callsThatHaveHardlyAnyTimeLeaveNoProviderOut() {
    world.serve(new WorkProvider("one"));
    world.serve(new WorkProvider("other"));
    Work work = world.client(builder -> builder.timeout(Duration.ofMillis(3))).create(Work.class);
    Set<String> called = new HashSet<>();
    try (Logs told = Logs.of("dev.tern.core.directory")) {
      for (int i = 0; i < 30; i++) {
        Failing.call(() -> work.once("slow", 500));
      }
      for (int i = 0; i < 10; i++) {
        called.add(work.onceInTime("a", 0));
      }
      assertThat(told.lines()).noneMatch(line -> line.contains("is left out"));
    }
    assertThat(called).containsExactlyInAnyOrder("one", "other");
  }

  @Test
  void theTimeoutOfAMethodStandsBeforeThatOfTheClient() throws Exception {
    try (StockServer silent = StockServer.silent()) {
      Work work = world.direct(silent.address()).create(Work.class);
      Ended inTime = Ended.of(() -> Failing.call(() -> work.onceInTime("a", 0)));
      assertThat(silent.headerOfNextCall("grpc-timeout")).matches("2\\d\\dm|300m");
      inTime.after(Duration.ofMillis(300), "DEADLINE_EXCEEDED MAYBE_EXECUTED dev.tern.it.Work/onceInTime took longer"
          + " than 300 ms, in 1 attempt\n  " + silent.address() + "  maybe executed, # ms: no answer");
    }
  }

  @Test
  void theTimeoutOfTheClientHoldsForAllAttemptsOfAnIdempotentCall() throws Exception {
    try (StockServer silent = StockServer.silent(); StockServer other = StockServer.silent()) {
      Work work = world.closing(RpcClient.builder().direct(silent.address(), other.address())
          .timeout(Duration.ofSeconds(1)).build()).create(Work.class);
      Ended.of(() -> Failing.call(() -> work.safe("a", 0))).by(Duration.ofSeconds(1),
          "DEADLINE_EXCEEDED MAYBE_EXECUTED");
      Ended.of(() -> Failing.future(work.safeLater("b", 0))).by(Duration.ofSeconds(1),
          "DEADLINE_EXCEEDED MAYBE_EXECUTED");
      assertThat(silent.callsNotLookedAt()).as("attempts here, of two calls").isBetween(2, 4);
      assertThat(other.callsNotLookedAt()).as("attempts there, of two calls").isBetween(2, 4);
    }
  }

  /** Both count the same deadline down, and the provider's clock may be a moment ahead. */
  @Test
  void whoeverIsFirstToSeeTheDeadlineTheCallerIsToldTheSame() throws Exception {
    try (StockServer silent = StockServer.silent()) {
      Work work = world.closing(RpcClient.builder().direct(silent.address()).timeout(Duration.ofMillis(200)).build())
          .create(Work.class);
      for (int round = 0; round < 5; round++) {
        List<CompletableFuture<String>> calls =
            IntStream.range(0, 40).mapToObj(i -> work.onceLater("call" + i, 0)).toList();
        for (CompletableFuture<String> call : calls) {
          assertThat(Failing.told(Failing.future(call))).isEqualTo("DEADLINE_EXCEEDED MAYBE_EXECUTED"
              + " dev.tern.it.Work/onceLater took longer than 200 ms, in 1 attempt\n  " + silent.address()
              + "  maybe executed, # ms: no answer");
        }
      }
    }
  }

  @Test
  void noCallHangsOnAPeerThatAcceptsAndStaysMute() {
    try (Peers.Mute mute = Peers.mute()) {
      Work work = world.closing(RpcClient.builder().direct(mute.address())
          .timeout(Duration.ofMillis(600)).build()).create(Work.class);
      Ended blocking = Ended.of(() -> Failing.call(() -> work.once("a", 0)));
      Ended later = Ended.of(() -> Failing.future(work.onceLater("b", 0)));
      blocking.after(Duration.ofMillis(600), "DEADLINE_EXCEEDED NOT_EXECUTED dev.tern.it.Work/once took longer than"
          + " 600 ms, in 1 attempt\n  " + mute.address() + "  not executed, # ms: no answer");
      later.after(Duration.ofMillis(600), "DEADLINE_EXCEEDED NOT_EXECUTED dev.tern.it.Work/onceLater took longer than"
          + " 600 ms, in 1 attempt\n  " + mute.address() + "  not executed, # ms: no answer");
    }
  }

  @Test
  void anExpiredCallIsCancelledAtTheProvider() throws Exception {
    try (StockServer silent = StockServer.silent()) {
      Work work = world.direct(silent.address()).create(Work.class);
      Failing.call(() -> work.onceInTime("a", 0));
      assertThat(silent.nextCancelled()).isEqualTo("dev.tern.it.Work/onceInTime");
    }
  }

  @Test
  void interruptingTheCallerEndsTheCallAtOnceHereAndThere() throws Exception {
    try (StockServer silent = StockServer.silent()) {
      Work work = world.direct(silent.address()).create(Work.class);
      AtomicReference<Boolean> stillInterrupted = new AtomicReference<>();
      FutureTask<RpcException> call = new FutureTask<>(() -> {
        RpcException failure = Failing.call(() -> work.once("a", 0));
        stillInterrupted.set(Thread.currentThread().isInterrupted());
        return failure;
      });
      Thread caller = new Thread(call);
      caller.start();
      silent.headerOfNextCall("grpc-timeout"); // it is there
      long interrupted = System.nanoTime();
      caller.interrupt();
      assertThat(Failing.told(call.get(10, TimeUnit.SECONDS))).isEqualTo("CANCELLED MAYBE_EXECUTED"
          + " dev.tern.it.Work/once was cancelled, in 1 attempt\n  " + silent.address()
          + "  maybe executed, # ms: cancelled");
      assertThat(Duration.ofNanos(System.nanoTime() - interrupted)).isLessThan(Duration.ofSeconds(1));
      assertThat(stillInterrupted.get()).as("the caller's interrupt is kept").isTrue();
      assertThat(silent.nextCancelled()).isEqualTo("dev.tern.it.Work/once");
    }
  }

  @Test
  void cancellingTheFutureReachesTheProvider() throws Exception {
    try (StockServer silent = StockServer.silent()) {
      Work work = world.direct(silent.address()).create(Work.class);
      CompletableFuture<String> call = work.onceLater("a", 0);
      silent.headerOfNextCall("grpc-timeout"); // it is there
      assertThat(call.cancel(true)).isTrue();
      assertThat(call).isCancelled();
      assertThat(silent.nextCancelled()).isEqualTo("dev.tern.it.Work/onceLater");
    }
  }

  @Test
  void aProviderSeesWhatIsLeftAndIsToldWhenNobodyWaitsAnyMore() throws Exception {
    CompletableFuture<Duration> left = new CompletableFuture<>();
    CompletableFuture<String> told = new CompletableFuture<>();
    world.serve(builder -> builder.service(new WorkProvider("near")).filter((invocation, next) -> {
      left.complete(Duration.ofNanos(invocation.deadline().remainingNanos(NanoClock.system())));
      invocation.cancellation().onCancel(() -> told.complete(String.valueOf(invocation.cancellation().cause())));
      return next.invoke(invocation);
    }));
    Work work = world.client().create(Work.class);
    CompletableFuture<String> call = work.onceLater("a", 20_000);
    assertThat(left.get(10, TimeUnit.SECONDS)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
    call.cancel(false);
    assertThat(told.get(10, TimeUnit.SECONDS))
        .isEqualTo("dev.tern.api.RpcException: CANCELLED: the consumer no longer waits");
  }

  /** A call that was begun, and when. */
  private record Ended(CompletableFuture<RpcException> failure, CompletableFuture<Duration> after) {
    static Ended of(Supplier<RpcException> call) {
      long started = System.nanoTime();
      CompletableFuture<Duration> after = new CompletableFuture<>();
      CompletableFuture<RpcException> failure = new CompletableFuture<>();
      Thread thread = new Thread(() -> {
        try {
          RpcException failed = call.get();
          after.complete(Duration.ofNanos(System.nanoTime() - started));
          failure.complete(failed);
        } catch (Throwable e) {
          failure.completeExceptionally(e);
        }
      });
      thread.start();
      return new Ended(failure, after);
    }

    void after(Duration timeout, String told) {
      assertThat(Failing.told(get())).isEqualTo(told);
      assertThat(after.join()).isBetween(timeout.minusMillis(20), timeout.plus(SLACK));
    }

    void by(Duration timeout, String label) {
      assertThat(get().code() + " " + get().execution()).isEqualTo(label);
      assertThat(after.join()).isLessThan(timeout.plus(SLACK));
    }

    private RpcException get() {
      try {
        return failure.get(20, TimeUnit.SECONDS);
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        throw new AssertionError(e);
      }
    }
  }
}
