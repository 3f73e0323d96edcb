package dev.tern.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** On what the figures were measured. */
public final class Machine {
  private Machine() {}

  /** Date, JDK, processor, kernel, in one sentence. */
  public static String sentence() throws IOException {
    return "Measured on %s: JDK %s (%s), %d cores of %s, %s of memory, Linux %s.".formatted(
        LocalDate.now(ZoneOffset.UTC), Runtime.version(), System.getProperty("java.vendor"),
        Runtime.getRuntime().availableProcessors(), line("/proc/cpuinfo", "model name"),
        gib(line("/proc/meminfo", "MemTotal")), System.getProperty("os.version").replaceFirst("-.*", ""));
  }

  private static String line(String file, String key) throws IOException {
    return Files.readAllLines(Path.of(file)).stream().filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst().orElse("an unknown " + key);
  }

  private static String gib(String kib) {
    return Math.round(Double.parseDouble(kib.replaceAll("\\D", "")) / (1 << 20)) + " GiB";
  }

  /** What the machine did in the last minute: above 0.5 or so, somebody else was at work. */
  static String loadAverage() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
  }
}
