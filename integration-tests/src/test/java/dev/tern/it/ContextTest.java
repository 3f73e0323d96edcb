package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tern.api.AttachmentKey;
import dev.tern.api.Attachments;
import dev.tern.api.Code;
import dev.tern.api.Replied;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Reply;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F07: what calls carry beside their arguments and replies, over hops and threads. */
class ContextTest {
  private static final AttachmentKey<String> TENANT = AttachmentKey.of("tenant").persistent();
  private static final AttachmentKey<Long> QUOTA = AttachmentKey.ofLong("quota");
  private static final AttachmentKey<String> SERVED_BY = AttachmentKey.of("served-by");

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
    assertThat(RpcContext.current().isEmpty()).as("nothing was left on this thread").isTrue();
  }

  private Hop hop(HopProvider.Work work) {
    return hop(new HopProvider(work), builder -> builder);
  }

  private Hop hop(HopProvider provider, UnaryOperator<dev.tern.core.RpcServerBuilder> settings) {
    RpcServer server = world.serve(builder -> settings.apply(builder.service(provider)));
    return world.direct(server.address().toString()).create(Hop.class);
  }

  /** What a provider sees of what its caller attached. */
  private static String seen() {
    RpcContext here = RpcContext.current();
    return here.attachment(TENANT) + " " + here.attachment(QUOTA);
  }

  private static RpcContext acme() {
    return RpcContext.current().with(TENANT, "acme").with(QUOTA, 7L);
  }

  @Test
  void anAttachmentIsSeenByTheNextProviderAndFurtherOnOnlyIfItIsPersistent() throws Exception {
    List<String> trail = new ArrayList<>();
    Hop toD = hop(what -> trail.add("D " + seen()));
    Hop toC = hop(what -> {
      trail.add("C " + seen());
      return toD.askLater(what);
    });
    Hop toB = hop(what -> {
      trail.add("B " + seen());
      return toC.ask(what);
    });
    acme().call(() -> toB.ask("blocking"));
    assertThat(trail).containsExactly("B acme 7", "C acme null", "D acme null");
    trail.clear();
    acme().call(() -> toB.askLater("future")).get(10, TimeUnit.SECONDS);
    assertThat(trail).containsExactly("B acme 7", "C acme null", "D acme null");
    trail.clear();
    toB.ask("without");
    assertThat(trail).as("nothing is left on any thread of the chain").containsExactly("B null null", "C null null",
        "D null null");
  }

  @Test
  void aHopMayReplaceAddAndLimitWhatGoesOn() throws Exception {
    List<String> trail = new ArrayList<>();
    Hop toC = hop(what -> trail.add(seen()));
    Hop toB = hop(what -> {
      toC.ask("as it came");
      RpcContext.current().with(TENANT, "other").with(QUOTA, 1L).run(() -> toC.ask("changed"));
      return toC.ask("again");
    });
    acme().call(() -> toB.ask("a"));
    assertThat(trail).containsExactly("acme null", "other 1", "acme null");
  }

  @Test
  void aHandlerKnowsWhichMethodItServes() {
    Hop toB = hop(what -> RpcContext.current().service() + "/" + RpcContext.current().method());
    assertThat(toB.ask("a")).isEqualTo("dev.tern.it.Hop/ask");
    assertThat(toB.askPatiently("a")).isEqualTo("dev.tern.it.Hop/askPatiently");
  }

  @Test
  void whatAProviderAttachesToItsReplyIsReadBesideTheValue() throws Exception {
    Hop toB = hop(what -> {
      RpcContext.current().reply(SERVED_BY, "B");
      RpcContext.current().reply(QUOTA, 6L);
      return "done";
    });
    Replied<String> blocking = RpcContext.replied(() -> toB.ask("a"));
    assertThat(blocking.value()).isEqualTo("done");
    assertThat(blocking.attachments().get(SERVED_BY)).isEqualTo("B");
    assertThat(blocking.attachments().get(QUOTA)).isEqualTo(6L);
    assertThat(blocking.attachments().get(TENANT)).isNull();

    Replied<CompletableFuture<String>> later = RpcContext.replied(() -> toB.askLater("b"));
    assertThat(later.value().thenApply(value -> value + " by " + later.attachments().get(SERVED_BY))
        .get(10, TimeUnit.SECONDS)).as("there when its continuations run").isEqualTo("done by B");
  }

  @Test
  void whatIsAttachedToTheEndOfAReplyIsReadLikeTheRestAndCountsMore() throws Exception {
    AttachmentKey<byte[]> sum = AttachmentKey.ofBytes("sum-bin");
    Hop toB = hop(what -> {
      RpcContext.current().replyAtEnd(SERVED_BY, "end of B");
      RpcContext.current().replyAtEnd(sum, RpcContext.current().attachment(sum));
      RpcContext.current().reply(SERVED_BY, "B");
      RpcContext.current().reply(QUOTA, 6L);
      if (what.equals("broken")) {
        throw new RpcException(Code.DATA_LOSS, "broken");
      }
      return "done";
    });
    RpcContext here = RpcContext.current().with(sum, new byte[] {0, -1, 10});
    Replied<String> blocking = here.supply(() -> RpcContext.replied(() -> toB.ask("a")));
    assertThat(blocking.attachments().get(SERVED_BY)).isEqualTo("end of B");
    assertThat(blocking.attachments().get(QUOTA)).isEqualTo(6L);
    assertThat(blocking.attachments().get(sum)).containsExactly(0, -1, 10);
    RpcException failure = Failing.call(() -> here.supply(() -> toB.ask("broken")));
    assertThat(failure.attachments().get(SERVED_BY)).isEqualTo("end of B");
    assertThat(failure.attachments().get(QUOTA)).isEqualTo(6L);
    assertThat(failure.attachments().get(sum)).containsExactly(0, -1, 10);
  }

  @Test
  void aReplyOfTheHopBehindIsNotTakenForThatOfTheNext() throws Exception {
    Hop toC = hop(what -> {
      RpcContext.current().reply(SERVED_BY, "C");
      return "c";
    });
    Hop toB = hop(what -> toC.ask(what));
    assertThat(RpcContext.replied(() -> toB.ask("a")).attachments().get(SERVED_BY)).isNull();
    Replied<CompletableFuture<String>> first =
        RpcContext.replied(() -> toB.askLater("a").thenCompose(answer -> toC.askLater("b")));
    first.value().get(10, TimeUnit.SECONDS);
    assertThat(first.attachments().get(SERVED_BY)).as("of the first call alone").isNull();
  }

  @Test
  void whatIsAttachedTravelsWithAFailureAsWell() {
    Hop toB = hop(what -> {
      RpcContext.current().reply(QUOTA, 0L);
      if (what.equals("told")) {
        throw new RpcException(Code.RESOURCE_EXHAUSTED, "no more today");
      }
      throw new IllegalStateException("broken");
    });
    assertThat(Failing.call(() -> toB.ask("told")).attachments().get(QUOTA)).isZero();
    assertThat(Failing.call(() -> toB.ask("broken")).attachments().get(QUOTA)).isZero();
    Replied<CompletableFuture<String>> later = RpcContext.replied(() -> toB.askLater("told"));
    assertThat(Failing.future(later.value()).attachments().get(QUOTA)).isZero();
    assertThat(later.attachments().get(QUOTA)).isZero();
  }

  @Test
  void aFailureWithTooMuchAttachedLosesThatAndNotTheConnection() {
    Hop toB = hop(what -> {
      if (!what.isEmpty()) {
        RpcContext.current().reply(SERVED_BY, "x".repeat(4000));
        RpcContext.current().reply(AttachmentKey.of("more"), "y".repeat(2000));
        throw new RpcException(Code.RESOURCE_EXHAUSTED, "z".repeat(10_000));
      }
      return "fine";
    });
    RpcException failure = Failing.call(() -> toB.ask("a"));
    assertThat(failure.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(failure.attachments().get(SERVED_BY)).isNull();
    assertThat(toB.ask("")).isEqualTo("fine");
  }

  @Test
  void anAttachmentAfterTheReplyIsAnError() throws Exception {
    AtomicReference<RpcContext> kept = new AtomicReference<>();
    Hop toB = hop(what -> {
      kept.set(RpcContext.current());
      return "done";
    });
    toB.ask("a");
    assertThatThrownBy(() -> kept.get().reply(QUOTA, 1L)).isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("attachment quota: the reply of dev.tern.it.Hop/ask has been sent.");
  }

  @Test
  void workOnTheExecutorOfTheFrameworkAndContinuationsOfItsFuturesKeepTheContext() throws Exception {
    List<String> trail = new ArrayList<>();
    Hop toC = hop(what -> {
      trail.add(what + " " + seen());
      return what;
    });
    Hop toB = hop(what -> CompletableFuture
        .supplyAsync(() -> toC.ask("supplied for " + seen()), RpcContext.current().executor())
        .thenCompose(answer -> toC.askLater("composed"))
        .thenCompose(answer -> toC.askLater("continued for " + seen()))
        .thenApplyAsync(answer -> toC.ask("asynchronous for " + seen()), RpcContext.current().executor()));
    acme().call(() -> toB.askLater("a")).get(10, TimeUnit.SECONDS);
    assertThat(trail.get(0)).isEqualTo("supplied for acme 7 acme null");
    assertThat(trail.get(2)).as("a continuation of our future").isEqualTo("continued for acme 7 acme null");
    assertThat(trail.get(3)).isEqualTo("asynchronous for acme 7 acme null");
  }

  @Test
  void aVirtualThreadKeepsTheContextItIsGiven() throws Exception {
    assumeTrue(Runtime.version().feature() >= 21);
    ExecutorService virtual =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    try {
      Hop toC = hop(what -> seen());
      Hop toB = hop(what -> {
        CompletableFuture<String> wrapped =
            CompletableFuture.supplyAsync(() -> seen() + ", " + toC.ask("a"), RpcContext.current().wrap(virtual));
        return wrapped.get() + "; " + CompletableFuture.supplyAsync(ContextTest::seen, virtual).get();
      });
      assertThat(acme().call(() -> toB.ask("a"))).isEqualTo("acme 7, acme null; null null");
      Hop onVirtual = hop(new HopProvider(what -> seen()), builder -> builder.executor(virtual));
      assertThat(acme().call(() -> onVirtual.ask("a"))).as("a handler on one").isEqualTo("acme 7");
    } finally {
      virtual.shutdownNow();
    }
  }

  @Test
  void aHandlerHasItsContextAlsoWhereAFilterWentOnElsewhereOrChangedTheAttachments() throws Exception {
    Hop toC = hop(what -> seen());
    Hop toB = hop(new HopProvider(what -> seen() + ", then " + toC.ask(what)), builder -> builder
        .filter((invocation, next) -> CompletableFuture.supplyAsync(() -> invocation.attachments().with(TENANT, "checked"))
            .thenCompose(checked -> next.invoke(invocation.withAttachments(checked)))
            .thenApply(reply -> new Reply(reply.value(), Attachments.empty().with(SERVED_BY, "filter")))));
    Replied<String> replied = acme().call(() -> RpcContext.replied(() -> toB.ask("a")));
    assertThat(replied.value()).isEqualTo("checked 7, then checked null");
    assertThat(replied.attachments().get(SERVED_BY)).isEqualTo("filter");
  }

  @Test
  void aConsumersFilterSeesTheContextOfTheCallAndWhatItAddsGoesAlong() throws Exception {
    List<String> filtered = new ArrayList<>();
    Hop toC = hop(what -> seen());
    String addressOfC = world.serve(new HopProvider(what -> seen())).address().toString();
    RpcClient client = world.closing(RpcClient.builder().direct(addressOfC).filter((invocation, next) -> {
      filtered.add(invocation.context().method() + " " + invocation.attachments().get(TENANT));
      return next.invoke(invocation.withAttachments(invocation.attachments().with(QUOTA, 9L)));
    }).build());
    Hop filteredC = client.create(Hop.class);
    Hop toB = hop(what -> filteredC.ask(what) + ", " + toC.ask(what));
    assertThat(acme().call(() -> toB.ask("a"))).isEqualTo("acme 9, acme null");
    assertThat(filtered).containsExactly("ask acme");
  }
}
