package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** O5: a gibibyte to whoever is slower than its sender, either way, through a heap of 64 MiB. */
class BigStreamTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long MOST_GROWTH = 16 << 20;

  @Test
  void aGibibyteEachWayTakesNoMoreMemoryThanWhatIsOnItsWay() throws Exception {
    try (StreamServer server = new StreamServer();
        ChildJvm consumer = ChildJvm.startWith(System.getProperty("java.class.path"),
            List.of("-XX:+UseSerialGC", "-Xmx64m", "-XX:MaxDirectMemorySize=64m"), BigStreamMain.class,
            server.address())) {
      server.pause(Duration.ofMillis(1));
      assertThat(Long.parseLong(consumer.await("down ", LIMIT))).isLessThan(MOST_GROWTH);
      assertThat(Long.parseLong(consumer.await("up ", LIMIT))).isLessThan(MOST_GROWTH);
      assertThat(consumer.awaitExit()).isZero();
    }
  }
}
