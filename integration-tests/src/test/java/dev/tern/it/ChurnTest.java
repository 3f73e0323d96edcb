package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.core.RpcServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a big and restless registry costs a consumer: 1,000 providers, 50 of which change every second. The full run is
 * {@code -Dterntest.churn.seconds=60}.
 */
@Tag("long")
class ChurnTest {
  private static final int SECONDS = Integer.getInteger("terntest.churn.seconds", 10);
  private static final int CHANGES_A_SECOND = 50;
  private static final double SHARE_OF_A_CORE = 0.20;
  private static final int SLACK = 2; // the machine that tests may be busy, which costs caches and clock
  private static final Duration LIMIT = Duration.ofSeconds(60 + 3L * SECONDS);

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @Test
  void aThousandProvidersOfWhichFiftyChangeEverySecondTakeLessThanAFifthOfACore() {
    List<RpcServer> servers = List.of(world.serve(new WorkProvider("a")), world.serve(new WorkProvider("b")),
        world.serve(new WorkProvider("c")), world.serve(new WorkProvider("d")));
    String endpoints = servers.stream().map(server -> server.address().toString()).collect(Collectors.joining(","));
    try (ChildJvm consumer = ChildJvm.startWith(System.getProperty("java.class.path"), List.of("-Xmx256m"),
        ChurnMain.class, String.valueOf(SECONDS), String.valueOf(CHANGES_A_SECOND), endpoints)) {
      long idleMillis = Long.parseLong(consumer.await("idle ", LIMIT));
      Set<String> before = connections(servers);
      long churnMillis = Long.parseLong(consumer.await("churn ", LIMIT));
      consumer.await("done", LIMIT);
      double share = (churnMillis - idleMillis) / (SECONDS * 1_000.0);
      System.out.printf("churn: %.1f %% of a core above idle (%d ms against %d ms in %d s)%n", share * 100, churnMillis,
          idleMillis, SECONDS);

      assertThat(consumer.await("providers ", LIMIT)).isEqualTo("1000");
      assertThat(share).isLessThan(SHARE_OF_A_CORE * SLACK);
      assertThat(connections(servers)).as("none was opened or closed").isEqualTo(before).hasSize(servers.size());
    }
  }

  /** The consumer's ends of the established connections to these servers, as the system counts them. */
  static Set<String> connections(List<RpcServer> servers) {
    Set<String> ports = servers.stream().map(server -> ":" + String.format("%04X", server.port()))
        .collect(Collectors.toSet());
    Set<String> found = new TreeSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : lines(Path.of(table))) {
        String[] columns = line.strip().split("\\s+");
        if (columns[3].equals("01") && ports.contains(columns[2].substring(columns[2].lastIndexOf(':')))) {
          found.add(columns[1] + ">" + columns[2]);
        }
      }
    }
    return found;
  }

  private static List<String> lines(Path table) {
    try {
      return Files.exists(table) ? Files.readAllLines(table) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
