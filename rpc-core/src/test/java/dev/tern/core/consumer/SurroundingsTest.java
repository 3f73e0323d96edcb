package dev.tern.core.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tern.api.Attachments;
import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.Deadline;
import dev.tern.api.Endpoint;
import dev.tern.api.NanoClock;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.RpcService;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Connection;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Reply;
import dev.tern.api.spi.Transport;
import dev.tern.core.schedule.Watchdog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Calls that a handler makes, against an invoker that answers as it is told. */
class SurroundingsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Of the provider and of the client: two timelines that have nothing to do with each other. */
  private final AtomicLong served = new AtomicLong(-7 * SECOND);
  private final AtomicLong clients = new AtomicLong(Long.MAX_VALUE - SECOND);
  private final Cancellation cancellation = new Cancellation();
  private final RpcContext context = RpcContext.serving("demo.Shop", "buy", Attachments.empty(),
      Deadline.after(2 * SECOND, served::get), served::get, cancellation, Runnable::run);
  private final List<Invocation> seen = new ArrayList<>();
  private final Queue<CompletableFuture<Reply>> pending = new ArrayDeque<>();

  @RpcService
  interface Stock {
    String take(String what);

    CompletableFuture<String> takeLater(String what);
  }

  private MethodCaller caller(String name, Invoker invoker) {
    MethodContract method = ServiceContract.of(Stock.class).methods().stream()
        .filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    return new MethodCaller(method, invoker, Duration.ofSeconds(3),
        new CallContext(new NoTransport(), clients::get, (delay, task) -> () -> { }, Runnable::run,
            new Watchdog("watchdog", Duration.ZERO), 60 * SECOND));
  }

  private MethodCaller answering(String name) {
    return caller(name, invocation -> {
      seen.add(invocation);
      return CompletableFuture.completedFuture(Reply.of("taken"));
    });
  }

  private MethodCaller waiting() {
    return caller("takeLater", invocation -> {
      seen.add(invocation);
      CompletableFuture<Reply> reply = new CompletableFuture<>();
      invocation.cancellation().onCancel(() -> reply.completeExceptionally(invocation.cancellation().cause()));
      pending.add(reply);
      return reply;
    });
  }

  private static Object call(MethodCaller caller) {
    try {
      return caller.call(new Object[] {"a"});
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private RpcException refused(MethodCaller caller) {
    return (RpcException) catchThrowable(() -> context.call(() -> {
      try {
        return caller.call(new Object[] {"a"});
      } catch (Throwable e) {
        throw (RpcException) e;
      }
    }));
  }

  @Test
  void theShorterOfBothTimesHoldsWhateverTheirClocksSay() {
    MethodCaller caller = answering("take");
    assertThat(context.supply(() -> call(caller))).isEqualTo("taken");
    assertThat(left(0)).isEqualTo(2 * SECOND);
    served.addAndGet(SECOND / 2);
    context.run(() -> call(caller));
    assertThat(left(1)).isEqualTo(3 * SECOND / 2);
    clients.addAndGet(5 * SECOND); // past Long.MAX_VALUE
    context.run(() -> call(caller));
    assertThat(left(2)).isEqualTo(3 * SECOND / 2);
    call(caller);
    assertThat(left(3)).as("outside").isEqualTo(3 * SECOND);
    context.detached().run(() -> call(caller));
    assertThat(left(4)).as("detached").isEqualTo(3 * SECOND);
  }

  private long left(int call) {
    return seen.get(call).deadline().remainingNanos(clients::get);
  }

  /** While a clock is asked, time goes on: what is handed on must not grow by that. */
  @Test
  void theTimeThatIsHandedOnNeverGrows() {
    NanoClock ticking = () -> served.getAndAdd(1000);
    RpcContext ticked = RpcContext.serving("demo.Shop", "buy", Attachments.empty(), Deadline.after(SECOND, ticking),
        ticking, cancellation, Runnable::run);
    for (int i = 0; i < 100; i++) {
      assertThat(Surroundings.deadline(ticked, 3 * SECOND, ticking).atNanos())
          .isLessThanOrEqualTo(ticked.deadline().atNanos());
    }
  }

  @Test
  void aCallAfterTheEndIsRefusedAndReachesNobody() {
    served.addAndGet(2 * SECOND);
    RpcException expired = refused(answering("take"));
    assertThat(expired).hasToString("dev.tern.api.RpcException: DEADLINE_EXCEEDED: " + stock()
        + "/take was not sent: demo.Shop/buy, which it was made for, has passed its deadline");
    assertThat(expired.execution()).hasToString("NOT_EXECUTED");
    served.addAndGet(-SECOND);
    cancellation.cancel(RpcException.maybeExecuted(Code.CANCELLED, "gone"));
    assertThat(refused(answering("take"))).hasToString("dev.tern.api.RpcException: CANCELLED: " + stock()
        + "/take was not sent: demo.Shop/buy, which it was made for, was cancelled");
    assertThat(seen).isEmpty();
  }

  @Test
  void cancellingTheContextEndsEveryCallUnderWay() {
    MethodCaller caller = waiting();
    List<CompletableFuture<?>> calls = new ArrayList<>();
    context.run(() -> {
      for (int i = 0; i < 20_000; i++) {
        calls.add((CompletableFuture<?>) call(caller));
      }
    });
    assertThat(cancellation.waiting()).isEqualTo(20_000);
    cancellation.cancel(RpcException.maybeExecuted(Code.CANCELLED, "gone"));
    assertThat(calls).allMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(calls.get(0)).failsWithin(0, TimeUnit.SECONDS).withThrowableThat().havingCause().withMessage(
        stock() + "/takeLater was cancelled\n  It had to end: demo.Shop/buy, which it was made for, was cancelled");
  }

  @Test
  void aHandlerThatMakesAMillionCallsKeepsNoneOfThem() {
    MethodCaller blocking = answering("take");
    MethodCaller later = answering("takeLater");
    MethodCaller failing = caller("take", invocation -> CompletableFuture.failedFuture(new IllegalStateException("no")));
    MethodCaller open = waiting();
    context.run(() -> {
      for (int i = 0; i < 1_000_000; i++) {
        switch (i % 100) {
          case 0 -> catchThrowable(() -> call(failing));
          case 1 -> {
            ((CompletableFuture<?>) call(open)).cancel(true);
            pending.remove();
          }
          case 2 -> {
            call(open);
            pending.remove().complete(Reply.of("late"));
          }
          default -> call(i % 2 == 0 ? blocking : later);
        }
        if (seen.size() > 10_000) {
          seen.clear();
        }
      }
    });
    assertThat(cancellation.waiting()).isZero();
  }

  @Test
  void continuationsRunInTheContextOfTheirCallWhoeverEndsIt() {
    MethodCaller caller = waiting();
    List<RpcContext> contexts = new ArrayList<>();
    context.run(() -> ((CompletableFuture<?>) call(caller)).whenComplete((value, e) -> contexts.add(RpcContext.current())));
    ((CompletableFuture<?>) call(caller)).whenComplete((value, e) -> contexts.add(RpcContext.current()));
    pending.remove().complete(Reply.of("a"));
    context.run(() -> pending.remove().complete(Reply.of("a"))); // on a thread that happens to serve another call
    assertThat(contexts.get(0)).isSameAs(context);
    assertThat(contexts.get(1).isEmpty()).isTrue();
  }

  private static String stock() {
    return ServiceContract.idOf(Stock.class).name();
  }

  /** Never asked for anything but whether a thread is its own. */
  private static final class NoTransport implements Transport {
    @Override
    public Route route(MethodContract method, Headers headers) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Connection connect(Endpoint endpoint) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isEventLoop(Thread thread) {
      return false;
    }

    @Override
    public void close() {}
  }
}
