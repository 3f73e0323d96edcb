package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.core.RpcClient;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** F03: asynchronous calls wait without threads. */
class ManyCallsTest {
  private static final int CALLS = 1_000;

  @Test
  void aThousandCallsOfOneSecondEndInUnderThreeSecondsWithUnderFiftyThreads() throws Exception {
    try (ChildJvm provider = ChildJvm.start(WorkMain.class, "far", "-", "-")) {
      String address = provider.await("ready ");
      try (ChildJvm consumer = ChildJvm.start(Consumer.class, address)) {
        String[] result = consumer.await("answered ").split(" ");
        assertThat(result[0]).as("calls answered").isEqualTo("" + CALLS);
        assertThat(Duration.ofMillis(Long.parseLong(result[1]))).as("time for all").isLessThan(Duration.ofSeconds(3));
        assertThat(Integer.parseInt(result[2])).as("most threads alive at once").isLessThan(50);
      }
    }
  }

  /** The consumer's process. Says {@code answered <calls> <milliseconds> <most threads>}. */
  static final class Consumer {
    private Consumer() {}

    public static void main(String[] arguments) throws Exception {
      try (RpcClient client = RpcClient.builder().direct(arguments[0]).timeout(Duration.ofSeconds(20)).build()) {
        Work work = client.create(Work.class);
        work.safe("first", 0);
        long started = System.nanoTime();
        List<CompletableFuture<String>> calls = IntStream.range(0, CALLS)
            .mapToObj(i -> work.safeLater("call" + i, 1_000)).toList();
        long answered = 0;
        for (CompletableFuture<String> call : calls) {
          answered += call.get(20, TimeUnit.SECONDS).equals("far") ? 1 : 0;
        }
        long millis = (System.nanoTime() - started) / 1_000_000;
        System.out.println("answered " + answered + " " + millis + " "
            + ManagementFactory.getThreadMXBean().getPeakThreadCount());
      }
    }
  }
}
