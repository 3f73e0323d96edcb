package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.AttachmentKey;
import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Filter;
import dev.tern.core.RpcClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A provider's filter can turn calls away, and the consumer knows for certain that they were not executed. */
class RefusingFiltersTest {
  private static final AttachmentKey TOKEN = AttachmentKey.of("it-token");
  private static final int CALLS = 400;

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  /** Lets pass who is known, in every way a filter may say no to the others. */
  private static Filter guard() {
    AtomicInteger turn = new AtomicInteger();
    return (invocation, next) -> {
      if ("good".equals(invocation.attachments().get(TOKEN))) {
        return next.invoke(invocation);
      }
      RpcException refusal = RpcException.notExecuted(Code.PERMISSION_DENIED, "not you");
      switch (turn.getAndIncrement() % 3) {
        case 0 -> throw refusal;
        case 1 -> {
          return CompletableFuture.failedFuture(refusal);
        }
        default -> {
          return CompletableFuture.supplyAsync(() -> {
            throw refusal;
          }, CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS));
        }
      }
    };
  }

  private Work caller(String token) {
    RpcClient client = world.client(builder -> builder.filter((invocation, next) ->
        next.invoke(invocation.withAttachments(invocation.attachments().with(TOKEN, token)))));
    return client.create(Work.class);
  }

  @Test
  void whatIsRefusedBeforeTheHandlerIsNotExecutedAndTheLedgerAgrees() {
    WorkProvider provider = new WorkProvider("near");
    world.serve(builder -> builder.service(provider).filter("outer", (invocation, next) -> next.invoke(invocation))
        .filter("guard", guard()));
    Work good = caller("good");
    Work bad = caller("bad");
    Set<String> answered = ConcurrentHashMap.newKeySet();
    Set<String> notExecuted = ConcurrentHashMap.newKeySet();
    List<CompletableFuture<?>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      String id = "call " + i;
      calls.add((i % 2 == 0 ? good : bad).onceLater(id, 0).handle((reply, failure) -> {
        if (failure == null) {
          answered.add(id);
        } else if (failure instanceof RpcException told && told.code() == Code.PERMISSION_DENIED
            && told.execution() == Execution.NOT_EXECUTED) {
          notExecuted.add(id);
        }
        return id;
      }));
    }
    calls.forEach(CompletableFuture::join);
    assertThat(answered).hasSize(CALLS / 2);
    assertThat(notExecuted).hasSize(CALLS / 2);
    assertThat(provider.ran()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(answered);
  }

  @Test
  void theRefusalArrivesWithItsCodeAndText() {
    String address = world.serve(builder -> builder.service(new WorkProvider("near")).filter(guard())).address()
        .toString();
    assertThat(Failing.told(Failing.call(() -> caller("bad").once("a", 0)))).isEqualTo("PERMISSION_DENIED NOT_EXECUTED"
        + " dev.tern.it.Work/once failed, in 1 attempt\n  " + address + "  not executed, # ms: not you");
  }

  @Test
  void anotherProviderIsTriedAfterARefusal() {
    WorkProvider strict = new WorkProvider("strict");
    WorkProvider open = new WorkProvider("open");
    world.serve(builder -> builder.service(strict).filter((invocation, next) -> {
      throw RpcException.notExecuted(Code.RESOURCE_EXHAUSTED, "enough for now");
    }));
    world.serve(open);
    Work work = world.client().create(Work.class);
    Set<String> answers = IntStream.range(0, 20)
        .mapToObj(i -> work.once("call " + i, 0)).collect(Collectors.toSet());
    assertThat(answers).containsExactly("open");
    assertThat(strict.ran()).isEmpty();
    assertThat(open.ran()).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void onceTheHandlerRanNoFilterCanSayThatItDidNot() {
    WorkProvider provider = new WorkProvider("near");
    world.serve(builder -> builder.service(provider).filter((invocation, next) ->
        next.invoke(invocation).thenCompose(reply ->
            CompletableFuture.failedFuture(RpcException.notExecuted(Code.PERMISSION_DENIED, "too late")))));
    Work work = world.client().create(Work.class);
    for (int i = 0; i < 20; i++) {
      String id = "call " + i;
      assertThat(Failing.call(() -> work.once(id, 0)).execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    }
    assertThat(provider.ran()).as("nor was any repeated").hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void aHandlerThatLetsThroughThatAnotherCallWasNotExecutedRanAllTheSame() {
    Work nobody = world.direct(Peers.refusing()).create(Work.class);
    List<String> ran = new CopyOnWriteArrayList<>();
    world.serve(builder -> builder.service(new WorkProvider("near", id -> {
      ran.add(id);
      nobody.once(id, 0);
    })).filter((invocation, next) -> next.invoke(invocation)));
    RpcException told = Failing.call(() -> world.client().create(Work.class).once("a", 0));
    assertThat(told.code()).isEqualTo(Code.UNKNOWN);
    assertThat(told.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(ran).containsExactly("a");
  }
}
