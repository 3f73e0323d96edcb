package dev.tern.benchmarks.compare;

import dev.tern.benchmarks.chart.BarChart;
import dev.tern.benchmarks.process.Home;
import dev.tern.benchmarks.process.Peers;
import dev.tern.benchmarks.process.Talk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The section of {@code docs/benchmarks.md} that a run writes, and its chart. */
final class CallDocument {
  private final Figures figures;
  private final String command;
  private final String loadAverage;

  CallDocument(Figures figures, String command, String loadAverage) {
    this.figures = figures;
    this.command = command;
    this.loadAverage = loadAverage;
  }

  /** A run of chosen peers or cells is no comparison of all: what it writes stays below {@code target}. */
  void write() throws IOException {
    boolean published = !figures.plan().name().equals("some");
    Path directory = published ? Home.root().resolve("docs") : Home.benchmarks().resolve("target");
    String image = "images/calls" + (figures.plan().name().equals("all") ? "" : "-" + figures.plan().name()) + ".svg";
    Section.write(directory.resolve(image), chart());
    Section.replace(directory.resolve("benchmarks.md"), "calls-" + figures.plan().name(), text(image));
  }

  private String text(String image) throws IOException {
    Tables tables = new Tables(figures);
    Plan plan = figures.plan();
    return """
            %s

        %s
        Load average before the run: %s. Every JVM with `%s`. Warm-up of %.0f s for each peer, then %d rounds of
        %.1f s for each cell and peer in turn. Failed calls: %d.

        ![Calls per second and CPU per call beside gRPC-Java](%s)

        %s
        Geometric means over %s:

        %s
        <details><summary>Every cell</summary>

        %s
        </details>
        """.formatted(command, Machine.sentence(), loadAverage, String.join(" ", Talk.HEAP),
        plan.warmUpMillis() / 1e3, plan.rounds(), plan.millis() / 1e3, figures.errors(), image, tables.peers(),
        String.join(", ", plan.cells().stream().map(Cell::method).distinct().toList()), tables.summary(),
        tables.details());
  }

  private String chart() {
    BarChart chart = new BarChart();
    String base = figures.plan().base().label();
    for (String load : figures.loads()) {
      String title = load + (load.equals("1") ? " thread" : load.equals("256") ? " calls in flight" : " threads");
      chart.panel(title + ": calls/s beside " + base + " (longer is better)",
          bars(load, Sample::callsPerSecond));
      chart.panel(title + ": CPU per call beside " + base + " (shorter is better)", bars(load, Sample::cpuMicros));
    }
    return chart.svg();
  }

  private List<BarChart.Bar> bars(String load, ToDoubleFunction<Sample> figure) {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (Peers peer : figures.plan().peers()) {
      double ratio = figures.ratio(peer, load, figure);
      bars.add(new BarChart.Bar(peer.label(), ratio, String.format(Locale.ROOT, "%.2fx", ratio),
          peer.label().startsWith("tern")));
    }
    return bars;
  }
}
