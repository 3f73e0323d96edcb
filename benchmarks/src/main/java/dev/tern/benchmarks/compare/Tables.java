package dev.tern.benchmarks.compare;

import dev.tern.benchmarks.process.Peers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures for people, in Markdown, and for programs. */
final class Tables {
  private final Figures figures;

  Tables(Figures figures) {
    this.figures = figures;
  }

  /** What takes part. */
  String peers() {
    StringBuilder table = new StringBuilder("""
        | peer | version | event loops | how it is set up |
        |---|---|---|---|
        """);
    for (Peers peer : figures.plan().peers()) {
      table.append(format("| `%s` | %s | %s | %s |%n", peer.label(), peer.version(), figures.transport(peer),
          peer.about()));
    }
    return table.toString();
  }

  /** Ratios to the base: geometric means over the methods. */
  String summary() {
    StringBuilder table = new StringBuilder("| ratio to " + figures.plan().base().label() + " |");
    StringBuilder line = new StringBuilder("|---|");
    for (String load : figures.loads()) {
      table.append(format(" %s: calls/s | CPU per call |", load));
      line.append("---:|---:|");
    }
    table.append("\n").append(line).append("\n");
    for (Peers peer : figures.plan().peers()) {
      table.append("| ").append(peer.label()).append(" |");
      for (String load : figures.loads()) {
        table.append(format(" %.2fx | %.2fx |", figures.ratio(peer, load, Sample::callsPerSecond),
            figures.ratio(peer, load, Sample::cpuMicros)));
      }
      table.append("\n");
    }
    return table.toString();
  }

  /** Every cell of every peer. */
  String details() {
    StringBuilder table = new StringBuilder("""
        | load | method | peer | calls/s | ratio | p50 us | p99 us | p99.9 us | CPU us/call | ratio | B/call \
        | server MiB | errors |
        |---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
        """);
    rows((cell, peer) -> {
      Sample of = figures.middle(peer, cell);
      table.append(format("| %s | %s | %s | %.0f | %.2fx | %.0f | %.0f | %.0f | %.2f | %.2fx | %.0f | %.0f | %d |%n",
          cell.load(), cell.method(), peer.label(), of.callsPerSecond(),
          figures.ratio(peer, cell, Sample::callsPerSecond), of.p50Micros(), of.p99Micros(), of.p999Micros(),
          of.cpuMicros(), figures.ratio(peer, cell, Sample::cpuMicros), of.bytes(), of.rssKib() / 1024, of.errors()));
    });
    return table.toString();
  }

  /** One object for each peer, load and method. */
  String json() {
    List<String> objects = new ArrayList<>();
    rows((cell, peer) -> {
      Sample of = figures.middle(peer, cell);
      double ratio = figures.ratio(peer, cell, Sample::callsPerSecond);
      objects.add(format("  {\"peer\": \"%s\", \"load\": \"%s\", \"method\": \"%s\", \"callsPerSecond\": %.1f,"
          + " \"p50Micros\": %.1f, \"p99Micros\": %.1f, \"cpuMicrosPerCall\": %.3f, \"bytesPerCall\": %.0f,"
          + " \"errors\": %d, \"ratio\": %s}", peer.label(), cell.load(), cell.method(), of.callsPerSecond(),
          of.p50Micros(), of.p99Micros(), of.cpuMicros(), of.bytes(), of.errors(),
          Double.isNaN(ratio) ? "null" : format("%.4f", ratio)));
    });
    return "[\n" + String.join(",\n", objects) + "\n]\n";
  }

  private interface Row {
    void add(Cell cell, Peers peer);
  }

  private void rows(Row row) {
    for (Cell cell : figures.plan().cells()) {
      for (Peers peer : figures.plan().peers()) {
        if (figures.has(peer, cell)) {
          row.add(cell, peer);
        }
      }
    }
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
