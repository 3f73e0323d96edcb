package dev.tern.benchmarks.compare;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the client processes printed, by cell, and the medians over rounds. */
final class Figures {
  private record Cell(String load, String method, String pair) {}

  private record Row(double callsPerSecond, double p50Micros, double p99Micros, double cpuMicros, double bytes) {}

  private final Map<Cell, List<Row>> rows = new LinkedHashMap<>();
  private long errors;

  /** A line of {@link LoadMain}. */
  void add(String line) {
    String[] f = line.split(" ");
    rows.computeIfAbsent(new Cell(f[1], f[2], f[0]), cell -> new ArrayList<>()).add(new Row(Double.parseDouble(f[3]),
        Double.parseDouble(f[4]), Double.parseDouble(f[5]), Double.parseDouble(f[6]), Double.parseDouble(f[7])));
    errors += Long.parseLong(f[8]);
  }

  long errors() {
    return errors;
  }

  /** @param base the pair that others are compared with */
  void print(String base, PrintStream out) {
    out.printf(Locale.ROOT, "%-6s %-11s %-18s %10s %7s %8s %8s %8s %6s %8s%n", "load", "method", "pair", "calls/s",
        "ratio", "p50 us", "p99 us", "cpu us", "ratio", "B/call");
    rows.keySet().stream().sorted((a, b) -> (a.load() + a.method()).compareTo(b.load() + b.method())).forEach(cell -> {
      Row row = median(rows.get(cell));
      Row compared = median(rows.get(new Cell(cell.load(), cell.method(), base)));
      out.printf(Locale.ROOT, "%-6s %-11s %-18s %10.0f %6.2fx %8.1f %8.1f %8.2f %5.2fx %8.0f%n", cell.load(),
          cell.method(), cell.pair(), row.callsPerSecond(), row.callsPerSecond() / compared.callsPerSecond(),
          row.p50Micros(), row.p99Micros(), row.cpuMicros(), row.cpuMicros() / compared.cpuMicros(), row.bytes());
    });
  }

  private static Row median(List<Row> rows) {
    return new Row(median(rows, Row::callsPerSecond), median(rows, Row::p50Micros), median(rows, Row::p99Micros),
        median(rows, Row::cpuMicros), median(rows, Row::bytes));
  }

  private static double median(List<Row> rows, java.util.function.ToDoubleFunction<Row> figure) {
    double[] sorted = rows.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
