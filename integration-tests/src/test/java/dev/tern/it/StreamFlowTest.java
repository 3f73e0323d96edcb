package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.it.pb.Chunk;
import dev.tern.it.pb.Sum;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever is slow slows the other side down: nothing piles up. */
class StreamFlowTest {
  private static final int KIB = 1 << 10;
  /** A window of 1 MiB, what grpc-java puts into its own buffer, and what was asked for: in messages of 64 KiB. */
  private static final int MOST_ON_THE_WAY = 16 + 16;
  /** The window of a stock server grows to 8 MiB with the speed it sees. */
  private static final int MOST_ON_THE_WAY_UP = 128 + 16;

  private final World world = new World();
  private final StreamServer server = world.closing(new StreamServer());

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private Streams.Publishers publishers() {
    return world.direct(server.address()).create(Streams.Publishers.class);
  }

  /** What a count comes to rest at. */
  private static int settled(IntSupplier count) {
    int[] before = {-1};
    Awaitility.await().pollDelay(Duration.ofMillis(100)).pollInterval(Duration.ofMillis(150)).until(() -> {
      int now = count.getAsInt();
      boolean same = now == before[0];
      before[0] = now;
      return same;
    });
    return before[0];
  }

  @Test
  void aReaderThatAsksForLittleStopsTheProvider() throws Exception {
    Taker<Chunk> taker = Taker.of(publishers().down(Streams.want(1000, 64 * KIB, "")));
    taker.request(3);
    taker.awaitElements(3);
    assertThat(settled(server.sent::get)).isBetween(4, 3 + MOST_ON_THE_WAY);
    assertThat(taker.elements).hasSize(3);
    taker.request(100);
    taker.awaitElements(103);
    assertThat(settled(server.sent::get)).isBetween(104, 103 + MOST_ON_THE_WAY);
    taker.request(Long.MAX_VALUE);
    assertThat(taker.awaitEnd().elements).hasSize(1000);
  }

  @Test
  void aSubscriberThatWantsAllButIsSlowStopsTheProviderToo() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    Taker<Chunk> slow = new Taker<>() {
      @Override
      public void onNext(Chunk chunk) {
        try {
          stuck.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
        super.onNext(chunk);
      }
    };
    publishers().down(Streams.want(1000, 64 * KIB, "")).subscribe(slow);
    slow.request(Long.MAX_VALUE);
    Awaitility.await().until(() -> server.sent.get() > 0);
    assertThat(settled(server.sent::get)).isLessThan(2 * MOST_ON_THE_WAY);
    stuck.countDown();
    assertThat(slow.awaitEnd().elements).hasSize(1000);
  }

  @Test
  void anIteratorThatIsNotReadStopsTheProvider() {
    Iterator<Chunk> replies =
        world.direct(server.address()).create(Streams.Iterators.class).down(Streams.want(1000, 64 * KIB, ""));
    replies.next();
    assertThat(settled(server.sent::get)).isLessThan(2 * MOST_ON_THE_WAY);
    int count = 1;
    while (replies.hasNext()) {
      replies.next();
      count++;
    }
    assertThat(count).isEqualTo(1000);
  }

  @Test
  void aProviderThatTakesNothingStopsTheRequestPublisher() throws Exception {
    server.hold();
    Source source = Source.of(1000, 64 * KIB);
    CompletableFuture<Sum> sum = publishers().up(source);
    Awaitility.await().until(() -> source.made.get() > 0);
    assertThat(settled(source.made::get)).isLessThan(MOST_ON_THE_WAY_UP);
    assertThat(server.received).hasValue(0);
    server.take(100);
    Awaitility.await().until(() -> server.received.get() == 100);
    assertThat(settled(source.made::get)).isBetween(100, 100 + MOST_ON_THE_WAY_UP);
    server.take(1000);
    assertThat(sum.get(20, TimeUnit.SECONDS).getCount()).isEqualTo(1000);
  }

  @Test
  void streamsThatAreNotReadDoNotStopOthersOfTheirConnection() throws Exception {
    Streams.Publishers streams = publishers();
    for (int unread = 1; unread <= 4; unread++) { // each with a full window
      int before = server.sent.get();
      Taker.of(streams.down(Streams.want(1000, 64 * KIB, "")));
      Awaitility.await().until(() -> server.sent.get() > before + 8);
    }
    assertThat(Taker.all(streams.down(Streams.want(100, 64 * KIB, ""))).awaitEnd().elements).hasSize(100);
  }

  @Test
  void whatComesForACancelledCallTakesNoRoomFromOthers() throws Exception {
    Streams.Publishers streams = publishers();
    for (int round = 0; round < 10; round++) { // each fills the window of the connection
      int before = server.sent.get();
      Taker<Chunk> taker = Taker.of(streams.down(Streams.want(1000, 64 * KIB, "")));
      Awaitility.await().until(() -> server.sent.get() > before + 8);
      taker.cancel();
      assertThat(server.nextCancelled()).isEqualTo("Down");
    }
    assertThat(Taker.all(streams.down(Streams.want(100, 64 * KIB, ""))).awaitEnd().elements).hasSize(100);
  }
}
