package dev.tern.benchmarks.compare;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one peer did in one cell, in one round or in the middle of several.
 *
 * @param cpuMicros of client and server per call
 * @param bytes that the client allocates per call
 * @param rssKib of the server
 */
record Sample(double callsPerSecond, double p50Micros, double p99Micros, double p999Micros, double cpuMicros,
    double bytes, double rssKib, long errors) {
  /** From the line that the client's process answers with. */
  static Sample of(String line) {
    String[] f = line.split(" ");
    return new Sample(Double.parseDouble(f[0]), Double.parseDouble(f[1]), Double.parseDouble(f[2]),
        Double.parseDouble(f[3]), Double.parseDouble(f[4]), Double.parseDouble(f[5]), Double.parseDouble(f[6]),
        Long.parseLong(f[7]));
  }

  /** Each figure's median, and all errors. */
  static Sample middle(List<Sample> rounds) {
    return new Sample(median(rounds, Sample::callsPerSecond), median(rounds, Sample::p50Micros),
        median(rounds, Sample::p99Micros), median(rounds, Sample::p999Micros), median(rounds, Sample::cpuMicros),
        median(rounds, Sample::bytes), median(rounds, Sample::rssKib), rounds.stream().mapToLong(Sample::errors).sum());
  }

  private static double median(List<Sample> rounds, ToDoubleFunction<Sample> figure) {
    return median(rounds.stream().mapToDouble(figure).toArray());
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    java.util.Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
