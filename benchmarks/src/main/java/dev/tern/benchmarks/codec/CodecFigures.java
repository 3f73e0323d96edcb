package dev.tern.benchmarks.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;

/** What was measured, round by round, and how it compares with the reference of the same round. */
final class CodecFigures {
  /** One candidate on one payload in one direction. */
  record Row(String operation, Candidate.Payload payload, String candidate) {}

  /** Of one row: time in nanoseconds, how many times faster than the reference, and garbage in bytes per operation. */
  record Figure(double nanos, double ratio, double leastRatio, double mostRatio, double bytes) {}

  private record Sample(int round, double nanos, double bytes) {}

  private final List<String> candidates;
  private final Map<Row, List<Sample>> samples = new LinkedHashMap<>();

  CodecFigures(List<String> candidates) {
    this.candidates = List.copyOf(candidates);
  }

  void add(String operation, Candidate.Payload payload, String candidate, int round, RunResult result) {
    samples.computeIfAbsent(new Row(operation, payload, candidate), row -> new ArrayList<>())
        .add(new Sample(round, result.getPrimaryResult().getStatistics().getPercentile(50),
            result.getSecondaryResults().get("gc.alloc.rate.norm").getScore()));
  }

  List<String> candidates() {
    return candidates;
  }

  Figure figure(Row row) {
    List<Sample> own = samples.get(row);
    List<Sample> others = samples.getOrDefault(
        new Row(row.operation(), row.payload(), Candidate.REFERENCE), own);
    double[] ratios = new double[own.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = others.get(i).nanos() / own.get(i).nanos();
    }
    Arrays.sort(ratios);
    return new Figure(median(own.stream().mapToDouble(Sample::nanos).toArray()), median(ratios), ratios[0],
        ratios[ratios.length - 1], median(own.stream().mapToDouble(Sample::bytes).toArray()));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** Rows of one direction and payload, in the order of the candidates. */
  List<Row> rows(String operation, Candidate.Payload payload) {
    return candidates.stream().map(candidate -> new Row(operation, payload, candidate)).toList();
  }

  /** For people, in Markdown. */
  String table() {
    StringBuilder table = new StringBuilder("""
        | operation | payload | codec | ns/op | times as fast as %s (rounds) | B/op |
        |---|---|---|---:|---:|---:|
        """.formatted(Candidate.REFERENCE));
    for (String operation : List.of("encode", "decode")) {
      for (Candidate.Payload payload : Candidate.Payload.values()) {
        for (Row row : rows(operation, payload)) {
          Figure figure = figure(row);
          table.append(String.format(Locale.ROOT, "| %s | %s | %s | %.0f | %.2fx (%.2f-%.2f) | %.0f |%n", operation,
              payload.name().toLowerCase(Locale.ROOT), row.candidate(), figure.nanos(), figure.ratio(),
              figure.leastRatio(), figure.mostRatio(), figure.bytes()));
        }
      }
    }
    return table.toString();
  }

  /** For programs: every round of every row. */
  String json() {
    return samples.entrySet().stream().map(entry -> String.format(Locale.ROOT,
            "  {\"operation\": \"%s\", \"payload\": \"%s\", \"codec\": \"%s\", \"rounds\": [%s]}",
            entry.getKey().operation(), entry.getKey().payload(), entry.getKey().candidate(),
            entry.getValue().stream().map(sample -> String.format(Locale.ROOT,
                "{\"nanos\": %.2f, \"bytes\": %.2f}", sample.nanos(), sample.bytes()))
                .collect(Collectors.joining(", "))))
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }
}
