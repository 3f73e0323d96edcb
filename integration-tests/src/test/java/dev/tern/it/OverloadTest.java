package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.core.RpcClient;
import dev.tern.examples.ledger.Rule;
import dev.tern.examples.ledger.Verdict;
import dev.tern.it.OpenLoop.Phase;
import dev.tern.it.OpenLoop.Result;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** P7, O1: what three times its capacity does to a provider in a process of its own, judged by the ledger. */
@Tag("long")
class OverloadTest {
  private static final int MILLIS = 40;
  private static final double CAPACITY = BusyMain.AT_ONCE * 1_000.0 / MILLIS;

  @TempDir
  private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"threads", "permits"})
  void threeTimesItsCapacityNeitherStopsAProviderNorMakesItSlow(String bottleneck) throws Exception {
    Path executions = directory.resolve("executions");
    Path outcomes = directory.resolve("outcomes");
    try (World world = new World(); ChildJvm provider = ChildJvm.start(BusyMain.class, executions.toString(), bottleneck)) {
      String address = provider.await("ready ");
      ManagedChannel channel = StockChannel.to(Integer.parseInt(address.substring(address.indexOf(':') + 1)), world);
      try (RpcClient client = RpcClient.builder().direct(address).timeout(Duration.ofSeconds(1))
              .cluster("failfast").build(); // a second attempt would count its backoff as the provider's latency
          Load ledger = new Load(outcomes, Duration.ofSeconds(1))) {
        Work work = client.create(Work.class);
        OpenLoop load = new OpenLoop(() -> ledger.one(false, id -> work.onceLater(id, MILLIS)));
        load.run(0.8 * CAPACITY, Duration.ofSeconds(4)).result(); // both JVMs warm up

        Phase atEase = load.run(0.8 * CAPACITY, Duration.ofSeconds(5));
        Phase rising = load.run(3 * CAPACITY, Duration.ofSeconds(2));
        Phase full = load.run(3 * CAPACITY, Duration.ofSeconds(6));
        assertThat(HealthGrpc.newBlockingStub(channel).withDeadlineAfter(1, TimeUnit.SECONDS)
            .check(HealthCheckRequest.getDefaultInstance()).getStatus()).isEqualTo(ServingStatus.SERVING);
        Phase settling = load.run(0.8 * CAPACITY, Duration.ofSeconds(2));
        Result after = load.run(0.8 * CAPACITY, Duration.ofSeconds(4)).result();
        Result before = atEase.result();
        Result onset = rising.result();
        Result overload = full.result();
        Result falling = settling.result();
        String told = "0.8x: " + before + "\n3x, at first: " + onset + "\n3x: " + overload + "\n0.8x, at first: "
            + falling + "\n0.8x: " + after + "\n" + provider.output();
        System.out.println(told); // figures of docs/reliability.md

        double peak = Math.max(before.perSecond(), Math.max(onset.perSecond(), overload.perSecond()));
        assertThat(overload.perSecond()).as(told).isGreaterThanOrEqualTo(0.8 * peak);
        assertThat(overload.millis(0.99)).as(told).isLessThanOrEqualTo(3 * before.millis(0.99));
        assertThat(overload.refused()).as("more than half had to be\n%s", told).isGreaterThan(overload.begun() / 2);
        assertThat(overload.otherwise()).as("refused, and not left to their deadline\n%s", told).isZero();
        assertThat(after.millis(0.9)).as("normal again, two seconds later\n%s", told)
            .isLessThanOrEqualTo(4 * before.millis(0.9)); // a machine with other things to do has a line at 0.8x, too
        assertThat(after.refused() + after.otherwise()).as(told).isLessThanOrEqualTo(after.begun() / 100);
      }
    }
    Verdict verdict = Verdict.of(List.of(executions), List.of(outcomes));
    for (Rule rule : Rule.values()) {
      assertThat(verdict.broken(rule)).as("%s: %s", rule, verdict).isZero();
    }
  }
}
