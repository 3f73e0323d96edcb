package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tern.core.RpcClient;
import dev.tern.core.RpcClientBuilder;
import dev.tern.core.RpcServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * P3, P4, E1: a provider that is killed, stopped or cut off is noticed from traffic, and back soon after it is well.
 * Prints what was measured.
 */
@Tag("long")
class SilentProviderTest {
  private static final Duration BACK = Duration.ofSeconds(10);
  private static final Duration WATCHED = Duration.ofSeconds(4);
  private static final List<String> ALONE = List.of("unshare", "-rn", "sh", "-c",
      "ip link set lo up && ip tuntap add dev hole mode tun && ip link set hole up && ip addr add 10.9.0.100/32 dev lo"
          + " && exec \"$@\"", "sh");

  private static ChildJvm provider(String name) {
    return ChildJvm.start(WorkMain.class, name, "-", "-");
  }

  private static void signal(String name, ChildJvm process) throws Exception {
    assertThat(new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor()).isZero();
  }

  private interface Step {
    void run() throws Exception;
  }

  /** One provider falls silent, and is well again after a while. */
  private static void fallsSilent(String what, Traffic traffic, String victim, int providers, Step silence,
      Duration silent, Step heal) throws Exception {
    traffic.goOn(Duration.ofSeconds(1));
    double fair = 1.0 / providers;
    assertThat(traffic.has(victim, fair * 0.8)).as("a fair share before").isTrue();
    assertThat(traffic.failures()).as("before").isEmpty();

    silence.run();
    long silentAt = System.nanoTime();
    traffic.goOn(silent);
    long firstTimeout = traffic.firstFailureNanos();
    long from = firstTimeout + Duration.ofSeconds(1).toNanos();
    double share = traffic.share(victim, from, from + WATCHED.toNanos());

    heal.run();
    long healedAt = System.nanoTime();
    Awaitility.await().atMost(BACK.multipliedBy(2)).until(() -> traffic.has(victim, fair * 0.6));
    Duration back = Duration.ofNanos(System.nanoTime() - healedAt);
    traffic.end();
    System.out.printf("%s, 1 of %d: first attempt timeout after %d ms, from 1 s later on %.2f %% of attempts; back in"
        + " rotation %.1f s after it was well; %d calls, failed: %d idempotent, %d other%n", what, providers,
        (firstTimeout - silentAt) / 1_000_000, 100 * share,
        back.toMillis() / 1000.0, traffic.begun(), traffic.failedIdempotent(victim), traffic.failedOthers());
    assertThat(share).as("share of a silent provider").isLessThan(0.01);
    assertThat(back).isLessThanOrEqualTo(BACK);
    assertThat(traffic.failedIdempotent(victim)).as(traffic.failures().toString()).isZero();
  }

  @Test
  void oneOfThreeThatIsStopped() throws Exception {
    try (ChildJvm one = provider("one"); ChildJvm other = provider("other"); ChildJvm third = provider("third")) {
      String victim = one.await("ready ");
      try (Traffic traffic = new Traffic(
          RpcClient.builder().direct(victim, other.await("ready "), third.await("ready ")))) {
        fallsSilent("stopped", traffic, victim, 3, () -> signal("-STOP", one), Duration.ofSeconds(7),
            () -> signal("-CONT", one));
      }
    }
  }

  @Test
  void oneOfTwoThatIsStopped() throws Exception {
    try (ChildJvm one = provider("one"); ChildJvm other = provider("other")) {
      String victim = one.await("ready ");
      try (Traffic traffic = new Traffic(RpcClient.builder().direct(victim, other.await("ready ")))) {
        fallsSilent("stopped", traffic, victim, 2, () -> signal("-STOP", one), Duration.ofSeconds(7),
            () -> signal("-CONT", one));
      }
    }
  }

  /** Longer than keep-alive lasts: its connection is given up, and another cannot be made. */
  @Test
  void oneOfThreeThatIsStoppedForLong() throws Exception {
    try (ChildJvm one = provider("one"); ChildJvm other = provider("other"); ChildJvm third = provider("third")) {
      String victim = one.await("ready ");
      try (Traffic traffic = new Traffic(
          RpcClient.builder().direct(victim, other.await("ready "), third.await("ready ")))) {
        fallsSilent("stopped for long", traffic, victim, 3, () -> signal("-STOP", one), Duration.ofSeconds(25),
            () -> signal("-CONT", one));
      }
    }
  }

  @Test
  void oneOfThreeThatIsKilled() throws Exception {
    try (ChildJvm one = provider("one"); ChildJvm other = provider("other"); ChildJvm third = provider("third")) {
      String victim = one.await("ready ");
      try (Traffic traffic = new Traffic(
          RpcClient.builder().direct(victim, other.await("ready "), third.await("ready ")))) {
        traffic.goOn(Duration.ofSeconds(1));
        one.kill();
        long killedAt = System.nanoTime();
        traffic.goOn(Duration.ofSeconds(2)).end();
        long recovered = killedAt + Duration.ofSeconds(1).toNanos();
        System.out.printf("killed, 1 of 3: %d attempts on it after 1 s; %d calls, failed: %d idempotent, %d other%n",
            traffic.attempts(victim, recovered, System.nanoTime()), traffic.begun(), traffic.failedIdempotent(victim),
            traffic.failedOthers());
        assertThat(traffic.attempts(victim, recovered, System.nanoTime())).isZero();
        assertThat(traffic.failedIdempotent(victim)).as(traffic.failures().toString()).isZero();
        assertThat(traffic.failedOthers()).as("what was in its hands").isLessThan(10);
      }
    }
  }

  /** On a network of their own, where packets to one of three providers disappear, and nobody is told. */
  @Test
  void oneOfThreeThatIsCutOff() throws Exception {
    assumeTrue(networkOfItsOwn(), "NOT TESTED: this machine allows no network namespace with a tun device (unshare -rn)");
    try (ChildJvm alone = ChildJvm.startBehind(ALONE, CutOff.class)) {
      assertThat(alone.awaitExit(Duration.ofSeconds(120))).as("exit code, after " + alone.output()).isZero();
      alone.output().forEach(System.out::println);
    }
  }

  private static boolean networkOfItsOwn() throws InterruptedException {
    try {
      List<String> command = new ArrayList<>(ALONE);
      command.add("true");
      Process process = new ProcessBuilder(command).start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such command
    }
  }

  /** Consumer and providers on addresses of which one can be led astray. */
  static final class CutOff {
    private CutOff() {}

    public static void main(String[] arguments) throws Exception {
      List<RpcServer> servers = new ArrayList<>();
      for (int i = 1; i <= 3; i++) {
        run("ip addr add 10.9.0." + i + "/32 dev lo");
        servers.add(RpcServer.builder().service(new WorkProvider("provider" + i)).host("10.9.0." + i).usePlaintext()
            .shutdownHook(false).start());
      }
      String[] addresses = servers.stream().map(server -> server.address().toString()).toArray(String[]::new);
      for (Duration silent : List.of(Duration.ofSeconds(7), Duration.ofSeconds(25))) {
        RpcClientBuilder builder = RpcClient.builder().direct(addresses).usePlaintext();
        try (Traffic traffic = new Traffic(builder)) {
          fallsSilent("cut off for " + silent.toSeconds() + " s", traffic, addresses[0], 3, () -> {
            run("ip addr del 10.9.0.1/32 dev lo");
            run("ip route add 10.9.0.1/32 dev hole src 10.9.0.100");
          }, silent, () -> {
            run("ip route del 10.9.0.1/32 dev hole");
            run("ip addr add 10.9.0.1/32 dev lo");
          });
        }
      }
      System.exit(0);
    }

    private static void run(String command) throws Exception {
      Process process = new ProcessBuilder(command.split(" ")).inheritIO().start();
      assertThat(process.waitFor()).as(command).isZero();
    }
  }
}
