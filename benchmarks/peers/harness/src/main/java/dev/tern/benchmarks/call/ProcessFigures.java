package dev.tern.benchmarks.call;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the operating system and the JVM count for this process and its servers, up to now.
 *
 * @param cpuNanos of client and servers
 * @param allocatedBytes of the client, by thread: some end between two looks, and take what they allocated before along
 */
record ProcessFigures(long cpuNanos, Map<Long, Long> allocatedBytes) {
  private static final long NANOS_PER_TICK = 10_000_000; // the kernel's clock has 100 ticks a second for user space

  static ProcessFigures now(List<Long> servers) {
    OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] ids = threads.getAllThreadIds();
    long[] bytes = threads.getThreadAllocatedBytes(ids);
    Map<Long, Long> allocated = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      allocated.put(ids[i], Math.max(0, bytes[i]));
    }
    long cpuNanos = system.getProcessCpuTime() + servers.stream().mapToLong(ProcessFigures::serverCpuNanos).sum();
    return new ProcessFigures(cpuNanos, allocated);
  }

  private static long serverCpuNanos(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Memory of the servers that is in RAM, in KiB. */
  static long residentKib(List<Long> servers) {
    return servers.stream().mapToLong(ProcessFigures::residentKib).sum();
  }

  private static long residentKib(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
      throw new IllegalStateException("process " + pid + " says nothing of its memory");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long cpuNanosSince(ProcessFigures earlier) {
    return cpuNanos - earlier.cpuNanos;
  }

  long allocatedBytesSince(ProcessFigures earlier) {
    return allocatedBytes.entrySet().stream()
        .mapToLong(thread -> thread.getValue() - earlier.allocatedBytes.getOrDefault(thread.getKey(), 0L)).sum();
  }
}
