package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import dev.tern.it.pb.feed.Chunk;
import dev.tern.it.pb.feed.Total;
import dev.tern.it.pb.feed.Wish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F30: what a consumer itself refuses while too many of its calls are under way. */
class BulkheadTest {
  private static final String WORK = "dev.tern.it.Work";

  private final World world = new World();
  private final CountDownLatch release = new CountDownLatch(1);
  private final WorkProvider provider = new WorkProvider("near") {
    @Override
    public String once(String id, int millis) {
      super.once(id, millis);
      try {
        assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return "near";
    }

    @Override
    public CompletableFuture<String> onceLater(String id, int millis) {
      return CompletableFuture.completedFuture(once(id, millis));
    }
  };

  @AfterEach
  void close() throws Exception {
    release.countDown();
    world.close();
  }

  @Test
  void blockingCallsBeyondTheLimitFailAtOnceAndSendNothing() throws Exception {
    world.serve(provider);
    RpcClient client = world.client(builder -> builder.maxActive(2));
    Work work = client.create(Work.class);
    Work other = client.create(Work.class); // another proxy has no other room
    List<CompletableFuture<String>> first = new ArrayList<>();
    first.add(CompletableFuture.supplyAsync(() -> work.once("a", 0)));
    first.add(CompletableFuture.supplyAsync(() -> other.once("b", 0)));
    Awaitility.await().until(() -> provider.ran().size() == 2);
    assertThat(Failing.told(Failing.call(() -> work.once("c", 0)))).isEqualTo("RESOURCE_EXHAUSTED NOT_EXECUTED "
        + WORK + "/once: 2 calls are under way already, as many as tern.client.max-active allows");
    assertThat(work.safe("d", 0)).as("another method has room of its own").isEqualTo("near");
    release.countDown();
    for (CompletableFuture<String> call : first) {
      assertThat(call.get(5, TimeUnit.SECONDS)).isEqualTo("near");
    }
    assertThat(work.once("e", 0)).isEqualTo("near");
    assertThat(provider.ran()).doesNotContain("c");
  }

  @Test
  void theKeyOfAMethodGoesBeforeTheClientsAndIsNamed() {
    world.serve(provider);
    Work work;
    try (Keys keys = Keys.of(WORK, "onceLater", Map.of("max-active", 1))) {
      work = world.client(builder -> builder.maxActive(5)).create(Work.class);
    }
    CompletableFuture<String> first = work.onceLater("a", 0);
    RpcException refused = Failing.soon(work.onceLater("b", 0));
    assertThat(Failing.told(refused)).isEqualTo("RESOURCE_EXHAUSTED NOT_EXECUTED " + WORK
        + "/onceLater: 1 calls are under way already, as many as tern.service[" + WORK
        + "].method[onceLater].max-active allows");
    release.countDown();
    assertThat(first).succeedsWithin(Duration.ofSeconds(5));
    assertThat(work.onceLater("c", 0)).succeedsWithin(Duration.ofSeconds(5));
  }

  @Test
  void aFutureThatWasCancelledOrCameTooLateGivesItsPlaceBack() {
    world.serve(provider);
    RpcClient client = world.client(builder -> builder.maxActive(1).timeout(Duration.ofMillis(300)));
    Work work = client.create(Work.class);
    CompletableFuture<String> cancelled = work.onceLater("a", 0);
    cancelled.cancel(true);
    assertThat(Failing.future(work.onceLater("b", 0)).code().name()).isEqualTo("DEADLINE_EXCEEDED");
    assertThat(Failing.call(() -> work.once("c", 0)).code().name()).isEqualTo("DEADLINE_EXCEEDED");
    assertThat(Failing.call(() -> work.once("d", 0)).code().name()).as("not RESOURCE_EXHAUSTED")
        .isEqualTo("DEADLINE_EXCEEDED");
  }

  @Test
  void callsWithoutTheInterfaceCountAsWell() {
    world.serve(provider);
    var work = world.client(builder -> builder.maxActive(1)).dynamic(WORK);
    CompletableFuture<String> first = work.callAsync("once", "{\"id\":\"a\"}");
    assertThat(Failing.told(Failing.soon(work.callAsync("once", "{\"id\":\"b\"}")))).contains("tern.client.max-active");
    release.countDown();
    assertThat(first).succeedsWithin(Duration.ofSeconds(5));
  }

  @Test
  void streamsCountUntilTheyEnd() {
    world.serve(new Feeds.Base() {
      @Override
      public Flow.Publisher<Chunk> download(Wish wish) {
        return Numbers.of(wish.getCount(), Feeds::chunk);
      }

      @Override
      public CompletableFuture<Total> upload(Flow.Publisher<Chunk> chunks) {
        return Collected.of(chunks).thenApply(all -> Total.getDefaultInstance());
      }
    });
    Feeds feeds = world.client(builder -> builder.maxActive(1)).create(Feeds.class);
    for (boolean cancelled : new boolean[] {true, false}) {
      Taker<Chunk> first = Taker.of(feeds.download(Feeds.wish(2)));
      first.request(1);
      Awaitility.await().until(() -> first.elements.size() == 1);
      assertThat(Failing.told(Failing.soon(Collected.of(feeds.download(Feeds.wish(2)))))).isEqualTo(
          "RESOURCE_EXHAUSTED NOT_EXECUTED dev.tern.it.pb.feed.Feeds/Download: 1 calls are under way already, as many as"
              + " tern.client.max-active allows");
      if (cancelled) {
        first.cancel();
      } else {
        first.request(1);
      }
      Awaitility.await().untilAsserted(
          () -> assertThat(Collected.of(feeds.download(Feeds.wish(2)))).succeedsWithin(Duration.ofSeconds(5)));
    }
    assertThat(feeds.upload(Numbers.of(3, Feeds::chunk))).succeedsWithin(Duration.ofSeconds(5));
    assertThat(feeds.upload(Numbers.of(3, Feeds::chunk))).succeedsWithin(Duration.ofSeconds(5));
  }
}
