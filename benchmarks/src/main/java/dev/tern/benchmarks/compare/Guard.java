package dev.tern.benchmarks.compare;

import dev.tern.benchmarks.process.Peers;
import java.util.List;
import java.util.Locale;

/**
 * Notices that a call has become dear, on any machine and beside any load: processor time and bytes per call of the
 * default configuration, as ratios to gRPC-Java's in the same rounds. Calls per second would say more of the machine.
 */
public final class Guard {
  /** Measured: 0.32 to 0.38 on quiet and busy machines; 0.59 with 20 us more for each call. */
  private static final double MOST_CPU = 0.50;
  /** Measured: 0.68 to 0.70. */
  private static final double MOST_BYTES = 0.76;

  private Guard() {}

  /**
   * Takes about 40 seconds.
   *
   * @param arguments none
   * @return false if a call costs too much or fails
   */
  public static boolean run(List<String> arguments) throws InterruptedException {
    if (!arguments.isEmpty()) {
      throw new IllegalArgumentException("guard takes no options (found: " + String.join(" ", arguments) + ").");
    }
    Figures figures = CallBench.figures(Plan.ofGuard());
    if (!CallBench.isWhole(figures)) {
      return false;
    }
    Cell cell = figures.plan().cells().get(0);
    double cpu = figures.ratio(Peers.TERN_DEFAULT, cell, Sample::cpuMicros);
    double bytes = figures.ratio(Peers.TERN_DEFAULT, cell, Sample::bytes);
    System.out.printf(Locale.ROOT, "a call beside one of gRPC-Java: %.2fx of its CPU (at most %.2f), %.2fx of its bytes (at"
        + " most %.2f)%n", cpu, MOST_CPU, bytes, MOST_BYTES);
    if (cpu <= MOST_CPU && bytes <= MOST_BYTES) {
      return true;
    }
    System.err.println("A call costs more than it did. Find what was added to its path: ./bench --quick for the figures, a"
        + " profiler on benchmarks/peers/tern for the place.");
    return false;
  }
}
