package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.core.RpcServer;
import dev.tern.core.registry.ServiceInstance;
import dev.tern.servers.RegistryServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * As {@link ChurnTest}, with a real registry and all that its client library costs: 1,000 providers, 50 of which change
 * every second. The full run is {@code -Dterntest.churn.seconds=60}.
 */
@Tag("long")
class RealChurnTest {
  private static final int SECONDS = Integer.getInteger("terntest.churn.seconds", 10);
  private static final int INSTANCES = 1_000;
  private static final int CHANGES_A_SECOND = 50;
  private static final int WARM_UP_SECONDS = 10;
  private static final int IDLE_SECONDS = 10;
  private static final double SHARE_OF_A_CORE = 0.20;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final World world = new World();
  private int next;
  private int looks;

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @ParameterizedTest
  @EnumSource
  void aThousandProvidersOfWhichFiftyChangeEverySecondTakeLessThanAFifthOfACore(RealRegistry kind) throws Exception {
    List<RpcServer> servers = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      servers.add(world.serve(new WorkProvider(name)));
    }
    List<Endpoint> endpoints = servers.stream().map(RpcServer::address).toList();
    RegistryServer registry = world.closing(kind.start());
    String url = kind.lived(registry.url(), Duration.ofSeconds(60));
    RegistryDriver driver = world.closing(RealRegistry.open(url));
    while (next < INSTANCES) {
      putNext(driver, endpoints);
    }
    try (ChildJvm consumer = ChildJvm.startWith(System.getProperty("java.class.path"), List.of("-Xmx256m"),
        RealChurnMain.class, url)) {
      consumer.await("ready", LIMIT);
      ask(consumer, "call");
      change(driver, endpoints, WARM_UP_SECONDS); // the compiler has its part before anything is measured
      Set<String> before = ChurnTest.connections(servers);
      long begun = ask(consumer, "look")[0];
      TimeUnit.SECONDS.sleep(IDLE_SECONDS); // what is measured is how little happens meanwhile
      long idleMillis = (ask(consumer, "look")[0] - begun) * SECONDS / IDLE_SECONDS;
      begun = ask(consumer, "look")[0];
      change(driver, endpoints, SECONDS);
      long churnMillis = ask(consumer, "look")[0] - begun;
      TimeUnit.SECONDS.sleep(3); // longer than a listing may be put off
      ask(consumer, "call");
      double share = (churnMillis - idleMillis) / (SECONDS * 1_000.0);
      System.out.printf("churn of %s: %.1f %% of a core above idle (%d ms against %d ms in %d s)%n", kind, share * 100,
          churnMillis, idleMillis, SECONDS);

      assertThat(ask(consumer, "look")[1]).as("providers").isEqualTo(INSTANCES);
      assertThat(share).isLessThan(SHARE_OF_A_CORE);
      assertThat(ChurnTest.connections(servers)).as("none was opened or closed").isEqualTo(before)
          .hasSize(servers.size());
    }
  }

  /** Milliseconds of processor time, and providers known. */
  private long[] ask(ChildJvm consumer, String what) {
    String question = what + " " + looks++;
    consumer.tell(question);
    String[] answer = consumer.await(question + ": ", LIMIT).split(" ");
    return new long[] {Long.parseLong(answer[0]), Long.parseLong(answer[1])};
  }

  /** At that rate, one provider leaves and another one comes. */
  private void change(RegistryDriver driver, List<Endpoint> endpoints, int seconds) throws Exception {
    long start = System.nanoTime();
    for (int change = 0; change < seconds * CHANGES_A_SECOND; change++) {
      long wait = start + TimeUnit.SECONDS.toNanos(change) / CHANGES_A_SECOND - System.nanoTime();
      if (wait > 0) {
        TimeUnit.NANOSECONDS.sleep(wait);
      }
      driver.remove(Work.class.getName(), "id-" + (next - INSTANCES), TIMEOUT);
      putNext(driver, endpoints);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).as("the registry keeps up")
        .isLessThan(Duration.ofSeconds(seconds + 5L));
  }

  private void putNext(RegistryDriver driver, List<Endpoint> endpoints) throws Exception {
    String id = "id-" + next;
    ServiceInstance instance = new ServiceInstance(id, Work.class.getName(), "", "",
        endpoints.get(next % endpoints.size()), 100, 1_700_000_000_000L, "zone-1", List.of("protobuf"),
        Map.of("build", "1234"));
    driver.put(Work.class.getName(), id, instance.toJson(), TIMEOUT);
    next++;
  }
}
