package dev.tern.benchmarks.call;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * The measured consumer's process. Arguments: pair, port and process id of its provider, methods and loads (each
 * separated by commas), milliseconds of warm-up and of each measurement. Prints a line of figures per method and load:
 * {@code pair load method calls/s p50us p99us cpuUs bytes errors}.
 */
final class LoadMain {
  private LoadMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    String pair = arguments[0];
    long serverPid = Long.parseLong(arguments[2]);
    long warmUpMillis = Long.parseLong(arguments[5]);
    long millis = Long.parseLong(arguments[6]);
    Work work = Pair.of(pair).connect(Integer.parseInt(arguments[1]));
    for (String label : arguments[4].split(",")) {
      Load load = Load.of(label);
      for (String name : arguments[3].split(",")) {
        Work.Method method = Work.Method.of(name);
        load.run(work, method, warmUpMillis, () -> { }, () -> { });
        ProcessFigures[] figures = new ProcessFigures[2];
        Load.Result result = load.run(work, method, millis,
            () -> figures[0] = ProcessFigures.now(serverPid), () -> figures[1] = ProcessFigures.now(serverPid));
        print(pair, label, name, result, figures[1].since(figures[0]));
      }
    }
    System.exit(0);
  }

  private static void print(String pair, String load, String method, Load.Result result, ProcessFigures spent) {
    Histogram latencies = result.latencyNanos();
    System.out.printf(Locale.ROOT, "%s %s %s %.0f %.1f %.1f %.2f %d %d%n", pair, load, method,
        result.calls() / result.seconds(), latencies.getValueAtPercentile(50) / 1e3,
        latencies.getValueAtPercentile(99) / 1e3, spent.cpuNanos() / 1e3 / result.calls(),
        spent.allocatedBytes() / result.calls(), result.errors());
  }
}
