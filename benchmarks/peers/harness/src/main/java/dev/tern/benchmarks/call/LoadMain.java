package dev.tern.benchmarks.call;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * The measured consumer's process. Arguments: class and variant of the peer, address of its providers, and their process
 * ids with commas between them. Says {@code ready} and what its event loops wait in, then carries out each line of its input, {@code load method
 * millis}, and answers with the figures: {@code calls/s p50us p99us p99.9us cpuUs bytes serverRssKiB errors}.
 */
final class LoadMain {
  private static final long SETTLE_MILLIS = 300; // a process that waited for its turn has cold caches

  private LoadMain() {}

  public static void main(String[] arguments) throws Exception {
    PrintStream told = System.out;
    System.setOut(System.err);
    List<Long> servers = Stream.of(arguments[3].split(",")).map(Long::valueOf).toList();
    Work work = Peer.of(arguments[0], arguments[1]).connect(arguments[2]);
    work.verify();
    told.println("ready " + EventLoops.ofThisProcess());
    BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      String[] words = order.split(" ");
      told.println(measure(work, Load.of(words[0]), Work.Method.of(words[1]), Long.parseLong(words[2]), servers));
    }
    Runtime.getRuntime().halt(0);
  }

  private static String measure(Work work, Load load, Work.Method method, long millis, List<Long> servers)
      throws InterruptedException {
    Load.Result settled = load.run(work, method, SETTLE_MILLIS, () -> { }, () -> { });
    ProcessFigures[] figures = new ProcessFigures[2];
    Load.Result result = load.run(work, method, millis,
        () -> figures[0] = ProcessFigures.now(servers), () -> figures[1] = ProcessFigures.now(servers));
    Histogram latencies = result.latencyNanos();
    long calls = Math.max(1, result.calls());
    return String.format(Locale.ROOT, "%.1f %.1f %.1f %.1f %.3f %d %d %d", result.calls() / result.seconds(),
        latencies.getValueAtPercentile(50) / 1e3, latencies.getValueAtPercentile(99) / 1e3,
        latencies.getValueAtPercentile(99.9) / 1e3, figures[1].cpuNanosSince(figures[0]) / 1e3 / calls,
        figures[1].allocatedBytesSince(figures[0]) / calls, ProcessFigures.residentKib(servers),
        result.errors() + settled.errors());
  }
}
