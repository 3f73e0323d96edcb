package dev.tern.benchmarks.start;

import dev.tern.benchmarks.compare.Machine;
import dev.tern.benchmarks.compare.Section;
import dev.tern.benchmarks.process.Home;
import dev.tern.benchmarks.process.Peers;
import dev.tern.benchmarks.process.Talk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts a provider and a consumer that makes one call, of one peer after the other, several times: from the start of
 * each JVM until it is ready, and until it has its reply.
 */
public final class StartBench {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<Peers> USUAL =
      List.of(Peers.GRPC_DEFAULT, Peers.TERN_DEFAULT, Peers.DUBBO_TRI, Peers.DUBBO_DUBBO);

  private StartBench() {}

  /**
   * Runs, prints the table and writes it.
   *
   * @param arguments {@code --rounds=9 --peers=a,b}; both have defaults
   */
  public static void run(List<String> arguments) throws IOException, InterruptedException {
    int rounds = 9;
    List<Peers> peers = USUAL;
    for (String argument : arguments) {
      if (argument.matches("--rounds=[1-9]\\d?")) {
        rounds = Integer.parseInt(argument.substring("--rounds=".length()));
      } else if (argument.startsWith("--peers=")) {
        peers = Stream.of(argument.substring("--peers=".length()).split(",")).map(Peers::of).toList();
      } else {
        throw new IllegalArgumentException(
            "Unknown option \"" + argument + "\". Known: --rounds= (1 to 99), --peers=.");
      }
    }
    System.out.printf("%d peers, %d rounds: about %d seconds%n", peers.size(), rounds, peers.size() * rounds * 3);
    Map<Peers, List<Start>> found = new EnumMap<>(Peers.class);
    for (int round = 0; round <= rounds; round++) {
      for (Peers peer : peers) {
        Start start = start(peer);
        if (round > 0) { // the first has its files read from disk
          found.computeIfAbsent(peer, key -> new ArrayList<>()).add(start);
        }
      }
    }
    String table = StartTable.of(peers, found);
    System.out.print(table);
    boolean usual = arguments.isEmpty();
    Path directory = usual ? Home.root().resolve("docs") : Home.benchmarks().resolve("target");
    String command = "./bench startup" + (usual ? "" : " " + String.join(" ", arguments));
    Section.replace(directory.resolve("benchmarks.md"), "startup", "    " + command + "\n\n" + Machine.sentence()
        + " Medians of " + rounds + " starts of each in turn.\n\n" + table);
  }

  private static Start start(Peers peer) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    try (Talk server = Talk.server(peer)) {
      String address = server.hear(PATIENCE);
      long ready = System.nanoTime();
      try (Talk client = Talk.firstCall(peer, address)) {
        client.hear(PATIENCE);
      }
      long answered = System.nanoTime();
      return new Start((ready - begin) / 1e6, (answered - ready) / 1e6, residentKib(server.pid()) / 1024.0);
    }
  }

  private static long residentKib(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream().filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
  }
}
