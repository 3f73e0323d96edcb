package dev.tern.it;

import com.sun.management.OperatingSystemMXBean;
import dev.tern.api.Endpoint;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.core.RpcClient;
import dev.tern.core.registry.MemoryRegistry;
import dev.tern.core.registry.ServiceInstance;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A consumer whose registry names 1,000 providers, and changes all the time. Says what that costs: {@code idle} and
 * {@code churn}, each in milliseconds of processor time, the registry's own work included.
 *
 * <p>The thousand stand at the few ports given: what is measured is the way of a change from the registry to the
 * balancer.
 */
final class ChurnMain {
  private static final int INSTANCES = 1_000;
  private static final int WARM_UP_SECONDS = 5;
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final MemoryRegistry registry = new MemoryRegistry();
  private final RegistryDriver driver = registry.driver();
  private final List<Endpoint> endpoints;
  private int next;

  private ChurnMain(List<Endpoint> endpoints) {
    this.endpoints = endpoints;
  }

  /** @param arguments seconds of each phase; changes per second; endpoints, separated by commas */
  public static void main(String[] arguments) throws Exception {
    new ChurnMain(List.of(arguments[2].split(",")).stream().map(Endpoint::parse).toList())
        .run(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
  }

  private void run(int seconds, int perSecond) throws Exception {
    for (int i = 0; i < INSTANCES; i++) {
      putNext();
    }
    try (RpcClient client = RpcClient.builder().registry(registry).build()) {
      Work work = client.create(Work.class);
      callAll(work);
      change(WARM_UP_SECONDS, perSecond); // the compiler has its part before anything is measured
      long begun = cpuMillis();
      TimeUnit.SECONDS.sleep(seconds); // what is measured is how little happens meanwhile
      System.out.println("idle " + (cpuMillis() - begun));
      begun = cpuMillis();
      change(seconds, perSecond);
      System.out.println("churn " + (cpuMillis() - begun));
      callAll(work);
      System.out.println("providers " + client.subscriptions().get(0).providers());
      System.out.println("done");
      if (System.in.read() < 0) { // until the test has looked at our connections
        System.out.println("let go");
      }
    }
  }

  private static void callAll(Work work) {
    for (int i = 0; i < INSTANCES; i++) {
      work.once("call" + i, 0);
    }
  }

  /** At that rate, one provider leaves and another one comes. */
  private void change(int seconds, int perSecond) throws Exception {
    long start = System.nanoTime();
    for (int change = 0; change < seconds * perSecond; change++) {
      long wait = start + TimeUnit.SECONDS.toNanos(change) / perSecond - System.nanoTime();
      if (wait > 0) {
        TimeUnit.NANOSECONDS.sleep(wait);
      }
      driver.remove(Work.class.getName(), "id-" + (next - INSTANCES), TIMEOUT);
      putNext();
    }
  }

  private void putNext() throws Exception {
    String id = "id-" + next;
    ServiceInstance instance = new ServiceInstance(id, Work.class.getName(), "", "",
        endpoints.get(next % endpoints.size()), 100, 1_700_000_000_000L, "zone-1", List.of("protobuf"),
        Map.of("build", "1234"));
    driver.put(Work.class.getName(), id, instance.toJson(), TIMEOUT);
    next++;
  }

  private static long cpuMillis() {
    OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return TimeUnit.NANOSECONDS.toMillis(system.getProcessCpuTime());
  }
}
