package dev.tern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RpcContextTest {
  private static final AttachmentKey<String> TENANT = AttachmentKey.of("tenant").persistent();
  private static final AttachmentKey<String> HINT = AttachmentKey.of("hint");
  private static final AttachmentKey<Long> COST = AttachmentKey.ofLong("cost");

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 500); // a NanoClock may overflow at any moment
  private final Cancellation cancellation = new Cancellation();
  private final ExecutorService pool = Executors.newSingleThreadExecutor();

  @AfterEach
  void close() {
    pool.shutdownNow();
    assertThat(RpcContext.current().isEmpty()).as("nothing was left on this thread").isTrue();
  }

  private RpcContext serving(Map<String, String> headers) {
    return RpcContext.serving("demo.Greeting", "greet", Attachments.received(headers::get),
        Deadline.after(1_000, now::get), now::get, cancellation, pool);
  }

  private RpcContext serving() {
    return serving(Map.of("tenant", "t1", "hint", "h1", "tern-persistent", "tenant"));
  }

  @Test
  void outsideOfCallsThereIsAnEmptyOne() {
    RpcContext none = RpcContext.current();
    assertThat(none).isSameAs(RpcContext.current()).hasToString("RpcContext[none]");
    assertThat(none.isEmpty()).isTrue();
    assertThat(none.cancelled()).isFalse();
    assertThat(none.remaining()).isEmpty();
    assertThat(none.service()).isNull();
    assertThat(none.attachment(TENANT)).isNull();
    assertThat(none.outgoing().isEmpty()).isTrue();
    none.onCancel(() -> { }).run();
    assertThatThrownBy(() -> none.reply(COST, 1L)).isInstanceOf(IllegalStateException.class).hasMessage(
        "attachment cost: no call is served here, so there is no reply. Attach it in a handler, or on a thread that has"
            + " the handler's context.");
    assertThatThrownBy(none::executor).isInstanceOf(IllegalStateException.class).hasMessage(
        "executor: no call is served here. Use RpcContext.carrying(pool) with a pool of yours.");
    assertThatThrownBy(() -> none.with(HINT, "x").reply(COST, 1L)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void outsideOfCallsItCanStillAttachAndLimit() {
    RpcContext derived = RpcContext.current().with(TENANT, "t9").withTimeout(Duration.ofSeconds(5));
    derived.run(() -> {
      assertThat(RpcContext.current()).isSameAs(derived);
      assertThat(derived.outgoing().get(TENANT)).isEqualTo("t9");
      assertThat(derived.remaining().orElseThrow()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
      assertThat(derived.isEmpty()).isFalse();
    });
  }

  @Test
  void aServedCallShowsItsCallerAndForwardsWhatIsPersistent() {
    RpcContext context = serving();
    assertThat(context.service() + "/" + context.method()).isEqualTo("demo.Greeting/greet");
    assertThat(context.attachment(HINT)).isEqualTo("h1");
    assertThat(context.outgoing().get(TENANT)).isEqualTo("t1");
    assertThat(context.outgoing().get(HINT)).isNull();
    assertThat(context.with(HINT, "h2").outgoing().get(HINT)).isEqualTo("h2");
    assertThat(context.with(HINT, "h2").attachment(HINT)).as("what was received").isEqualTo("h1");
    assertThat(context).hasToString("RpcContext[demo.Greeting/greet, outgoing Attachments[tenant]]");
  }

  @Test
  void timeOnlyEverShrinks() {
    RpcContext context = serving();
    now.addAndGet(400);
    assertThat(context.remaining()).contains(Duration.ofNanos(600));
    assertThat(context.withTimeout(Duration.ofNanos(100)).remaining()).contains(Duration.ofNanos(100));
    assertThat(context.withTimeout(Duration.ofNanos(601)).remaining()).as("not extended").contains(Duration.ofNanos(600));
    assertThat(context.withTimeout(Duration.ofNanos(100)).withTimeout(Duration.ofSeconds(1)).remaining())
        .contains(Duration.ofNanos(100));
    now.addAndGet(600); // past Long.MAX_VALUE by now
    assertThat(context.cancelled()).isTrue();
    assertThat(context.remaining()).contains(Duration.ZERO);
    assertThat(context.detached().cancelled()).isFalse();
    assertThat(context.detached().remaining()).isEmpty();
    assertThat(context.detached().outgoing().get(TENANT)).isEqualTo("t1");
  }

  @Test
  void actionsRunInTheContextWhenTheCallIsCancelledAndOneThatThrowsHarmsNoOther() {
    RpcContext context = serving();
    List<String> ran = new ArrayList<>();
    AtomicReference<Throwable> uncaught = new AtomicReference<>();
    Thread thread = Thread.currentThread();
    thread.setUncaughtExceptionHandler((on, thrown) -> uncaught.set(thrown));
    try {
      context.onCancel(() -> ran.add("first, for " + RpcContext.current().attachment(TENANT)));
      context.onCancel(() -> {
        throw new IllegalStateException("mine");
      });
      Runnable forget = context.onCancel(() -> ran.add("forgotten"));
      forget.run();
      cancellation.cancel(RpcException.maybeExecuted(Code.CANCELLED, "enough"));
      context.onCancel(() -> ran.add("late"));
    } finally {
      thread.setUncaughtExceptionHandler(null);
    }
    assertThat(ran).containsExactly("first, for t1", "late");
    assertThat(uncaught.get()).hasMessage("mine");
    assertThat(context.cancelled()).isTrue();
    context.detached().onCancel(() -> ran.add("never"));
    assertThat(ran).hasSize(2);
  }

  @Test
  void whatIsAttachedToTheReplyIsTakenOnceAndNotAfterwards() {
    RpcContext context = serving();
    context.reply(COST, 1L);
    context.with(HINT, "x").reply(COST, 2L);
    context.detached().reply(HINT, "slow");
    Attachments taken = context.takeReply();
    assertThat(taken.get(COST)).isEqualTo(2L);
    assertThat(taken.get(HINT)).isEqualTo("slow");
    assertThatThrownBy(() -> context.reply(COST, 3L)).isInstanceOf(IllegalStateException.class).hasMessage(
        "attachment cost: the reply of demo.Greeting/greet has been sent. Attach it before the handler answers, or before"
            + " the first element of a stream.");
    assertThat(context.takeReply().get(COST)).isEqualTo(2L);
  }

  @Test
  void theEndOfAReplyTakesAttachmentsUntilItHasCome() {
    RpcContext context = serving();
    context.replyAtEnd(COST, 1L);
    context.reply(COST, 5L);
    assertThat(context.takeReply().get(COST)).isEqualTo(5L);
    context.with(HINT, "x").replyAtEnd(COST, 2L);
    Attachments taken = context.takeReplyAtEnd();
    assertThat(taken.get(COST)).isEqualTo(2L);
    assertThat(taken.get(HINT)).isNull();
    assertThatThrownBy(() -> context.replyAtEnd(COST, 3L)).isInstanceOf(IllegalStateException.class).hasMessage(
        "attachment cost: the reply of demo.Greeting/greet has ended. Attach it before the handler answers, or before its"
            + " stream ends.");
    assertThat(context.takeReplyAtEnd()).isSameAs(taken);
    assertThatThrownBy(() -> RpcContext.current().replyAtEnd(COST, 3L)).isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("attachment cost: no call is served here");
  }

  @Test
  void aReplyWithoutAttachmentsIsClosedForThemAsWell() {
    RpcContext begun = serving();
    assertThat(begun.takeReply().isEmpty()).isTrue();
    assertThatThrownBy(() -> begun.reply(COST, 1L)).isInstanceOf(IllegalStateException.class);
    RpcContext ended = serving();
    assertThat(ended.takeReplyAtEnd().isEmpty()).isTrue();
    assertThat(ended.takeReply().isEmpty()).isTrue();
    assertThatThrownBy(() -> ended.replyAtEnd(COST, 1L)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ended.reply(COST, 1L)).as("its end implies its beginning")
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void bothPartsOfAReplyShareTheirRoomSinceAFailureCarriesThemTogether() {
    RpcContext context = serving();
    context.reply(HINT, "x".repeat(4000));
    assertThatThrownBy(() -> context.replyAtEnd(AttachmentKey.of("more"), "y".repeat(2200)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("attachment more: with it there are ");
    context.replyAtEnd(HINT, "z".repeat(4000)); // takes the place of the other in a failure
    assertThat(context.takeReplyAtEnd().bytes()).isEqualTo(4000 + 4 + 32);
  }

  @Test
  void tasksRunInTheContextAndLeaveNothingOnTheThread() throws Exception {
    RpcContext context = serving();
    assertThat(context.supply(() -> RpcContext.current().attachment(TENANT))).isEqualTo("t1");
    assertThat(context.call(() -> RpcContext.current().attachment(TENANT))).isEqualTo("t1");
    assertThatThrownBy(() -> context.run(() -> {
      throw new IllegalStateException("thrown");
    })).hasMessage("thrown");
    assertThat(RpcContext.current().isEmpty()).isTrue();
    RpcContext inner = context.with(HINT, "x");
    context.run(() -> {
      inner.run(() -> assertThat(RpcContext.current()).isSameAs(inner));
      assertThat(RpcContext.current()).isSameAs(context);
    });
    assertThat(pool.submit(context.wrapCallable(() -> RpcContext.current() == context)).get()).isTrue();
    assertThat(CompletableFuture.supplyAsync(context.wrapSupplier(() -> RpcContext.current() == context), pool).get())
        .isTrue();
    CompletableFuture<Boolean> ran = new CompletableFuture<>();
    pool.execute(context.wrap(() -> {
      ran.complete(RpcContext.current() == context);
    }));
    assertThat(ran.get()).isTrue();
    assertThat(pool.submit(() -> RpcContext.current().isEmpty()).get()).as("afterwards").isTrue();
  }

  @Test
  void executorsCarryTheContextOfTheirOwnerOrOfWhoeverSubmits() throws Exception {
    RpcContext context = serving();
    Executor handlers = context.executor();
    assertThat(CompletableFuture.supplyAsync(RpcContext::current, handlers).get()).isSameAs(context);
    Executor carrying = RpcContext.carrying(pool);
    CompletableFuture<RpcContext> inside = context.supply(() -> CompletableFuture.supplyAsync(RpcContext::current, carrying));
    assertThat(inside.get()).isSameAs(context);
    assertThat(CompletableFuture.supplyAsync(RpcContext::current, carrying).get().isEmpty()).isTrue();
    RpcContext[] seen = new RpcContext[1];
    context.run(() -> RpcContext.carrying(task -> RpcContext.current().detached().run(task))
        .execute(() -> seen[0] = RpcContext.current()));
    assertThat(seen[0]).as("on a thread that had another").isSameAs(context);
  }

  @Test
  void aThreadMadeInsideACallKeepsNothingOfIt() throws Exception {
    CompletableFuture<Boolean> empty = new CompletableFuture<>();
    serving().run(() -> new Thread(() -> empty.complete(RpcContext.current().isEmpty())).start());
    assertThat(empty.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aVirtualThreadHasWhatItIsGivenAndNothingElse() throws Exception {
    assumeTrue(Runtime.version().feature() >= 21);
    ExecutorService virtual =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    RpcContext context = serving();
    assertThat(virtual.submit(context.wrapCallable(() -> RpcContext.current() == context)).get()).isTrue();
    assertThat(context.supply(() -> CompletableFuture.supplyAsync(RpcContext::current, virtual)).get().isEmpty()).isTrue();
    assertThat(CompletableFuture.supplyAsync(RpcContext::current, context.wrap((Executor) virtual)).get()).isSameAs(context);
    virtual.shutdown();
  }

  @Test
  void repliedTakesWhatCameWithTheFirstCall() {
    RpcContext context = serving();
    Replied<String> replied = context.supply(() -> RpcContext.replied(() -> {
      Consumer<Attachments> first = RpcContext.current().takeReplied();
      assertThat(first).isNotNull();
      assertThat(RpcContext.current().takeReplied()).as("for a second call").isNull();
      assertThat(RpcContext.current().attachment(TENANT)).isEqualTo("t1");
      first.accept(Attachments.received(name -> name.equals("cost") ? "7" : null));
      return "value";
    }));
    assertThat(replied.value()).isEqualTo("value");
    assertThat(replied.attachments().get(COST)).isEqualTo(7L);
    assertThat(context.takeReplied()).isNull();

    assertThatThrownBy(() -> RpcContext.replied(() -> "no call").attachments()).isInstanceOf(IllegalStateException.class)
        .hasMessage("attachments: no call was made (expected: one of a remote method, in the lambda of replied)");
    Replied<?> open = RpcContext.replied(() -> RpcContext.current().takeReplied());
    assertThatThrownBy(open::attachments).isInstanceOf(IllegalStateException.class)
        .hasMessage("attachments: the call has not ended (expected: after its future has completed)");
    assertThatThrownBy(() -> RpcContext.replied(() -> {
      throw new java.io.IOException("as it is");
    })).isInstanceOf(java.io.IOException.class);
  }

  /** What every call pays for it: nothing outside of contexts, one small object where a call is served. */
  @Test
  void itCostsNothingWhereThereIsNone() {
    assertThat(bytesEach(() -> RpcContext.current().outgoing())).isLessThan(1);
    RpcContext context = serving();
    assertThat(bytesEach(() -> {
      RpcContext previous = RpcContext.enter(context);
      RpcContext.restore(previous);
    })).isLessThan(1);
    Attachments received = Attachments.received(name -> null);
    Deadline deadline = Deadline.after(1_000, now::get);
    NanoClock clock = now::get;
    RpcContext[] kept = new RpcContext[1]; // or the compiler sees that nobody needs it
    assertThat(bytesEach(() -> kept[0] =
        RpcContext.serving("demo.Greeting", "greet", received, deadline, clock, cancellation, pool))).isLessThanOrEqualTo(96);
  }

  @SuppressWarnings("deprecation") // getId: threadId() is of 19, the code of 17
  private static double bytesEach(Runnable task) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    int rounds = 20_000;
    for (int i = 0; i < rounds; i++) {
      task.run();
    }
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (int i = 0; i < rounds; i++) {
      task.run();
    }
    return (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / (double) rounds;
  }

  @Test
  void whatAFilterMadeOfTheAttachmentsIsReceivedAndForwarded() {
    RpcContext context = serving();
    RpcContext changed = context.withReceived(context.attachments().with(TENANT, "t2").with(HINT, "h2"));
    assertThat(changed.attachment(HINT)).isEqualTo("h2");
    assertThat(changed.outgoing().get(TENANT)).isEqualTo("t2");
    assertThat(changed.outgoing().get(HINT)).isNull();
    assertThat(context.withReceived(context.attachments())).isSameAs(context);
  }
}
