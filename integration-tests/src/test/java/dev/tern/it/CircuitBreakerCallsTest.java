package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** E8, F28: providers that answer, but badly. */
class CircuitBreakerCallsTest {
  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  /** Says that it cannot serve, as long as it is told to; counts its calls. */
  private static final class Moody extends WorkProvider {
    final AtomicBoolean bad = new AtomicBoolean();
    final AtomicInteger safe = new AtomicInteger();
    final AtomicInteger once = new AtomicInteger();

    Moody(String name) {
      super(name);
    }

    @Override
    public String safe(String id, int millis) {
      safe.incrementAndGet();
      if (bad.get()) {
        throw new RpcException(Code.UNAVAILABLE, "its database is away");
      }
      return super.safe(id, 0);
    }

    @Override
    public String once(String id, int millis) {
      once.incrementAndGet();
      return super.once(id, 0);
    }
  }

  private final List<Moody> providers = new ArrayList<>();

  private Work of(int count, String breaker) {
    String[] addresses = new String[count];
    for (int i = 0; i < count; i++) {
      providers.add(new Moody("p" + i));
      RpcServer server = world.serve(providers.get(i));
      addresses[i] = server.address().toString();
    }
    RpcClient client = world.closing(
        RpcClient.builder().direct(addresses).cluster("failfast").circuitBreaker(breaker).build());
    Work work = client.create(Work.class);
    Awaitility.await().ignoreExceptions().until(() -> {
      calls(work, 10);
      return providers.stream().allMatch(provider -> provider.safe.get() > 0);
    });
    return work;
  }

  /** How many of that many calls failed. */
  private static int calls(Work work, int count) {
    int failed = 0;
    for (int i = 0; i < count; i++) {
      try {
        work.safe("a" + i, 0);
      } catch (RpcException e) {
        failed++;
      }
    }
    return failed;
  }

  /** Five failures are enough; pickers are made anew a moment later, on another thread. */
  private static void awaitLeftOut(Work work) {
    Awaitility.await().atMost(Duration.ofSeconds(1)).pollDelay(Duration.ZERO).until(() -> calls(work, 30) == 0);
  }

  @Test
  void aProviderThatFailsEveryCallIsLeftOutAndComesBackWhenItIsWell() {
    Work work = of(3, "off");
    providers.get(0).bad.set(true);
    awaitLeftOut(work);
    int before = providers.get(0).safe.get();
    assertThat(calls(work, 300)).as("but for probes").isLessThan(3);
    assertThat(providers.get(0).safe.get() - before).isLessThan(3);

    providers.get(0).bad.set(false);
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> calls(work, 30) == 0
        && providers.get(0).safe.get() > before + 5);
  }

  @Test
  void ofTwoProvidersTheOneThatFailsIsLeftOut() {
    Work work = of(2, "off");
    providers.get(1).bad.set(true);
    awaitLeftOut(work);
    int before = providers.get(1).safe.get();

    assertThat(calls(work, 300)).as("but for probes").isLessThan(3);
    assertThat(providers.get(1).safe.get() - before).isLessThan(3);
  }

  @Test
  void twoOfThreeAndThenAllThatFailAreStillTried() {
    Work work = of(3, "off");
    providers.get(0).bad.set(true);
    providers.get(1).bad.set(true);
    calls(work, 300);
    int[] before = providers.stream().mapToInt(provider -> provider.safe.get()).toArray();
    assertThat(calls(work, 300)).as("a third goes well").isBetween(190, 210);
    for (int i = 0; i < 3; i++) {
      assertThat(providers.get(i).safe.get() - before[i]).as("provider " + i).isBetween(90, 110);
    }

    providers.get(2).bad.set(true);
    assertThat(calls(work, 300)).isEqualTo(300);
    assertThat(providers.stream().mapToInt(provider -> provider.safe.get())).allMatch(count -> count > 200);

    providers.forEach(provider -> provider.bad.set(false));
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> calls(work, 30) == 0);
  }

  @Test
  void aBreakerKeepsOneMethodFromAProviderWhereItFailsAndNoOther() {
    Work work = of(3, "on?calls=40&pause=2s");
    providers.get(0).bad.set(true);
    for (int i = 0; i < 600; i++) {
      calls(work, 1);
      work.once("b" + i, 0); // in between, so that the provider itself is not left out
    }
    int before = providers.get(0).safe.get();
    int others = providers.get(0).once.get();
    int failed = 0;
    for (int i = 0; i < 90; i++) {
      failed += calls(work, 1);
      work.once("c" + i, 0);
    }
    assertThat(failed).as("but for a probe").isLessThan(3);
    assertThat(providers.get(0).safe.get() - before).isLessThan(3);
    assertThat(providers.get(0).once.get() - others).isBetween(20, 40);

    providers.get(0).bad.set(false);
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> calls(work, 30) == 0
        && providers.get(0).safe.get() > before + 10);
  }

  @Test
  void openAtAllProvidersItFailsCallsInLessThanAMillisecondAndRecoversByItself() {
    Work work = of(3, "on?pause=2s");
    providers.forEach(provider -> provider.bad.set(true));
    calls(work, 200);
    RpcException refused = Failing.call(() -> work.safe("a", 0));
    assertThat(refused.code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(refused.execution()).isEqualTo(Execution.NOT_EXECUTED);
    assertThat(refused.getMessage()).matches("dev.tern.it.Work/safe was not sent: its circuit breaker is open at all 3"
        + " providers; next try in \\d+ m?s"
        + "(\n  127.0.0.1:\\d+  next try in \\d+ m?s: \\d+ % of \\d+ calls in 10 s failed, last: its database is away){3}");
    int before = providers.stream().mapToInt(provider -> provider.safe.get()).sum();
    long[] nanos = new long[1_000];
    for (int i = 0; i < nanos.length; i++) {
      long begun = System.nanoTime();
      calls(work, 1);
      nanos[i] = System.nanoTime() - begun;
    }
    Arrays.sort(nanos);
    System.out.printf("open at all providers: a call fails within %d us (median), %d us (99 %%), %d us (most of %d)%n",
        nanos[500] / 1_000, nanos[990] / 1_000, nanos[999] / 1_000, nanos.length);
    assertThat(nanos[500]).isLessThan(1_000_000);
    assertThat(providers.stream().mapToInt(provider -> provider.safe.get()).sum() - before).as("but for probes")
        .isLessThan(4);
    assertThat(work.once("another method", 0)).startsWith("p");

    providers.forEach(provider -> provider.bad.set(false));
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> calls(work, 30) == 0);
  }

  @Test
  void whoIsLeftOutAndWhoIsBackIsLogged() {
    try (Logs logs = Logs.of("dev.tern.core.directory.Directory")) {
      Work work = of(2, "off");
      providers.get(0).bad.set(true);
      calls(work, 100);
      assertThat(logs.lines()).singleElement().asString().matches("dev.tern.it.Work: provider \\S+ fails, and is left out"
          + " for \\d+ m?s if others are well: 5 failures in a row, last: its database is away");
      providers.get(0).bad.set(false);
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
        calls(work, 10);
        return logs.lines().size() == 2;
      });
      assertThat(logs.lines().get(1)).matches("dev.tern.it.Work: provider \\S+ is back, after \\d+ m?s");
    }
  }
}
