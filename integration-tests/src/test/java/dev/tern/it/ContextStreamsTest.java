package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.AttachmentKey;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcService;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams have the context of their call as well, in each of the user's pieces of code that they run. */
class ContextStreamsTest {
  private static final AttachmentKey<String> TENANT = AttachmentKey.of("tenant").persistent();

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @RpcService
  interface Feed {
    Stream<String> pulled(int count);

    CompletableFuture<String> gathered(Flow.Publisher<String> items);

    Stream<String> endless();
  }

  private static String tenant() {
    return String.valueOf(RpcContext.current().attachment(TENANT));
  }

  private static class Feeding implements Feed {
    final CompletableFuture<Boolean> closed = new CompletableFuture<>();

    @Override
    public Stream<String> pulled(int count) {
      return IntStream.range(0, count).mapToObj(i -> tenant());
    }

    @Override
    public CompletableFuture<String> gathered(Flow.Publisher<String> items) {
      CompletableFuture<String> result = new CompletableFuture<>();
      items.subscribe(new Flow.Subscriber<>() {
        private final StringBuilder all = new StringBuilder();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
          subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String item) {
          all.append(item).append(' ').append(tenant()).append(' ');
        }

        @Override
        public void onError(Throwable failure) {
          result.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
          result.complete(all + tenant());
        }
      });
      return result;
    }

    @Override
    public Stream<String> endless() {
      return Stream.generate(() -> "tick").onClose(() -> closed.complete(true));
    }
  }

  @Test
  void whatAHandlerStreamsIsMadeInItsContextAndSoIsWhatItTakes() throws Exception {
    Feed last = world.direct(world.serve(new Feeding()).address().toString()).create(Feed.class);
    Hop near = world.direct(world.serve(new HopProvider(what -> {
      try (Stream<String> replies = last.pulled(300)) {
        return replies.distinct().toList();
      }
    })).address().toString()).create(Hop.class);
    RpcContext acme = RpcContext.current().with(TENANT, "acme");
    assertThat(acme.supply(() -> near.ask("a"))).isEqualTo("[acme]");
    assertThat(acme.supply(() -> last.gathered(subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
      private boolean sent;

      @Override
      public void request(long count) {
        if (!sent) {
          sent = true;
          subscriber.onNext(String.valueOf(RpcContext.current().outgoing().get(TENANT)));
          subscriber.onComplete();
        }
      }

      @Override
      public void cancel() {}
    }))).get(10, TimeUnit.SECONDS)).isEqualTo("acme acme acme");
  }

  @Test
  void aStreamEndsWithTheCallItIsMadeFor() throws Exception {
    Feeding feeding = new Feeding();
    Feed last = world.direct(world.serve(feeding).address().toString()).create(Feed.class);
    CompletableFuture<Boolean> began = new CompletableFuture<>();
    HopProvider b = new HopProvider(what -> {
      try (Stream<String> replies = last.endless()) {
        replies.forEach(reply -> began.complete(true));
      }
      return List.of();
    });
    CompletableFuture<String> call =
        world.direct(world.serve(b).address().toString()).create(Hop.class).askLater("a");
    began.get(10, TimeUnit.SECONDS);
    call.cancel(true);
    assertThat(feeding.closed.get(2, TimeUnit.SECONDS)).isTrue();
  }
}
