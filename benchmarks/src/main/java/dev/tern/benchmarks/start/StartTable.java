package dev.tern.benchmarks.start;

import dev.tern.benchmarks.process.Peers;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Starts side by side, in Markdown. */
final class StartTable {
  private StartTable() {}

  static String of(List<Peers> peers, Map<Peers, List<Start>> found) {
    StringBuilder table = new StringBuilder("""
        | peer | version | provider ready, ms | consumer's first reply, ms | provider's memory, MiB | jars | MB |
        |---|---|---:|---:|---:|---:|---:|
        """);
    for (Peers peer : peers) {
      List<Start> starts = found.get(peer);
      table.append(String.format(Locale.ROOT, "| %s | %s | %.0f | %.0f | %.0f | %d | %.1f |%n", peer.label(),
          peer.version(), Start.median(starts, Start::readyMillis), Start.median(starts, Start::firstCallMillis),
          Start.median(starts, Start::rssMib), peer.classPath().jars().size(), peer.classPath().bytes() / 1e6));
    }
    return table.toString();
  }
}
