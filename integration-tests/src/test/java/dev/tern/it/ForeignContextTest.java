package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.AttachmentKey;
import dev.tern.api.Execution;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import io.grpc.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A grpc-java Context is there wherever grpc-java calls somebody: in stock handlers, and in our own that are
 * nonBlocking. It cancels what was begun in it, behind the back of whoever says whether a call was executed.
 */
class ForeignContextTest {
  private static final AttachmentKey<String> BALLAST = AttachmentKey.of("it-ballast");

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @RpcService
  interface Quick {
    @RpcMethod(nonBlocking = true)
    CompletableFuture<String> once(String id);
  }

  @Test
  void whatRanIsNeverCalledNotExecutedBecauseAContextWasCancelled() throws Exception {
    Set<String> ran = ConcurrentHashMap.newKeySet();
    RpcServer server = world.serve((Quick) id -> {
      ran.add(id);
      return CompletableFuture.completedFuture(id);
    });
    Dam dam = world.closing(new Dam(server.port()));
    // Headers are not held back by flow control: enough of them fill every buffer down to the socket's.
    Quick quick = world.closing(RpcClient.builder().direct(dam.address()).cluster("failfast")
        .timeout(Duration.ofSeconds(30)).attemptFilter((invocation, next) ->
            next.invoke(invocation.withAttachments(invocation.attachments().with(BALLAST, incompressible(4000)))))
        .build()).create(Quick.class);
    quick.once("connects").get(10, TimeUnit.SECONDS);
    dam.shut();
    Context.CancellableContext context = Context.current().withCancellation();
    Map<String, CompletableFuture<String>> calls = new LinkedHashMap<>();
    context.run(() -> {
      for (int i = 0; i < 900; i++) {
        calls.put("call " + i, quick.once("call " + i));
      }
    });
    context.cancel(null);
    dam.open();
    List<String> notExecuted = calls.entrySet().stream()
        .filter(call -> call.getValue().handle((reply, failure) -> failure != null
            && failure instanceof dev.tern.api.RpcException rpc && rpc.execution() == Execution.NOT_EXECUTED).join())
        .map(Map.Entry::getKey).toList();
    server.close(); // only after it has read all that was sent
    assertThat(notExecuted).noneMatch(ran::contains);
  }

  @Test
  void aCallThatANonBlockingHandlerBeganOutlivesTheAnswerOfTheHandler() throws Exception {
    CompletableFuture<String> mayEnd = new CompletableFuture<>();
    Quick slow = world.direct(world.serve((Quick) id -> mayEnd).address().toString()).create(Quick.class);
    AtomicReference<CompletableFuture<String>> begun = new AtomicReference<>();
    String near = world.serve((Quick) id -> {
      begun.set(slow.once(id)); // nobody waits for it here
      return CompletableFuture.completedFuture("begun");
    }).address().toString();
    assertThat(world.direct(near).create(Quick.class).once("a").get(10, TimeUnit.SECONDS)).isEqualTo("begun");
    mayEnd.complete("done");
    assertThat(begun.get().get(10, TimeUnit.SECONDS)).isEqualTo("done");
  }

  private static String incompressible(int length) {
    return ThreadLocalRandom.current().ints(length, '!', '~')
        .collect(StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append).toString();
  }
}
