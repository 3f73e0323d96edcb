package dev.tern.benchmarks.codec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures every candidate in rounds: in each round each one runs in a JVM of its own, in another order than the round
 * before. So a slow minute of the machine hits all alike, and ratios are taken within a round.
 */
public final class CodecBench {
  private CodecBench() {}

  /**
   * Prints a table and writes the figures as JSON and as a chart.
   *
   * @param arguments {@code --rounds=5 --candidates=a,b --json=file --svg=file}, and {@code --quick} for shorter
   *     iterations
   */
  public static void main(String[] arguments) throws IOException, RunnerException {
    int rounds = Integer.parseInt(option(arguments, "rounds", "5"));
    List<String> candidates = List.of(option(arguments, "candidates", String.join(",", Candidate.names())).split(","));
    boolean quick = List.of(arguments).contains("--quick");
    CodecFigures figures = new CodecFigures(candidates);
    for (int round = 0; round < rounds; round++) {
      List<String> order = new ArrayList<>(candidates);
      Collections.rotate(order, round);
      for (String operation : List.of("encode", "decode")) {
        for (Candidate.Payload payload : Candidate.Payload.values()) {
          for (String candidate : order) {
            figures.add(operation, payload, candidate, round, run(operation, payload, candidate, quick));
          }
        }
      }
      System.out.printf(Locale.ROOT, "-- round %d of %d%n", round + 1, rounds);
    }
    System.out.print(figures.table());
    write(option(arguments, "json", ""), figures.json());
    write(option(arguments, "svg", ""), new CodecChart(figures).svg());
  }

  private static RunResult run(String operation, Candidate.Payload payload, String candidate, boolean quick)
      throws RunnerException {
    Options options = new OptionsBuilder().include(CodecBenchmark.class.getName() + "\\." + operation + "$")
        .param("codec", candidate).param("payload", payload.name()).forks(1).addProfiler(GCProfiler.class)
        .warmupTime(TimeValue.milliseconds(quick ? 200 : 400)).verbosity(VerboseMode.SILENT).shouldFailOnError(true)
        .build();
    Collection<RunResult> results = new Runner(options).run();
    return results.iterator().next();
  }

  private static String option(String[] arguments, String name, String otherwise) {
    String prefix = "--" + name + "=";
    for (String argument : arguments) {
      if (argument.startsWith(prefix)) {
        return argument.substring(prefix.length());
      }
    }
    return otherwise;
  }

  private static void write(String file, String content) throws IOException {
    if (!file.isEmpty()) {
      Path path = Path.of(file).toAbsolutePath();
      Files.createDirectories(path.getParent());
      Files.writeString(path, content);
      System.out.println("wrote " + file);
    }
  }
}
