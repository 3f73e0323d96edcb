package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.AttachmentKey;
import dev.tern.api.Attachments;
import dev.tern.api.Code;
import dev.tern.api.Replied;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.RpcService;
import dev.tern.api.spi.Reply;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams have the context of their call as well, in each of the user's pieces of code that they run. */
class ContextStreamsTest {
  private static final AttachmentKey<String> TENANT = AttachmentKey.of("tenant").persistent();
  private static final AttachmentKey<Long> FIRST = AttachmentKey.ofLong("first");
  private static final AttachmentKey<byte[]> SUM = AttachmentKey.ofBytes("sum-bin");

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

  /** Attaches to the beginning of its replies, and to their end when that comes. */
  private static final class Summing extends Feeding {
    @Override
    public Stream<String> pulled(int count) {
      RpcContext.current().reply(FIRST, 1L);
      return IntStream.range(0, Math.abs(count) + 1).mapToObj(i -> {
        if (i == Math.abs(count)) {
          RpcContext.current().replyAtEnd(SUM, new byte[] {(byte) count, -1});
          if (count < 0) {
            throw new RpcException(Code.DATA_LOSS, "no more");
          }
        }
        return "element";
      });
    }

    @Override
    public CompletableFuture<String> gathered(Flow.Publisher<String> items) {
      RpcContext.current().reply(FIRST, 2L);
      RpcContext.current().replyAtEnd(SUM, new byte[] {2});
      return super.gathered(items);
    }
  }

  @Test
  void whatIsAttachedToTheEndOfAStreamIsThereWhenItHasEnded() {
    Feed feed = world.direct(world.serve(new Summing()).address().toString()).create(Feed.class);
    for (int count : new int[] {0, 3, 400}) {
      Replied<Stream<String>> replied = RpcContext.replied(() -> feed.pulled(count));
      Iterator<String> elements = replied.value().iterator();
      assertThat(elements.next()).isEqualTo("element");
      assertThat(replied.attachments().get(FIRST)).isEqualTo(1L);
      if (count == 400) {
        assertThat(replied.attachments().get(SUM)).as("long before the end").isNull();
      }
      elements.forEachRemaining(element -> { });
      assertThat(replied.attachments().get(SUM)).containsExactly((byte) count, -1);
      assertThat(replied.attachments().get(FIRST)).isEqualTo(1L);
    }
  }

  @Test
  void whatIsAttachedToTheEndOfAStreamThatFailsIsWithItsFailure() {
    Feed feed = world.direct(world.serve(new Summing()).address().toString()).create(Feed.class);
    Replied<Stream<String>> replied = RpcContext.replied(() -> feed.pulled(-3));

    RpcException failure = Failing.call(() -> replied.value().forEach(element -> { }));

    assertThat(failure.code()).isEqualTo(Code.DATA_LOSS);
    assertThat(failure.attachments().get(SUM)).containsExactly(-3, -1);
    assertThat(replied.attachments().get(SUM)).containsExactly(-3, -1);
    assertThat(replied.attachments().get(FIRST)).isEqualTo(1L);
  }

  @Test
  void theOneReplyToAStreamHasAttachmentsOfBothEnds() throws Exception {
    Feed feed = world.direct(world.serve(new Summing()).address().toString()).create(Feed.class);
    try (SubmissionPublisher<String> none = new SubmissionPublisher<>()) {
      none.close();
      Replied<CompletableFuture<String>> replied = RpcContext.replied(() -> feed.gathered(none));
      replied.value().get(10, TimeUnit.SECONDS);
      assertThat(replied.attachments().get(FIRST)).isEqualTo(2L);
      assertThat(replied.attachments().get(SUM)).containsExactly(2);
    }
  }

  @Test
  void aStreamThatHandlerAndFilterAttachTooMuchToFailsAndDoesNotHang() {
    AttachmentKey<String> large = AttachmentKey.of("large");
    Feed feed = world.direct(world.serve(builder -> builder.service(new Feeding() {
      @Override
      public Stream<String> pulled(int count) {
        RpcContext.current().reply(TENANT, "x".repeat(1500));
        RpcContext.current().reply(large, "x".repeat(4000));
        return super.pulled(count);
      }
    }).filter((invocation, next) -> next.invoke(invocation).thenApply(reply ->
        new Reply(reply.value(), Attachments.empty().with(AttachmentKey.of("more"), "x".repeat(4000)))))).address().toString())
        .create(Feed.class);

    RpcException failure = Failing.call(() -> feed.pulled(1).toList());

    assertThat(failure.code()).isEqualTo(Code.UNKNOWN);
    assertThat(failure.attachments().get(large)).hasSize(4000);
  }
}
