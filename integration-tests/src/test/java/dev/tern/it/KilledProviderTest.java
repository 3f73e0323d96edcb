package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import dev.tern.examples.ledger.ExecutionLog;
import dev.tern.examples.ledger.Rule;
import dev.tern.examples.ledger.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F23, F24: what a kill -9 costs, judged by the ledger. */
class KilledProviderTest {
  private static final int CALLS = 10_000;

  @TempDir
  private Path directory;

  @Test
  void tenThousandIdempotentCallsOutliveTheKillOfOneOfThreeProviders() throws Exception {
    Path outcomes = directory.resolve("outcomes");
    try (Fleet fleet = new Fleet(directory)) {
      List<ChildJvm> providers = fleet.start(3);
      try (RpcClient client = RpcClient.builder().registry(fleet.registry()).build(); Load load = new Load(outcomes)) {
        Work work = client.create(Work.class);
        BooleanSupplier more = () -> load.begun() < CALLS;
        load.blocking(8, true, more, id -> CompletableFuture.completedFuture(work.safe(id, 0)));
        load.later(2, true, more, id -> work.safeLater(id, 0));
        Awaitility.await().until(() -> load.begun() > CALLS / 3);
        providers.get(1).kill();
        load.await();
        assertThat(load.begun()).isGreaterThanOrEqualTo(CALLS);
      }
      Verdict verdict = Verdict.of(fleet.ledgers(), List.of(outcomes));
      assertThat(verdict.failed()).as(verdict.toString()).isZero();
      assertThat(verdict.ok()).isGreaterThanOrEqualTo(CALLS);
      assertThat(verdict.breaches()).isEmpty();
      assertThat(ExecutionLog.read(fleet.ledgers().get(1))).as("the killed one had its part").isNotEmpty();
    }
  }

  @Test
  void callsThatAreNotIdempotentNeverRunTwiceAndTellTheTruth() throws Exception {
    Path outcomes = directory.resolve("outcomes");
    try (Fleet fleet = new Fleet(directory)) {
      List<ChildJvm> providers = fleet.start(3);
      try (RpcClient client = RpcClient.builder().registry(fleet.registry()).build(); Load load = new Load(outcomes)) {
        Work work = client.create(Work.class);
        BooleanSupplier more = () -> load.begun() < CALLS / 2;
        load.blocking(8, false, more, id -> CompletableFuture.completedFuture(work.once(id, 1)));
        load.later(2, false, more, id -> work.onceLater(id, 1));
        Awaitility.await().until(() -> load.begun() > CALLS / 6);
        providers.get(1).kill();
        load.await();
      }
      Verdict verdict = Verdict.of(fleet.ledgers(), List.of(outcomes));
      assertThat(verdict.broken(Rule.L1)).as(verdict.toString()).isZero();
      assertThat(verdict.broken(Rule.L2)).as(verdict.toString()).isZero();
      assertThat(verdict.broken(Rule.L3)).as(verdict.toString()).isZero();
      assertThat(verdict.broken(Rule.L4)).as(verdict.toString()).isZero();
      assertThat(verdict.failed()).as("only what was in the victim's hands").isBetween(1L, 2L * 64 + 8);
    }
  }

  @Test
  void aCallThatIsNotIdempotentAndTimedOutRanExactlyOnce() {
    try (Fleet fleet = new Fleet(directory)) {
      fleet.start(3);
      try (RpcClient client = RpcClient.builder().registry(fleet.registry()).build()) {
        Work work = client.create(Work.class);
        warmUp(work, fleet);
        assertThat(Failing.told(Failing.call(() -> work.onceInTime("slow", 2_000)))).matches(
            "DEADLINE_EXCEEDED MAYBE_EXECUTED dev.tern.it.Work/onceInTime took longer than 300 ms, in 1 attempt\n"
                + "  127.0.0.1:\\d+  maybe executed, # ms: no answer");
        for (int i = 0; i < 3; i++) {
          work.once("after" + i, 0); // each provider once: what was sent before has arrived
        }
      }
      assertThat(executed(fleet)).containsOnlyOnce("slow", "after0", "after1", "after2");
    }
  }

  @Test
  void aCallInTheHandsOfAKilledProviderIsMaybeExecutedAndNotRepeatedUnlessItIsIdempotent() {
    try (Fleet fleet = new Fleet(directory)) {
      List<ChildJvm> providers = fleet.start(2);
      try (RpcClient client = RpcClient.builder().registry(fleet.registry()).build()) {
        Work work = client.create(Work.class);
        warmUp(work, fleet);
        Map<String, CompletableFuture<String>> calls = new TreeMap<>(); // round-robin: one of each kind to each
        for (String id : List.of("once-1", "once-2")) {
          calls.put(id, work.onceLater(id, 20_000));
        }
        for (String id : List.of("safe-1", "safe-2")) {
          calls.put(id, work.safeLater(id, 1_000));
        }
        Awaitility.await().until(() -> executed(fleet).containsAll(calls.keySet()));
        List<String> lost = ExecutionLog.read(fleet.ledgers().get(0)).stream().filter(calls::containsKey).toList();
        providers.get(0).kill();

        assertThat(lost).hasSize(2);
        for (String id : lost) {
          if (id.startsWith("safe")) {
            assertThat(calls.get(id)).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("provider2");
            assertThat(ExecutionLog.read(fleet.ledgers().get(1))).contains(id);
          } else {
            assertThat(Failing.told(Failing.future(calls.get(id)))).matches("UNAVAILABLE MAYBE_EXECUTED"
                + " dev.tern.it.Work/onceLater failed, in 1 attempt\n  127.0.0.1:\\d+  maybe executed, # ms: .+");
            assertThat(ExecutionLog.read(fleet.ledgers().get(1))).doesNotContain(id);
          }
        }
      }
    }
  }

  /** Calls each provider at least once: the first call of a JVM loads classes, which may take longer than it has. */
  private static void warmUp(Work work, Fleet fleet) {
    for (int i = 0; i < fleet.ledgers().size(); i++) {
      work.once("warm" + i, 0);
    }
  }

  private static List<String> executed(Fleet fleet) {
    return fleet.ledgers().stream().flatMap(file -> ExecutionLog.read(file).stream()).toList();
  }
}
