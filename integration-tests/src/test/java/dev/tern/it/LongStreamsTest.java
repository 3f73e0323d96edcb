package dev.tern.it;

import static dev.tern.it.Feeds.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.tern.it.pb.feed.Chunk;
import dev.tern.it.pb.feed.FeedsGrpc;
import dev.tern.it.pb.feed.Total;
import dev.tern.it.pb.feed.Wish;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Feeds many times as long as the provider's whole memory. */
class LongStreamsTest {
  private static final int CHUNK_BYTES = 64 << 10;
  private static final int CHUNKS = (256 << 20) / CHUNK_BYTES;

  private final World world = new World();
  private ManagedChannel channel;

  @BeforeEach
  void serve() {
    ChildJvm provider = world.closing(ChildJvm.startWith(System.getProperty("java.class.path"),
        List.of("-Xmx48m", "-XX:+ExitOnOutOfMemoryError"), StreamMain.class));
    channel = world.closing(new StockChannel(Integer.parseInt(provider.await("port ")))).channel();
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @Test
  void repliesOfAQuarterOfAGigabyteToAConsumerThatHesitatesNeedLittleMemory() throws Exception {
    StockStream<Wish, Chunk> call = StockStream.start(channel, FeedsGrpc.getDownloadMethod())
        .ask(wish(CHUNKS, CHUNK_BYTES));
    assertThat(call.endsWithin(Duration.ofSeconds(1))).as("while nobody reads").isFalse();
    for (int i = 0; i < CHUNKS; i++) {
      assertThat(call.next().getNumber()).isEqualTo(i);
    }
    assertThat(call.request(1).status()).isEqualTo(Status.Code.OK);
  }

  @Test
  void requestsOfAQuarterOfAGigabyteNeedLittleMemoryThoughTheHandlerWantsThemAllAtOnce() throws Exception {
    StockStream<Chunk, Total> call = StockStream.start(channel, FeedsGrpc.getUploadMethod()).request(2);
    Chunk chunk = Chunk.newBuilder().setContent(ByteString.copyFrom(new byte[CHUNK_BYTES])).build();
    for (int i = 0; i < CHUNKS; i++) {
      if (!call.isReady()) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
            .until(() -> call.isReady() || call.hasEnded());
      }
      call.send(chunk);
    }
    Total total = call.halfClose().awaitNext();
    assertThat(total.getCount()).isEqualTo(CHUNKS);
    assertThat(total.getSum()).isEqualTo((long) CHUNKS * CHUNK_BYTES);
  }
}
