package dev.tern.benchmarks.start;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One start.
 *
 * @param readyMillis from the start of the provider's JVM until it listens
 * @param firstCallMillis from the start of the consumer's JVM until it has its first reply
 * @param rssMib memory of the provider after that call
 */
record Start(double readyMillis, double firstCallMillis, double rssMib) {
  static double median(List<Start> starts, ToDoubleFunction<Start> figure) {
    double[] sorted = starts.stream().mapToDouble(figure).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
