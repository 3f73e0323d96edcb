package dev.tern.benchmarks.codec;

import dev.tern.benchmarks.chart.BarChart;
import java.util.List;
import java.util.Locale;

/** The figures as bars, shorter is faster: one panel for each direction and payload. */
final class CodecChart {
  private final CodecFigures figures;

  CodecChart(CodecFigures figures) {
    this.figures = figures;
  }

  String svg() {
    BarChart chart = new BarChart();
    for (String operation : List.of("encode", "decode")) {
      for (Candidate.Payload payload : Candidate.Payload.values()) {
        String what = payload == Candidate.Payload.USER ? "a user of 14 fields, 203 bytes" : "a page of 15 users, 3 kB";
        chart.panel(operation + " " + what + " (ns; shorter is faster)",
            figures.rows(operation, payload).stream().map(this::bar).toList());
      }
    }
    return chart.svg();
  }

  private BarChart.Bar bar(CodecFigures.Row row) {
    CodecFigures.Figure figure = figures.figure(row);
    return new BarChart.Bar(row.candidate(), figure.nanos(),
        String.format(Locale.ROOT, "%.0f ns, %.1fx, %.0f B", figure.nanos(), figure.ratio(), figure.bytes()),
        !row.candidate().startsWith("protobuf-java"));
  }
}
