package dev.tern.it;

import com.sun.management.OperatingSystemMXBean;
import dev.tern.core.RpcClient;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A consumer of a real registry that answers every line it is told with one that repeats it: {@code call <n>} calls a
 * thousand times, {@code look <n>} says how many milliseconds of processor time its JVM has used and how many providers
 * it knows. Ends with its input.
 */
final class RealChurnMain {
  private static final int CALLS = 1_000;

  private RealChurnMain() {}

  /** @param arguments registry URL */
  public static void main(String[] arguments) throws Exception {
    try (RpcClient client = RpcClient.builder().registry(arguments[0]).withoutSnapshot()
        .startTimeout(Duration.ofSeconds(30)).build()) { // how fast it starts is not what is measured
      Work work = client.create(Work.class);
      System.out.println("ready");
      BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = told.readLine(); line != null; line = told.readLine()) {
        if (line.startsWith("call")) {
          for (int i = 0; i < CALLS; i++) {
            work.once(line + i, 0);
          }
        }
        System.out.println(line + ": " + cpuMillis() + " " + client.subscriptions().get(0).providers());
      }
    }
  }

  private static long cpuMillis() {
    OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return TimeUnit.NANOSECONDS.toMillis(system.getProcessCpuTime());
  }
}
